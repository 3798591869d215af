"""Packs the icon set that Sketch draws its subjects with.

In:  a folder `node_modules` holding `@iconify-json/noto` and `emojibase-data`
     (versions in tools/icons/package.json).
Out: src/limner/providers/sketch/icons.zip: `index.json` (name → label, words in English and
     Italian, group) and one SVG body per icon, drawn on a square of 128 units.

    python tools/build_icons.py tools/icons/node_modules

Needs nothing but the standard library. The zip is byte for byte the same for the same input.
"""

import json
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

OUTPUT = Path(__file__).parent.parent / "src/limner/providers/sketch/icons.zip"
GROUPS = {0, 1, 3, 4, 5, 6, 7}
"""Faces, people, nature, food, places, activities, objects; not symbols, parts and flags."""
KEPT_SUBGROUPS_OF_FACES = {11, 12, 14}
KEPT_SUBGROUPS_OF_PEOPLE = {23, 25, 26, 27, 28, 29}
MAX_BODY = 200_000
UNIX = 3
"""The system written into the zip, whichever one it is made on."""


def main(node_modules: Path, output: Path = OUTPUT) -> int:
    """Writes the zip; answers how many icons it holds."""
    icons = _json(node_modules / "@iconify-json/noto/icons.json")["icons"]
    chars = _json(node_modules / "@iconify-json/noto/chars.json")
    english = _json(node_modules / "emojibase-data/en/data.json")
    italian = {e["hexcode"]: e for e in _json(node_modules / "emojibase-data/it/data.json")}
    index: dict[str, dict[str, Any]] = {}
    bodies: dict[str, str] = {}
    for emoji in english:
        code = emoji["hexcode"].lower()
        name = chars.get(code) or chars.get(code.replace("-fe0f", ""))
        body = icons.get(name, {}).get("body", "")
        if not _wanted(emoji) or not body or len(body) > MAX_BODY:
            continue
        other = italian.get(emoji["hexcode"], {})
        index[name] = {
            "label": emoji["label"].lower(),
            "tags": emoji.get("tags", []),
            "it": [str(w).lower() for w in [other.get("label", ""), *other.get("tags", [])] if w],
            "group": emoji["group"],
            "subgroup": emoji["subgroup"],
        }
        bodies[name] = body
    _write(index, bodies, output)
    return len(index)


def _wanted(emoji: dict[str, Any]) -> bool:
    group, subgroup = emoji.get("group"), emoji.get("subgroup")
    if group == 0:
        return subgroup in KEPT_SUBGROUPS_OF_FACES
    if group == 1:
        return subgroup in KEPT_SUBGROUPS_OF_PEOPLE
    return group in GROUPS


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _write(index: dict[str, dict[str, Any]], bodies: dict[str, str], output: Path) -> None:
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        _put(archive, "index.json", json.dumps(index, ensure_ascii=False, sort_keys=True))
        for name in sorted(bodies):
            _put(archive, f"{name}.svg", _short(bodies[name]))


def _put(archive: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = UNIX
    archive.writestr(entry, text.encode())


def _short(body: str) -> str:
    return re.sub(r"\s+", " ", body)


if __name__ == "__main__":
    print(f"{main(Path(sys.argv[1]))} icons in {OUTPUT.name}")

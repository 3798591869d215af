"""The icon set is packed from the npm packages: what is wanted, nothing else, always the same."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

import build_icons


def emoji(code: str, label: str, group: int, subgroup: int) -> dict[str, Any]:
    return {"hexcode": code, "label": label, "group": group, "subgroup": subgroup, "tags": ["one"]}


@pytest.fixture
def node_modules(tmp_path: Path) -> Path:
    """A fox, a fox too large to keep, a flag, a waving hand and a sign."""
    kinds = {
        "1F98A": ("fox", 3, 34),
        "1F98B": ("huge", 3, 34),
        "1F3F4": ("flag", 9, 97),
        "1F44B": ("hand", 1, 16),
        "2795": ("plus", 8, 90),
    }
    noto, base = tmp_path / "@iconify-json/noto", tmp_path / "emojibase-data"
    for folder in (noto, base / "en", base / "it"):
        folder.mkdir(parents=True)
    icons = {name: {"body": f'<path  id="{name}"/>'} for name, _, _ in kinds.values()}
    icons["huge"] = {"body": "x" * (build_icons.MAX_BODY + 1)}
    (noto / "icons.json").write_text(json.dumps({"icons": icons}))
    chars = {code.lower(): name for code, (name, _, _) in kinds.items()}
    (noto / "chars.json").write_text(json.dumps(chars))
    english = [emoji(code, *kind) for code, kind in kinds.items()]
    (base / "en/data.json").write_text(json.dumps(english))
    italian = [{"hexcode": "1F98A", "label": "Volpe", "tags": ["bosco"]}]
    (base / "it/data.json").write_text(json.dumps(italian))
    return tmp_path


def test_only_what_can_be_a_subject_is_packed(node_modules: Path, tmp_path: Path) -> None:
    output = tmp_path / "icons.zip"
    assert build_icons.main(node_modules, output) == 1
    with zipfile.ZipFile(output) as archive:
        assert archive.namelist() == ["index.json", "fox.svg"]
        assert archive.read("fox.svg") == b'<path id="fox"/>'
        index = json.loads(archive.read("index.json"))
    assert index["fox"]["it"] == ["volpe", "bosco"]


def test_the_same_input_gives_the_same_bytes(node_modules: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one.zip", tmp_path / "other.zip"
    build_icons.main(node_modules, one)
    build_icons.main(node_modules, other)
    assert one.read_bytes() == other.read_bytes()

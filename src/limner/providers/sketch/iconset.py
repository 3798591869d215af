"""The drawings that subjects are made of: the packed icon set and Sketch's own.

Icons are SVG bodies on a square of 128 units. `icons.zip` holds Google's Noto Emoji
(Apache-2.0), packed by tools/build_icons.py; `drawings/` holds our own.
"""

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from limner.errors import NotConfigured
from limner.providers.sketch.colour import Recolour

SIDE = 128
ARCHIVE = "icons.zip"
_HEX = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b")
_WHITE = re.compile(r'"(white|black)"')
_ID = re.compile(r'(\bid="|url\(#|href="#)')


@dataclass(frozen=True, slots=True)
class IconIndex:
    """Which icon a name stands for, and each icon's group (3 nature, 4 food, 5 places, …).

    Only names count: the set's keywords are too loose ("water" leads to a water closet).
    """

    names: Mapping[str, str]
    italian: Mapping[str, str]
    groups: Mapping[str, int]

    def named(self, text: str) -> str | None:
        """The icon of that English name, if any."""
        return self.names.get(text)


@cache
def icon_index() -> IconIndex:
    """The index of all icons. Raises NotConfigured when the icon set was not built."""
    with _archive() as archive:
        entries = json.loads(archive.read("index.json"))
    names = {entry["label"]: icon for icon, entry in entries.items()}
    names.update({icon.replace("-", " "): icon for icon in entries})
    italian = {
        entry["it"][0]: icon.replace("-", " ") for icon, entry in entries.items() if entry["it"]
    }
    groups = {icon: int(entry["group"]) for icon, entry in entries.items()}
    return IconIndex(names, italian, groups)


def icon_body(name: str) -> str:
    """The SVG body of an icon. Raises KeyError for a name that is not in the set."""
    own = _drawings() / f"{name}.svg"
    if own.is_file():
        text = own.read_text(encoding="utf-8")
        return text[text.index(">") + 1 : text.rindex("</svg>")]
    with _archive() as archive:
        return _spelled_out(archive.read(f"{name}.svg").decode())


def has_icon(name: str) -> bool:
    """Whether there is such an icon."""
    return name in icon_index().groups or (_drawings() / f"{name}.svg").is_file()


def recoloured(body: str, change: Recolour) -> str:
    """The body with every colour passed through `change`."""
    known: dict[str, str] = {}

    def swap(match: re.Match[str]) -> str:
        text = match.group()
        if text not in known:
            known[text] = change(_six_digits(text))
        return known[text]

    return _HEX.sub(swap, body)


def with_prefix(body: str, prefix: str) -> str:
    """The body with its ids made unique, so that several may share a document."""
    return _ID.sub(lambda match: match.group() + prefix, body)


def _six_digits(text: str) -> str:
    if len(text) == 4:
        text = "#" + "".join(c * 2 for c in text[1:])
    return text.lower()


def _spelled_out(body: str) -> str:
    """Named colours and the default black as hex, so that recolouring reaches them."""
    named = _WHITE.sub(lambda m: '"#ffffff"' if m[1] == "white" else '"#000000"', body)
    return f'<g fill="#000000">{named}</g>'


def _drawings() -> Traversable:
    return files(__package__) / "drawings"


@contextmanager
def _archive() -> Iterator[zipfile.ZipFile]:
    path = files(__package__) / ARCHIVE
    if not path.is_file():
        raise NotConfigured(
            "The built-in model has no icon set.",
            hint="Run `make setup`, or `python tools/build_icons.py tools/icons/node_modules`.",
        )
    with path.open("rb") as stream, zipfile.ZipFile(stream) as archive:
        yield archive

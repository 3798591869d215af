"""JSON that stands in the middle of a text: what it holds, and the same in words. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_BEGINNING = re.compile(r"[{\[]")
_DECODER = json.JSONDecoder()
_MOST_TRIED = 200


@dataclass(frozen=True, slots=True)
class FoundJson:
    """An object or a list, and where in the text it stands."""

    start: int
    end: int
    value: Any


def json_in(text: str) -> Iterator[FoundJson]:
    """The objects and lists of a text, outermost, in order."""
    place = 0
    for _ in range(_MOST_TRIED):
        found = _BEGINNING.search(text, place)
        if found is None:
            return
        try:
            value, place = _DECODER.raw_decode(text, found.start())
        except (ValueError, RecursionError):
            place = found.start() + 1
        else:
            yield FoundJson(found.start(), place, value)


def without_json(text: str) -> str:
    """The text with its JSON in words: `{"visitors": 1200}` as `visitors 1200`."""
    pieces, place = [], 0
    for found in json_in(text):
        pieces += [text[place : found.start], ", ".join(_spoken(found.value))]
        place = found.end
    return "".join([*pieces, text[place:]])


def _spoken(value: Any, name: str = "") -> Iterator[str]:
    match value:
        case dict():
            for key, item in value.items():
                yield from _spoken(item, str(key))
        case list():
            for item in value:
                yield from _spoken(item, name)
        case None | "":
            return
        case bool() | int() | float():
            yield f"{name.replace('_', ' ')} {json.dumps(value)}".strip()
        case _:
            yield str(value)

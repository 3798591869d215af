"""Fills a JSON Schema with the words of a text, by rules: the same value every time. Pure; no AI.

What a text says under a property's name is taken first: `Mood: calm`, or the key of a JSON value
that stands in it. Then come numbers, choices and sentences, each where the type asks for them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from limner.models.answer_schema import misfits
from limner.text.composer.found_json import json_in, without_json

Schema = Mapping[str, Any]

_NOT_FOUND = object()
_DEEPEST = 24
_FEW = 3
_LONGEST = 300
_LINE = re.compile(r"^\s*(?:[-*]\s*)?([A-Za-z][\w -]{0,40}?)\s*[:=]\s*(.+?)\s*$", re.MULTILINE)
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:,\d{3})*(?:\.\d+)?")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n")
_PART = re.compile(r"[,;]\s+|\n| and ")
_FIGURE = re.compile(
    r"[A-Za-z][A-Za-z_-]*(?:\s*[:=]\s*|\s+)(?:(?:by|to|of|is|at)\s+)?"
    r"-?\d+(?:,\d{3})*(?:\.\d+)?%?"
)
_FIGURES = ("metric", "figure", "kpi", "statistic")
_TITLES = frozenset({"title", "headline", "name", "heading", "caption", "label"})
_LONGEST_TITLE = 80


def filled(schema: Schema, text: str, sentence: str) -> Any:
    """A value for the schema. ``sentence`` is what the text comes to in one line."""
    return _Filler(_Words(text, sentence)).value("", schema, _DEEPEST)


def names_in(text: str, names: Iterable[str]) -> set[str]:
    """The names under which a text says something."""
    words = _Words(text, "")
    return {name for name in names if words.under(name) is not _NOT_FOUND}


class _Words:
    """What a text holds that can be put into a value, each thing once."""

    def __init__(self, text: str, sentence: str) -> None:
        self.json = [found.value for found in json_in(text)]
        self.text = without_json(text)
        self.lower = self.text.lower()
        self.sentence = sentence
        self.said = {_plain(name): value for name, value in _LINE.findall(self.text)}
        self._numbers = [found.replace(",", "") for found in _NUMBER.findall(self.text)]

    def under(self, name: str) -> Any:
        """What the text says under a name, or _NOT_FOUND."""
        wanted = _plain(name)
        for value in self.json:
            found = _under(value, wanted)
            if found is not _NOT_FOUND:
                return found
        return self.said.get(wanted, _NOT_FOUND) if wanted else _NOT_FOUND

    def number(self) -> float | None:
        return float(self._numbers.pop(0)) if self._numbers else None

    def sentences(self) -> list[str]:
        return [found.strip() for found in _SENTENCE_END.split(self.text) if found.strip()]

    def figure(self) -> str | None:
        """The first number with the word before it: `visitors 1200`."""
        found = _FIGURE.search(self.text)
        return " ".join(found.group().replace(":", " ").split()) if found else None


@dataclass(frozen=True, slots=True)
class _Filler:
    words: _Words

    def value(self, name: str, schema: Schema, depth: int) -> Any:
        if depth == 0:
            return None
        if "const" in schema:
            return schema["const"]
        found = self.words.under(name)
        if found is not _NOT_FOUND:
            fitting = _fitting(found, schema)
            if fitting is not _NOT_FOUND:
                return fitting
        if schema.get("enum"):
            return self._choice(schema["enum"])
        for several in ("anyOf", "oneOf", "allOf"):
            if several in schema:
                parts = [part for part in schema[several] if part.get("type") != "null"]
                return self.value(name, (parts or schema[several])[0], depth - 1)
        return self._typed(name, schema, depth)

    def _typed(self, name: str, schema: Schema, depth: int) -> Any:
        match _type(schema):
            case "object":
                properties = schema.get("properties", {})
                return {key: self.value(key, part, depth - 1) for key, part in properties.items()}
            case "array":
                return self._items(name, schema, depth)
            case "integer":
                return int(self._number(schema))
            case "number":
                return self._number(schema)
            case "boolean":
                return bool(schema.get("default", _spoken(name) in self.words.lower))
            case "string":
                return self._text(name, schema)
            case _:
                return None

    def _choice(self, choices: list[Any]) -> Any:
        """The choice that the text names first, else the first there is."""
        places = {
            place: choice
            for choice in choices
            if isinstance(choice, str) and (place := self.words.lower.find(choice.lower())) >= 0
        }
        return places[min(places)] if places else choices[0]

    def _number(self, schema: Schema) -> float | int:
        found = self.words.number()
        value = float(schema.get("default", 0)) if found is None else found
        least = schema.get("minimum", schema.get("exclusiveMinimum", value))
        most = schema.get("maximum", schema.get("exclusiveMaximum", value))
        value = min(max(value, least), most)
        step = schema.get("multipleOf")
        if step:
            value = round(value / step) * step
        return int(value) if float(value).is_integer() else value

    def _items(self, name: str, schema: Schema, depth: int) -> list[Any]:
        item = schema.get("items", {"type": "string"})
        fewest = schema.get("minItems", 1)
        most = schema.get("maxItems", max(fewest, _FEW))
        if item.get("enum"):
            named = [one for one in item["enum"] if str(one).lower() in self.words.lower]
            return (named or item["enum"])[: max(fewest, min(most, len(named)))]
        if _type(item) == "string":
            said = self.words.under(name)
            source = said if isinstance(said, str) else self.words.sentence
            parts = [part.strip() for part in _PART.split(source) if part.strip()]
            parts = [_within(part, item) for part in parts[:most]]
            return parts + [self._text("", item)] * (fewest - len(parts))
        return [self.value("", item, depth - 1) for _ in range(fewest)]

    def _text(self, name: str, schema: Schema) -> str:
        pattern = schema.get("pattern")
        if pattern is not None:
            return _found(pattern, self.words.text) or self.words.sentence
        if "default" in schema:
            return str(schema["default"])
        figure = self.words.figure() if any(word in name.lower() for word in _FIGURES) else None
        if figure is not None:
            return _within(figure, schema)
        if _plain(name) in _TITLES:
            first = next(iter(self.words.sentences()), self.words.sentence)
            return _within(_shortened(first.rstrip(".!?"), _LONGEST_TITLE), schema)
        return _within(_shortened(self.words.sentence, _LONGEST), schema)


def _fitting(found: Any, schema: Schema) -> Any:
    """What was found, or the number or truth in its words, where that fits; else _NOT_FOUND."""
    candidates = [found]
    if isinstance(found, str):
        number = _NUMBER.search(found)
        candidates += [json.loads(number.group().replace(",", ""))] if number else []
        candidates += [found.lower() in ("yes", "true", "on"), *_matching(found, schema)]
    wrapped = {"type": "object", "properties": {"v": dict(schema)}}
    for candidate in candidates:
        if misfits(wrapped, json.dumps({"v": candidate}))[1] is None:
            return candidate
    return _NOT_FOUND


def _matching(found: str, schema: Schema) -> Iterator[str]:
    """The choice that differs in case only."""
    for choice in schema.get("enum", ()):
        if isinstance(choice, str) and choice.lower() == found.lower():
            yield choice


def _under(value: Any, wanted: str) -> Any:
    """The value of the first key of that name, at any depth, or _NOT_FOUND."""
    waiting = [value]
    while waiting and wanted:
        part = waiting.pop(0)
        if isinstance(part, dict):
            for key, inner in part.items():
                if _plain(key) == wanted:
                    return inner
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return _NOT_FOUND


def _found(pattern: str, text: str) -> str | None:
    """The first word of a text that matches a pattern."""
    wanted = {"type": "object", "properties": {"v": {"type": "string", "pattern": pattern}}}
    for word in text.split():
        for candidate in (word, word.strip(".,;:!?\"'()")):
            if misfits(wanted, json.dumps({"v": candidate}))[1] is None:
                return candidate
    return None


def _within(text: str, schema: Schema) -> str:
    text = text[: schema.get("maxLength")]
    return text.ljust(schema.get("minLength", 0), ".")


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest].rpartition(" ")[0]


def _plain(name: str) -> str:
    """A name without what differs between ways of writing it."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _spoken(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[_-]+", " ", name).lower()


def _type(schema: Schema) -> str:
    said = schema.get("type", "object" if "properties" in schema else "string")
    if isinstance(said, list):
        return next((kind for kind in said if kind != "null"), "null")
    return str(said)

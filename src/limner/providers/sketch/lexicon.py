"""The words Sketch knows, read from `lexicon.toml` and `italian.toml` once per process."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

MEANINGS = (
    "hints", "places", "times", "weather", "seasons", "moods", "features", "sizes", "relations",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """One meaning of a term: its kind (a table of the lexicon) and its value there."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Seated:
    """How an animal looks that is drawn sitting, its head taken from an icon."""

    fur: str
    shade: str
    chest: str
    paw: str
    tail: str
    head: str

    def colours(self) -> dict[str, str]:
        """The colour of each part of the body."""
        return {"fur": self.fur, "shade": self.shade, "chest": self.chest, "paw": self.paw}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person wears whose head comes from an icon."""

    top: str
    shade: str
    legs: str
    skin: str
    dress: bool


@dataclass(frozen=True, slots=True)
class Lamp:
    """Where an icon gives light (on its square), how far in its own heights, of which colour."""

    x: float
    y: float
    reach: float
    colour: str
    beam: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Terms by their words, and what is known of icons."""

    terms: Mapping[str, Term]
    costumes: frozenset[str]
    growing: frozenset[str]
    kinds: frozenset[str]
    clothes: frozenset[str]
    tallness: Mapping[str, int]
    homes: Mapping[str, str]
    prevails: Mapping[str, frozenset[str]]
    """A place to the places it shows too, so that it is the one to draw of the two."""

    elements: Mapping[str, str]
    tops: Mapping[str, float]
    carried: Mapping[str, str]
    narrow: frozenset[str]
    collective: Mapping[str, int]
    gatherings: frozenset[str]
    lamps: Mapping[str, Lamp]
    seated: Mapping[str, Seated]
    dressed: Mapping[str, Seated]
    standing: Mapping[str, Standing]
    italian: Mapping[str, str]
    italian_marks: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The lexicon of this package."""
    data = _read("lexicon.toml")
    italian = _read("italian.toml")
    return Lexicon(
        terms=_terms(data),
        costumes=frozenset(data["costumes"]["icons"]),
        clothes=frozenset(data["clothes"]["icons"]),
        growing=frozenset(data["growing"]["icons"]),
        kinds=frozenset(data["kinds"]["words"]),
        tallness={icon: int(step) for icon, step in _inverted(data["tallness"]).items()},
        homes=_inverted(data["homes"]),
        prevails={place: frozenset(beaten) for place, beaten in data["prevails"].items()},
        elements=_inverted(data["elements"]),
        tops=data["tops"],
        narrow=frozenset(data["narrow"]["icons"]),
        carried=_inverted(data["carried"]),
        collective={word: int(count) for word, count in _inverted(data["collective"]).items()},
        gatherings=frozenset(data["gatherings"]["words"]),
        lamps={icon: Lamp(*values) for icon, values in data["lamps"].items()},
        seated={icon: Seated(*look) for icon, look in data["seated"].items()},
        dressed={icon: Seated(*look) for icon, look in data["dressed"].items()},
        standing={icon: Standing(*look) for icon, look in data["standing"].items()},
        italian=italian["words"],
        italian_marks=frozenset(italian["marks"]["words"]),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / name).read_text(encoding="utf-8"))


def _inverted(table: Mapping[str, list[str]]) -> dict[str, str]:
    return {word: key for key, words in table.items() for word in words}


def _terms(data: Mapping[str, Any]) -> dict[str, Term]:
    """Later kinds win over earlier ones; nouns last, since they carry the picture."""
    terms: dict[str, Term] = {}
    for word in data["ignored"]["words"]:
        terms[word] = Term("ignored", word)
    for kind in ("styles", *MEANINGS, "counts"):
        for word, value in _inverted(data[kind]).items():
            terms[word] = Term(kind, value)
    for kind in ("materials", "colours"):
        for word, value in data[kind].items():
            terms[word] = Term(kind, value)
    for word in data["negations"]["words"]:
        terms[word] = Term("negation", word)
    terms["it"] = Term("pronoun", "it")
    for word, value in _inverted(data["nouns"]).items():
        terms[word] = Term("noun", value)
    return terms

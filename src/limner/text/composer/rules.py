"""Makes an image prompt out of a request or of earlier results, by rules. Pure; no AI."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from limner.text.composer.found_json import without_json

_LONGEST_PIECE = 400
_MOST_PIECES = 6
_ARTICLE = r"(?:an?|the|some|my|our|his|her|their|your)"
_LINK = r"(?:of|showing|that shows|which shows|depicting|with|about|for)"
_WORD = r"[\w'’-]+"


@dataclass(frozen=True, slots=True)
class _Words:
    """The compiled patterns of ``words.toml``."""

    opening: re.Pattern[str]
    look: re.Pattern[str]
    picture: re.Pattern[str]
    plain: frozenset[str]
    use: re.Pattern[str]
    uses: dict[str, str]
    themes: dict[str, str]


def from_instruction(text: str) -> str:
    """The prompt that a request asks for: ``make an image of a fox for a blog about winter``
    becomes a fox, with what winter and a blog bring along."""
    words = _words()
    subject, kind = _without_picture(_without_opening(_one_line(text), words), words)
    subject, use, theme = _without_use(subject, words)
    brought = [*_theme_words(theme, words, subject), *(words.uses[use].split(", ") if use else ())]
    return _joined([subject, *kind, *brought])


def from_results(digest: str) -> str:
    """The prompt that earlier results, as JSON, suggest: what they say in words, in order."""
    pieces = [from_instruction(_beginning(text)) for text in _texts(json.loads(digest))]
    return _joined(pieces[:_MOST_PIECES])


def from_question(text: str, captions: Sequence[str]) -> str:
    """What there is to say: what images were made of, then what the text says itself.

    ``captions`` are the prompts of the images, "" for one without.
    """
    words = _words()
    plain = without_json(text)
    asked = _one_line(words.look.sub(" ", plain)) if captions else plain
    seen = [from_instruction(_beginning(caption)) for caption in captions]
    shown = [piece or "an image of which nothing is written" for piece in seen]
    said = from_instruction(_beginning(asked))
    return _joined([*shown, said]) or _joined([_beginning(plain)])


def _texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, in its order; the names of nodes and handles are none."""
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _texts(item)
        case dict():
            for name, item in value.items():
                if name not in ("from", "as"):
                    yield from _texts(item)


def _without_opening(text: str, words: _Words) -> str:
    while (match := words.opening.match(text)) is not None and match.end() < len(text):
        text = text[match.end() :].lstrip(" ,.!:")
    return text


def _without_picture(text: str, words: _Words) -> tuple[str, list[str]]:
    """What a picture shows, and what kind of picture it is if that was said."""
    match = words.picture.match(text)
    if match is None:
        return text, []
    kind = " ".join(word for word in match["kind"].split() if word.lower() not in words.plain)
    return text[match.end() :], [kind] if kind else []


def _without_use(text: str, words: _Words) -> tuple[str, str | None, str]:
    """The rest of a text that says what the picture is for, that use, and its theme."""
    match = words.use.search(text)
    if match is None or not text[: match.start()].strip():
        return text, None, ""
    use = next(use for use in words.uses if _is_one_of(match["use"], use))
    return text[: match.start()], use, match["theme"] or ""


def _theme_words(theme: str, words: _Words, subject: str) -> list[str]:
    if not theme:
        return []
    known = [words.themes[word] for word in theme.lower().split() if word in words.themes]
    brought = [part for listed in known for part in listed.split(", ")]
    said = [] if theme.lower() in subject.lower() else [f"{theme} theme"]
    return [*said, *brought]


def _joined(parts: Iterable[str]) -> str:
    """The parts as one sentence; what was said already is not said again."""
    said: dict[str, str] = {}
    for part in parts:
        plain = part.strip(" \t,.;:!?\"'“”")
        if plain:
            said.setdefault(plain.lower(), plain)
    text = ", ".join(said.values())
    return text[:1].upper() + text[1:]


def _beginning(text: str) -> str:
    """The first sentence or two of a text, without the marks of Markdown."""
    plain = _one_line(re.sub(r"[#*_`>|]+", " ", text))
    if len(plain) <= _LONGEST_PIECE:
        return plain
    end = max(plain.rfind(mark, 0, _LONGEST_PIECE) for mark in (". ", "! ", "? "))
    return plain[: end + 1] if end > 0 else plain[:_LONGEST_PIECE].rpartition(" ")[0]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _is_one_of(word: str, pattern: str) -> bool:
    return re.fullmatch(pattern, word, re.IGNORECASE) is not None


@cache
def _words() -> _Words:
    file = resources.files(__package__) / "words.toml"
    data = tomllib.loads(file.read_text("utf-8"))
    longest_first = sorted("|".join(data["uses"]).split("|"), key=len, reverse=True)
    pictures = "|".join([*data["plain"], *data["kinds"]])
    return _Words(
        opening=re.compile("|".join(data["openings"]), re.IGNORECASE),
        look=re.compile("|".join(data["looks"]), re.IGNORECASE),
        picture=re.compile(
            rf"(?:{_ARTICLE} )?(?P<kind>(?:{_WORD} ){{0,3}}(?:{pictures})) {_LINK} ", re.IGNORECASE
        ),
        plain=frozenset(data["plain"]),
        use=re.compile(
            rf" (?:to be used )?(?:for|in|on) (?:{_ARTICLE} )?(?:{_WORD} )??"
            rf"(?P<use>{'|'.join(longest_first)})\b"
            rf"(?: (?:post|article|page|series|header|banner|image))?"
            rf"(?: (?:about|on|of|for) (?:{_ARTICLE} )?(?P<theme>.+))?[.!]?$",
            re.IGNORECASE,
        ),
        uses=data["uses"],
        themes=data["themes"],
    )

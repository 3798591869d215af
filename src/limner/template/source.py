"""A look at a template before the parser sees it.

The parser's patterns take quadratic time on some texts (measured: 18 s for 20,000
characters of `{{`). What lets them do so is refused here, in linear time.
"""

from __future__ import annotations

import re

from limner.template.limits import MAX_MARKUP, MAX_SOURCE

_OPEN = re.compile(r"\{\{|\{%")
_RAW = re.compile(r"\{%-?\s{0,32}raw\s{0,32}-?%\}")
_END_RAW = re.compile(r"\{%-?\s{0,32}endraw\s{0,32}-?%\}")
_CLOSE = {"{{": "}}", "{%": "%}"}
_MAX_BRACKETS = 32
_MAX_TRAILING_SPACE = 32


class UnreadableSource(Exception):
    """What is wrong with a template's text, and at which character."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


def is_template(source: str) -> bool:
    """Whether rendering a text may change it."""
    return "{{" in source or "{%" in source


def literal(text: str) -> str:
    """A template that renders to this text, whatever is in it."""
    return _OPEN.sub(lambda found: f"{{{{ '{found.group()}' }}}}", text)


def measure_markup(source: str) -> int:
    """How many characters of a template are markup. Raises UnreadableSource."""
    if len(source) > MAX_SOURCE:
        raise UnreadableSource(f"it has more than {MAX_SOURCE:,} characters", 0)
    total = position = 0
    while found := _OPEN.search(source, position):
        start = found.start()
        position = _end_of(source, start, found.group())
        total += position - start
    return total


def _end_of(source: str, start: int, opening: str) -> int:
    if raw := _RAW.match(source, start):
        end = _END_RAW.search(source, raw.end())
        if end is None:
            raise UnreadableSource("'raw' is never closed with 'endraw'", start)
        return end.end()
    close = source.find(_CLOSE[opening], start + len(opening), start + MAX_MARKUP)
    if close < 0:
        raise UnreadableSource(
            f"'{opening}' is not closed with '{_CLOSE[opening]}' within {MAX_MARKUP:,} characters",
            start,
        )
    _check_piece(source[start + len(opening) : close], start)
    return close + len(_CLOSE[opening])


def _check_piece(piece: str, start: int) -> None:
    if not piece.strip("- \t\r\n"):
        raise UnreadableSource("the braces are empty", start)
    if piece.count("(") + piece.count("[") > _MAX_BRACKETS:
        raise UnreadableSource(f"more than {_MAX_BRACKETS} brackets in one place", start)
    trimmed = piece.rstrip("-")
    if len(trimmed) - len(trimmed.rstrip()) > _MAX_TRAILING_SPACE:
        raise UnreadableSource("too much space before the closing braces", start)

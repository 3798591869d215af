"""Reads what a provider says before it is kept or shown: it is a stranger, whoever it is."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from limner.errors import LimnerError

LONGEST_TEXT = 20_000
"""Characters of one text: more than any prompt, and than anybody reads of an error."""

_MOST_TOKENS = 10**9
_TELLING = 8
"""So many characters of a key tell something; a shorter key guards nothing."""

_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""What no database and no terminal should have: control characters, and halves of characters as
they come from header bytes that are no UTF-8."""


@dataclass(frozen=True, slots=True)
class Censor:
    """Reads what one provider says. ``secrets`` are struck out where it repeats them."""

    secrets: tuple[str, ...] = ()

    def text(self, text: str, longest: int = LONGEST_TEXT) -> str:
        return self._struck(text[:longest])

    def error(self, error: LimnerError) -> None:
        """Change an error to what may be told of it."""
        error.detail = self.text(error.detail)
        error.hint = self.text(error.hint) if error.hint else error.hint
        error.args = (error.detail,)
        error.extra = {name: self._value(value) for name, value in error.extra.items()}

    def value(self, value: Any) -> Any:
        """A JSON value without the secrets, its texts at their full length."""
        if isinstance(value, str):
            return self._struck(value)
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, dict):
            return {self._struck(key): self.value(item) for key, item in value.items()}
        return value

    def tokens(self, count: int) -> int:
        """A number of tokens that can be reckoned with."""
        return min(max(count, 0), _MOST_TOKENS)

    def _struck(self, text: str) -> str:
        text = _UNFIT.sub("", text)
        for secret in self.secrets:
            text = _without(secret, text)
        return text

    def _value(self, value: Any) -> Any:
        if isinstance(value, float) and not math.isfinite(value):
            return None
        return self.text(value) if isinstance(value, str) else value


def _without(secret: str, text: str) -> str:
    """The text without the secret, and without the beginning of it where a text was cut there."""
    beginning = secret[:_TELLING]
    start = text.find(beginning) if len(secret) >= _TELLING else -1
    kept, end = [], 0
    while start >= 0:
        told = next(n for n in range(len(secret), 0, -1) if text.startswith(secret[:n], start))
        kept += [text[end:start], "…"]
        end = start + told
        start = text.find(beginning, end)
    return "".join([*kept, text[end:]])

"""Whether a JSON value can be kept: written as JSON text and read again by everything."""

from __future__ import annotations

from itertools import chain
from typing import Any

import msgspec

MAX_DEPTH = 64
"""Levels of lists and objects; what walks values may do so by recursion."""


class CannotBeKept(Exception):
    """Why a value cannot be kept, as words that follow its name."""


def encode(value: Any) -> bytes:
    """The value as JSON text. Raises CannotBeKept."""
    if _is_too_deep(value):
        raise CannotBeKept(f"is nested more than {MAX_DEPTH} levels deep")
    try:
        return msgspec.json.encode(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise CannotBeKept("cannot be written as JSON text") from error


def _is_too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = list(chain.from_iterable(_parts(item) for item in level))
        if not level:
            return False
    return True


def _parts(value: Any) -> list[Any]:
    """The lists and objects directly in a value."""
    if isinstance(value, dict):
        inside: Any = value.values()
    elif isinstance(value, list):
        inside = value
    else:
        return []
    return [part for part in inside if isinstance(part, dict | list)]

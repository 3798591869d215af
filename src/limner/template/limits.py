"""How much work a template may be: templates are written by strangers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from liquid.exceptions import ResourceLimitError
from liquid.undefined import Undefined

MAX_SOURCE = 100_000
"""Characters in a template; a text without markup may be of any length."""

MAX_MARKUP = 1_000
"""Characters in one `{{ … }}` or `{% … %}`."""

MAX_OUTPUT = 100_000
"""UTF-8 bytes a template may render to, and characters of any string it makes on the way."""

MAX_ITEMS = 10_000
"""Items in a list a template makes."""

MAX_WEIGHT = 1_000_000
"""Characters in a value that goes through a filter or is written as JSON."""

MAX_WORK = 200_000
"""Units of work in one rendering; measured, the costliest mix of them takes about half a second."""

CHARACTERS_PER_UNIT = 20
_BITS_PER_CHARACTER = 4


def weight(value: object) -> int:
    """About how many characters a JSON value has. Raises ResourceLimitError above the limit.

    Values may share parts, so this counts what writing them out would take.
    """
    total = 0
    waiting: list[object] = [value]
    while waiting:
        item = waiting.pop()
        total += 1
        if issubclass(type(item), Undefined):  # it raises when asked for its class
            continue
        if isinstance(item, str):
            total += len(item)
        elif isinstance(item, int):
            total += item.bit_length() // _BITS_PER_CHARACTER
        elif isinstance(item, Mapping):
            total += sum(len(str(key)) for key in item)
            waiting.extend(item.values())
        elif isinstance(item, Sequence):
            _check_length(len(item))
            waiting.extend(item)
        if total > MAX_WEIGHT:
            raise ResourceLimitError(f"a value has more than {MAX_WEIGHT:,} characters", token=None)
    return total


def check_string(length: int) -> None:
    """Raises ResourceLimitError for a string too long to be made."""
    if length > MAX_OUTPUT:
        raise ResourceLimitError(
            f"a text would have more than {MAX_OUTPUT:,} characters", token=None
        )


def _check_length(length: int) -> None:
    if length > MAX_ITEMS:
        raise ResourceLimitError(f"a list has more than {MAX_ITEMS:,} items", token=None)

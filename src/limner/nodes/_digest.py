"""What earlier steps produced, small enough to be given to a text model. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

MOST_BYTES = 4000
"""Of a digest: what a text model reads at most, and what its price is reckoned with."""

_TEXT_LENGTHS = (1500, 800, 400, 150, 50)
_WISH_LENGTH = 400
_MOST_ITEMS = 12
_DEEPEST = 4
_ADDRESS = ("http://", "https://", "data:", "/mnt/")


@dataclass(frozen=True, slots=True)
class Result:
    """A value that arrived: from which node, as what."""

    source: str
    role: str
    value: Any


def digest_of_results(results: Sequence[Result], wish: str) -> str:
    """The results as JSON of at most MOST_BYTES, "" where there are none and no wish.

    Texts are shortened until all fits; then the last results are left out. Addresses, ids and
    sizes say nothing of a picture and are left out too.
    """
    kept = [result for result in results if _reduced(result.value, 1, 0) is not None]
    if not kept and not wish.strip():
        return ""
    for length in _TEXT_LENGTHS:
        text = _encoded(kept, wish, length)
        if len(text.encode()) <= MOST_BYTES:
            return text
    while kept and len(_encoded(kept, wish, length).encode()) > MOST_BYTES:
        kept.pop()
    return _encoded(kept, wish, length)


def _encoded(results: Iterable[Result], wish: str, length: int) -> str:
    listed = [
        {"from": result.source, "as": result.role, "value": _reduced(result.value, length, 0)}
        for result in results
    ]
    said = {"wish": _shortened(wish, max(length, _WISH_LENGTH))} if wish.strip() else {}
    return msgspec.json.encode(said | {"results": listed}).decode()


def _reduced(value: Any, length: int, depth: int) -> Any:
    """What of a value a picture can be made of, or None."""
    match value:
        case str():
            plain = value.strip()
            return None if not plain or plain.startswith(_ADDRESS) else _shortened(plain, length)
        case bool() | int() | float():
            return value
        case dict() if "attachmentId" in value:
            return _reduced(value.get("revised_prompt") or value.get("prompt"), length, depth)
        case dict() if depth < _DEEPEST:
            pairs = ((str(key), _reduced(item, length, depth + 1)) for key, item in value.items())
            named = {key: item for key, item in pairs if item is not None and key[:1] != "_"}
            return dict(list(named.items())[:_MOST_ITEMS]) or None
        case list() if depth < _DEEPEST:
            items = (_reduced(item, length, depth + 1) for item in value[:_MOST_ITEMS])
            return [item for item in items if item is not None] or None
        case _:
            return None


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"

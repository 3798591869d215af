"""Readings of the values that travel along wires. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from limner.errors import BadField

_ASSET_PREFIX = "ast_"
_LONGEST_TEXT = 1_000_000


def asset_ids(values: Iterable[Any]) -> list[str]:
    """The ids of the images among values, in order; items that failed are left out.

    Raises BadField for a value that is no image.
    """
    found: list[str] = []
    for value in values:
        if value is None:
            continue
        if isinstance(value, list):
            found += asset_ids(value)
        else:
            found.append(_asset_id(value))
    return found


def _asset_id(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("attachmentId")
    if isinstance(value, str) and value.startswith(_ASSET_PREFIX):
        return value
    raise BadField(f"{value!r:.80} is not an image.", hint="Wire an image here.")


def joined_texts(texts: Iterable[str]) -> str:
    """Texts with a blank line between them; empty ones are left out.

    Raises BadField where they are too long together: a chain of nodes could double a text
    until it fills the memory.
    """
    said = [text for text in texts if text.strip()]
    length = sum(map(len, said))
    if length > _LONGEST_TEXT:
        raise BadField(
            f"The wired texts have {length:,} characters together; at most {_LONGEST_TEXT:,} fit.",
            hint="Wire fewer or shorter texts.",
        )
    return "\n\n".join(said)

"""What pydantic finds wrong with a request, as one error in the interface's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from limner.errors import BadField

_MOST_SHOWN = 50
_LONGEST_STEP = 80


def bad_fields(found: Sequence[Mapping[str, Any]]) -> BadField:
    """Every wrong field with its place; the first one is the detail."""
    places = [[_step(step) for step in fault["loc"]] for fault in found[:_MOST_SHOWN]]
    messages = [_sentence(fault["msg"]) for fault in found[:_MOST_SHOWN]]
    where = ".".join(str(step) for step in places[0])
    return BadField(
        f"{where}: {messages[0]}" if where else messages[0],
        errors=[
            {"loc": place, "code": BadField.code, "message": message}
            for place, message in zip(places, messages, strict=True)
        ],
    )


def _step(step: object) -> str | int:
    return step if isinstance(step, int) else str(step)[:_LONGEST_STEP]


def _sentence(message: str) -> str:
    return message if message.endswith(".") else f"{message}."

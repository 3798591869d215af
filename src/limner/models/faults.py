"""What pydantic finds wrong with data that a person wrote: where, and in which words. Pure."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

_OF_PYDANTIC = "Value error, "
"""What it puts before the words of a check that is not its own."""


class Fault(NamedTuple):
    """The place as a path with dots; the words have no full stop."""

    place: str
    words: str


def fault_of(detail: ErrorDetails) -> Fault:
    words = detail["msg"].removeprefix(_OF_PYDANTIC)
    return Fault(".".join(str(step) for step in detail["loc"]), words)


def first_fault(error: ValidationError) -> Fault:
    return fault_of(error.errors(include_url=False, include_context=False, include_input=False)[0])

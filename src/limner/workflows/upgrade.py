"""Documents of earlier schemas, brought to today's step by step. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from limner.workflows.document import Document, parse_document

Step = Callable[[dict[str, Any]], dict[str, Any]]


def open_document(body: str | bytes) -> Document:
    """A kept document, brought to today's schema. Raises InvalidDocument."""
    return parse_document(upgrade(msgspec.json.decode(body)))


def upgrade(value: Any) -> Any:
    """A document of any earlier schema as one of today's; anything else as it is.

    A document without `schema` is one of schema 0. What is wrong with a document, a
    schema from the future included, is for ``parse_document`` to say.
    """
    if not isinstance(value, dict):
        return value
    document = value
    schema = document.get("schema", 0)
    while isinstance(schema, int) and not isinstance(schema, bool) and schema in _STEPS:
        document = _STEPS[schema](document)
        schema = document["schema"]
    return document


def _number_the_schema(document: dict[str, Any]) -> dict[str, Any]:
    """0 → 1: documents carry their schema, a name, and their wires even where there are none."""
    return {"name": "", "edges": [], **document, "schema": 1}


_STEPS: dict[int, Step] = {0: _number_the_schema}
"""For each earlier schema, the step to the next."""

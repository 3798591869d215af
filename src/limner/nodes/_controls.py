"""How the canvas shows a field of a node's data: marks in its JSON Schema. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from limner.nodes._templates import TEMPLATE_MARK

Control = Literal[
    "prompt",
    "text",
    "model",
    "textModel",
    "count",
    "style",
    "sizing",
    "quality",
    "format",
    "params",
    "references",
    "asset",
    "items",
    "fields",
    "outputs",
    "choice",
    "switch",
    "hidden",
]
Place = Literal["card", "panel", "both", "none"]
Choice = tuple[str, str, str]
"""A value, its title and one line about it."""


def shown_as(
    control: Control,
    place: Place = "panel",
    *,
    row: int | None = None,
    template: bool = False,
    choices: Iterable[Choice] = (),
    when: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """Extra keys for a field's JSON Schema; ``row`` is its row on the card.

    ``when`` names other fields, and the values of them with which this one is shown at all.
    """
    extra: dict[str, Any] = {"x-control": control, "x-place": place}
    if row is not None:
        extra["x-row"] = row
    if when:
        extra["x-when"] = {field: list(values) for field, values in when.items()}
    if template:
        extra[TEMPLATE_MARK] = True
    listed = [
        {"const": value, "title": title, "description": description}
        for value, title, description in choices
    ]
    if listed:
        extra["oneOf"] = listed
    return extra


HIDDEN = shown_as("hidden", "none")

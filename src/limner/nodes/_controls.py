"""How the canvas shows a field of a node's data: marks in its JSON Schema. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from limner.nodes._templates import TEMPLATE_MARK

Control = Literal[
    "prompt",
    "text",
    "promptMode",
    "promptModel",
    "reviewPrompt",
    "textModel",
    "schema",
    "switch",
    "number",
    "model",
    "models",
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
    "lists",
    "choice",
    "color",
    "duration",
    "json",
    "pairs",
    "credential",
    "cron",
    "files",
    "timeZone",
    "workflows",
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
    short: bool = False,
    choices: Iterable[Choice] = (),
) -> dict[str, Any]:
    """Extra keys for a field's JSON Schema; ``row`` is its row on the card, and a ``short`` text
    is one that hardly fills a line."""
    extra: dict[str, Any] = {"x-control": control, "x-place": place}
    if row is not None:
        extra["x-row"] = row
    if template:
        extra[TEMPLATE_MARK] = True
    if short:
        extra["x-short"] = True
    listed = [
        {"const": value, "title": title, "description": description}
        for value, title, description in choices
    ]
    if listed:
        extra["oneOf"] = listed
    return extra


def only_for(field: str, *values: str) -> dict[str, Any]:
    """More keys for one that the panel shows only while another field has one of these values."""
    return {"x-only": {field: list(values)}}


def only_when(field: str) -> dict[str, Any]:
    """The same for one that is shown only while another field has a value."""
    return {"x-when": field}


def only_unless(field: str) -> dict[str, Any]:
    """The same for one that is shown only while another field has none."""
    return {"x-unless": field}


def or_none(title: str) -> dict[str, Any]:
    """The same for one that may have no value, which is a choice of this title."""
    return {"x-none": {"title": title}}


def in_zone(field: str) -> dict[str, Any]:
    """The same for times: the field that names their time zone."""
    return {"x-zone": field}


HIDDEN = shown_as("hidden", "none")

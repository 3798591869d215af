"""A model's own parameters: what it knows is checked, what it does not is dropped. Pure."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator

from limner.errors import BadParameter
from limner.models.model import Model

_MOST = 500
"""Parameters of one request: each that is dropped is told with every image."""

_LARGEST_WHOLE = 2**63 - 1
_READABLE = frozenset({"integer", "number", "boolean"})
_INTERNAL = frozenset({"webhook", "headers", "apiKey", "baseUrl"})
_SIZINGS = frozenset(
    {
        *("size", "width", "height", "image_size", "imageSize"),
        *("aspect_ratio", "aspectRatio", "resolution"),
    }
)
"""A size is told in one place, whatever the provider calls it."""

_ALWAYS: dict[str, dict[str, Any]] = {"seed": {"type": "integer"}}
"""What a parameter is in whatever model has it: the images of a run have seeds in a row."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """Parameters to send, and the names of those the model does not know."""

    values: dict[str, Any]
    dropped: tuple[str, ...]


def accept_parameters(model: Model, given: Mapping[str, Any]) -> Accepted:
    """Raises BadParameter, naming the range or the choices, for a value the model refuses.

    Null is like leaving a parameter out. A text that reads as the number or the truth
    value that is wanted is taken as such: templates give texts. A template takes every
    parameter as it is, apart from sizes and what has a setting of its own, as the prompt has.
    """
    if len(given) > _MOST:
        raise BadParameter(
            f"{len(given):,} parameters are given; at most {_MOST} are looked at.",
            hint="Leave out what the model does not know.",
        )
    given = without_internal(given)
    schemas = (_ALWAYS if model.open_parameters else {}) | model.parameters
    known = {
        name: _accepted(model, name, schemas[name], value)
        for name, value in given.items()
        if name in schemas and value is not None
    }
    others = [name for name in given if name not in schemas]
    if not model.open_parameters:
        return Accepted(known, tuple(others))
    settled = _SIZINGS | set(model.fields.model_dump(exclude_none=True).values())
    open_ones = [name for name in others if name not in settled]
    return Accepted(
        known | {name: given[name] for name in open_ones if given[name] is not None},
        tuple(name for name in others if name in settled),
    )


def without_internal(given: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters without those that could steer the request itself: they never leave."""
    return {
        name: value
        for name, value in given.items()
        if name not in _INTERNAL and not name.startswith("_")
    }


def _accepted(model: Model, name: str, schema: Mapping[str, Any], given: Any) -> Any:
    value = _chosen(schema.get("enum", ()), _read(schema.get("type"), given))
    if _can_be_kept(value) and Draft202012Validator(schema).is_valid(value):
        return value
    raise BadParameter(
        f"{name} cannot be {given!r:.80} for {model.title}.", hint=f"It takes {_words(schema)}."
    )


def _can_be_kept(value: Any) -> bool:
    """Whether a number is one that JSON and its readers have: finite, and of 64 bits if whole."""
    if isinstance(value, float):
        return math.isfinite(value)
    return not isinstance(value, int) or abs(value) <= _LARGEST_WHOLE


def _read(wanted: Any, value: Any) -> Any:
    """The value as the wanted JSON type where it plainly is one, else as it is."""
    if isinstance(value, str) and wanted in _READABLE:
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return value
    if wanted == "integer" and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _chosen(choices: Sequence[Any], value: Any) -> Any:
    """The choice that a number means where they are texts: 8 is `8`, or `8s` of seconds."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        written = f"{value:g}"
        return next((each for each in choices if each in (written, f"{written}s")), value)
    return value


def _words(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(str(choice) for choice in schema["enum"])
    words = str(schema.get("type", "another value"))
    if "minimum" in schema or "maximum" in schema:
        words += f" from {schema.get('minimum', '…')} to {schema.get('maximum', '…')}"
    if "maxLength" in schema:
        words += f" of at most {schema['maxLength']} characters"
    return words

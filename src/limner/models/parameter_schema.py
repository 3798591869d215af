"""Which JSON Schemas a parameter may have: those that are checked quickly, and from nothing else.

Contracts come from administrators, and from descriptions that strangers wrote. A ``$ref`` may name
an address to be fetched or lead in circles, and a ``pattern`` may take for ever.
"""

from __future__ import annotations

from typing import Annotated, Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from pydantic import AfterValidator

from limner.models.parts import BODY_PATH

_DEEPEST = 20
"""Levels of JSON; each level of the schema takes one or two."""

_SEED = "seed"
_SCHEMA: dict[str, Any] = {"$ref": "#"}
_NUMBER, _LENGTH = {"type": "number"}, {"type": "integer", "minimum": 0}
_TYPES = ["string", "number", "integer", "boolean", "array", "object", "null"]

_ALLOWED = Draft202012Validator(
    {
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "description": {"type": "string"},
            "type": {"enum": _TYPES},
            "enum": {"type": "array"},
            "const": {},
            "default": {},
            "examples": {"type": "array"},
            "format": {"type": "string"},
            "minimum": _NUMBER,
            "maximum": _NUMBER,
            "exclusiveMinimum": _NUMBER,
            "exclusiveMaximum": _NUMBER,
            "multipleOf": {"type": "number", "exclusiveMinimum": 0},
            "minLength": _LENGTH,
            "maxLength": _LENGTH,
            "minItems": _LENGTH,
            "maxItems": _LENGTH,
            "items": _SCHEMA,
            "anyOf": {"type": "array", "items": _SCHEMA, "minItems": 1},
            "oneOf": {"type": "array", "items": _SCHEMA, "minItems": 1},
            "properties": {"type": "object", "additionalProperties": _SCHEMA},
            "required": {"type": "array", "items": {"type": "string"}},
            "additionalProperties": {"anyOf": [{"type": "boolean"}, _SCHEMA]},
            "x-field": {"type": "string", "pattern": BODY_PATH},
            "x-send-default": {"type": "boolean"},
        },
        "dependentRequired": {"x-send-default": ["default"]},
        "additionalProperties": False,
    }
)


def _checked(parameters: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    for name, schema in parameters.items():
        fault = _fault_in(schema) or (_fault_in_seed(schema) if name == _SEED else None)
        if fault is not None:
            raise ValueError(f"the schema of {name!r:.80} cannot be used: {fault}")
    return parameters


def _fault_in(schema: dict[str, Any]) -> str | None:
    if _is_deeper(schema, _DEEPEST):
        return "it is nested too deeply"
    fault = best_match(_ALLOWED.iter_errors(schema))
    return None if fault is None else f"{fault.message:.300}"


def _fault_in_seed(schema: dict[str, Any]) -> str | None:
    """Images of one run have seeds one after the other, so they are counted with."""
    if schema.get("type") != "integer" or not isinstance(schema.get("maximum", 0), int):
        return "a seed is an integer, and so is its maximum"
    return None


def _is_deeper(value: Any, levels: int) -> bool:
    inside = value.values() if isinstance(value, dict) else value
    if not isinstance(value, (dict, list)):
        return False
    return levels == 0 or any(_is_deeper(part, levels - 1) for part in inside)


Parameters = Annotated[dict[str, dict[str, Any]], AfterValidator(_checked)]
"""JSON Schemas by the names of parameters.

``x-field`` is the provider's name for one, ``x-send-default`` sends its default where nothing is
said.
"""

"""JSON Schemas that the answer of a text model is to fit: which there may be, and what fits. Pure.

Schemas are written by whoever draws a workflow. A ``$ref`` may only name what stands in the same
schema, and a ``pattern`` is matched by an engine that cannot be made to take for ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Any

import msgspec
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError as Misfit
from jsonschema.exceptions import best_match
from jsonschema.validators import extend
from pydantic import StringConstraints, TypeAdapter, ValidationError

from limner.values import canonical_json

Schema = Mapping[str, Any]

MOST_BYTES = 20_000
"""Of a schema as JSON: a model reads it with every request."""

_DEEPEST = 20
_MOST_PARTS = 2_000
_MOST_TOLD = 5
_LONGEST_PATTERN = 200
_SCHEMA: dict[str, Any] = {"$ref": "#/$defs/schema"}
_NUMBER, _LENGTH, _TEXT = {"type": "number"}, {"type": "integer", "minimum": 0}, {"type": "string"}
_SCHEMAS = {"type": "object", "additionalProperties": _SCHEMA}
_TYPES = ["string", "number", "integer", "boolean", "array", "object", "null"]

_ALLOWED = Draft202012Validator(
    {
        "allOf": [_SCHEMA, {"properties": {"type": {"const": "object"}}, "required": ["type"]}],
        "$defs": {
            "schema": {
                "type": "object",
                "properties": {
                    "$schema": _TEXT,
                    "$id": _TEXT,
                    "$comment": _TEXT,
                    "$defs": _SCHEMAS,
                    "$ref": {"type": "string", "pattern": r"^#/\$defs/[^/]+$"},
                    "title": _TEXT,
                    "description": _TEXT,
                    "type": {
                        "anyOf": [
                            {"enum": _TYPES},
                            {"type": "array", "items": {"enum": _TYPES}, "minItems": 1},
                        ]
                    },
                    "enum": {"type": "array", "minItems": 1},
                    "const": {},
                    "default": {},
                    "examples": {"type": "array"},
                    "format": _TEXT,
                    "pattern": {"type": "string", "maxLength": _LONGEST_PATTERN},
                    "minimum": _NUMBER,
                    "maximum": _NUMBER,
                    "exclusiveMinimum": _NUMBER,
                    "exclusiveMaximum": _NUMBER,
                    "multipleOf": {"type": "number", "exclusiveMinimum": 0},
                    "minLength": _LENGTH,
                    "maxLength": _LENGTH,
                    "minItems": _LENGTH,
                    "maxItems": _LENGTH,
                    "uniqueItems": {"type": "boolean"},
                    "items": _SCHEMA,
                    "anyOf": {"type": "array", "items": _SCHEMA, "minItems": 1},
                    "oneOf": {"type": "array", "items": _SCHEMA, "minItems": 1},
                    "allOf": {"type": "array", "items": _SCHEMA, "minItems": 1},
                    "properties": _SCHEMAS,
                    "required": {"type": "array", "items": _TEXT},
                    "additionalProperties": {"anyOf": [{"type": "boolean"}, _SCHEMA]},
                },
                "additionalProperties": False,
            }
        },
    }
)


def schema_problem(schema: Schema) -> str | None:
    """Why answers cannot be asked for by this schema, or None."""
    if _is_deeper(schema, 2 * _DEEPEST):
        return "it is nested too deeply"
    if len(canonical_json(schema)) > MOST_BYTES:
        return f"it has more than {MOST_BYTES:,} bytes"
    fault = best_match(_ALLOWED.iter_errors(schema))
    if fault is not None and fault.absolute_path and fault.absolute_path[-1] == "type":
        where = ".".join(str(part) for part in fault.absolute_path)
        wanted = "object" if len(fault.absolute_path) == 1 else ", ".join(_TYPES)
        return f"{where} is {fault.instance!r:.80}, not {wanted}"
    if fault is not None:
        return _told(fault)
    if not schema.get("properties"):
        return "it has no properties"
    try:
        return next(_pattern_problems(inlined(schema)), None)
    except ValueError as error:
        return str(error)


def inlined(schema: Schema) -> dict[str, Any]:
    """The schema with every ``$ref`` replaced by what it names.

    Raises ValueError for one that names nothing, and for what has no end or too many parts.
    """
    return _Inliner(schema.get("$defs", {})).whole(schema)


class _Inliner:
    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = definitions
        self._left = _MOST_PARTS

    def whole(self, schema: Schema) -> dict[str, Any]:
        result: dict[str, Any] = self._of(
            {key: part for key, part in schema.items() if key != "$defs"}, 0
        )
        return result

    def _of(self, value: Any, depth: int) -> Any:
        self._left -= 1
        if depth > _DEEPEST or self._left < 0:
            raise ValueError("it is nested too deeply, or refers to itself")
        if isinstance(value, list):
            return [self._of(item, depth + 1) for item in value]
        if not isinstance(value, dict):
            return value
        reference = value.get("$ref")
        if isinstance(reference, str):
            name = reference.rpartition("/")[2]
            if name not in self._definitions:
                raise ValueError(f"{reference!r:.80} names nothing in it")
            rest = {key: part for key, part in value.items() if key != "$ref"}
            return self._of({**self._definitions[name], **rest}, depth + 1)
        return {key: self._of(part, depth + 1) for key, part in value.items()}


def misfits(schema: Schema, answer: str) -> tuple[Any, str | None]:
    """The value in an answer, and what keeps it from fitting the schema, or None."""
    try:
        value = msgspec.json.decode(answer)
    except (ValueError, RecursionError) as error:
        return None, f"It is no JSON: {str(error).rstrip('.')}."
    errors = _Answers(inlined(schema)).iter_errors(value)
    told = [_told(error) for _, error in zip(range(_MOST_TOLD), errors, strict=False)]
    return value, ". ".join(told) + "." if told else None


def _is_deeper(value: Any, levels: int) -> bool:
    inside = value.values() if isinstance(value, dict) else value
    if not isinstance(value, (dict, list)):
        return False
    return levels == 0 or any(_is_deeper(part, levels - 1) for part in inside)


def _told(error: Misfit) -> str:
    where = ".".join(str(part) for part in error.absolute_path)
    return f"{where}: {error.message:.300}" if where else f"{error.message:.300}"


def _pattern_problems(schema: Any) -> Iterator[str]:
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, dict):
            waiting.extend(part.values())
            pattern = part.get("pattern")
            if isinstance(pattern, str) and _matcher(pattern) is None:
                yield f"the pattern {pattern!r:.80} cannot be read"


@lru_cache(maxsize=256)
def _matcher(pattern: str) -> TypeAdapter[str] | None:
    """Linear in the length of a text: pydantic's own engine, which knows no look-around."""
    try:
        return TypeAdapter(Annotated[str, StringConstraints(pattern=pattern)])
    except Exception:
        # pydantic tells a bad pattern by an error of its core that is no part of its interface.
        return None


def _matches(_: Any, pattern: Any, value: Any, __: Any) -> Iterator[Misfit]:
    matcher = _matcher(pattern) if isinstance(value, str) else None
    if matcher is None:
        return
    try:
        matcher.validate_python(value)
    except ValidationError:
        yield Misfit(f"{value!r:.80} does not match {pattern!r:.80}")


_extend: Any = extend
_Answers = _extend(Draft202012Validator, {"pattern": _matches})

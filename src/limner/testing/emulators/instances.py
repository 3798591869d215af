"""Makes a value that fits a JSON Schema, for emulated text models asked for structured output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_DEEPEST = 12


def instance_of(schema: Mapping[str, Any], text: str) -> Any:
    """A value for a JSON Schema (or Google's, with types in capitals); strings hold the text.

    Knows what structured outputs use: types, enum, const, properties, items, anyOf, $ref into
    $defs, and bounds. Raises ValueError where the schema refers to itself without an end.
    """
    return _Maker(schema.get("$defs", {}), text).make(schema, _DEEPEST)


class _Maker:
    """Makes values with the definitions of one schema at hand."""

    def __init__(self, definitions: Mapping[str, Any], text: str) -> None:
        self._definitions = definitions
        self._text = text

    def make(self, schema: Mapping[str, Any], depth: int) -> Any:
        if depth == 0:
            raise ValueError("The schema is nested too deeply.")
        if "$ref" in schema:
            return self.make(self._definitions[schema["$ref"].rsplit("/", 1)[-1]], depth - 1)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return schema["enum"][0]
        for several in ("anyOf", "oneOf", "allOf"):
            if several in schema:
                return self.make(schema[several][0], depth - 1)
        return self._of_type(_type(schema), schema, depth)

    def _of_type(self, kind: str, schema: Mapping[str, Any], depth: int) -> Any:
        match kind:
            case "object":
                properties = schema.get("properties", {})
                return {name: self.make(part, depth - 1) for name, part in properties.items()}
            case "array":
                fewest = schema.get("minItems", 1)
                return [self.make(schema.get("items", {}), depth - 1) for _ in range(fewest)]
            case "string":
                return self._text[: schema.get("maxLength")]
            case "integer" | "number":
                return schema.get("minimum", 1)
            case "boolean":
                return True
            case _:
                return None


def _type(schema: Mapping[str, Any]) -> str:
    said = schema.get("type", "object" if "properties" in schema else "string")
    first: str = said[0] if isinstance(said, list) else said
    return first.lower()

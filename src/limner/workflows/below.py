"""What stands below a value whose JSON Schema is known: names, and why one means nothing. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from limner.models.answer_schema import inlined
from limner.template import Segment

Schema = Mapping[str, Any]

_LIST_WORDS = frozenset({"first", "last", "size"})
_SHOWN = 12


def unknown_below(name: str, schema: Schema, path: Sequence[Segment]) -> str | None:
    """Why a path below ``name`` leads nowhere, or None where it does or nobody can know."""
    known: Schema = inlined(schema)
    for segment in path:
        parts = _alternatives(known)
        if not parts or any(_is_open(part) for part in parts):
            return None
        found = [below for part in parts if (below := _below(part, segment)) is not None]
        if not found:
            return _missing(name, segment, parts)
        known = {"anyOf": found}
        name = f"{name}.{segment}"
    return None


def _alternatives(schema: Schema) -> list[Schema]:
    """The schemas of which a value fits one; those of no value left out."""
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return [one for part in schema[several] for one in _alternatives(part)]
    return [] if schema.get("type") == "null" else [schema]


def _is_open(schema: Schema) -> bool:
    """Whether anything may stand below a value, as far as its schema says."""
    kind = _kind(schema)
    if kind == "object":
        return "properties" not in schema or bool(schema.get("additionalProperties"))
    if kind == "array":
        return "items" not in schema
    return kind is None


def _below(schema: Schema, segment: Segment) -> Schema | None:
    kind = _kind(schema)
    if kind == "object" and segment in schema["properties"]:
        found: Schema = schema["properties"][segment]
        return found
    if segment == "size":
        return {"type": "integer"}
    if kind == "array" and (isinstance(segment, int) or segment in _LIST_WORDS):
        items: Schema = schema["items"]
        return items
    return None


def _missing(name: str, segment: Segment, parts: Sequence[Schema]) -> str:
    names = list(dict.fromkeys(key for part in parts for key in part.get("properties", ())))
    if names:
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        known = ", ".join(names[:_SHOWN]) + more
        return f"{name} has no {segment!r:.80}; it has {known}."
    if {_kind(part) for part in parts} == {"array"}:
        return f"{name} is a list, which has no {segment!r:.80}: write a number, first or last."
    return f"{name} has no {segment!r:.80}; nothing stands below it."


def _kind(schema: Schema) -> str | None:
    said = schema.get("type", "object" if "properties" in schema else None)
    if isinstance(said, list):
        kinds = [kind for kind in said if kind != "null"]
        return str(kinds[0]) if len(kinds) == 1 else None
    return None if said is None else str(said)

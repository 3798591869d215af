"""A workflow document in React Flow's shape: what can be kept, and what cannot.

A draft is kept whatever it means; only a wrong shape, ids that appear twice and a
document that is too large are refused. Keys that Limner does not know stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from limner.errors import InvalidDocument, Problem
from limner.template import LIQUID_WORDS
from limner.workflows.keeping import CannotBeKept, encode

SCHEMA = 1
MAX_NODES = 6_000
MAX_EDGES = 60_000
MAX_BYTES = 4 * 1024 * 1024
MAX_NAME = 200
MAX_PROBLEMS = 100
"""Wrong places named at once; a document with more is broken in some other way."""

NODE_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")
RESERVED_IDS = frozenset({"trigger", "run", "loop"}) | LIQUID_WORDS

_COLUMNS, _COLUMN_WIDTH, _ROW_HEIGHT = 8, 380, 420


@dataclass(frozen=True, slots=True)
class NodeRecord:
    """One node as written."""

    id: str
    type: str
    data: Mapping[str, Any]
    parent_id: str | None = None


@dataclass(frozen=True, slots=True)
class EdgeRecord:
    """One wire as written; a handle may be missing in a draft."""

    id: str
    source: str
    source_handle: str | None
    target: str
    target_handle: str | None


@dataclass(frozen=True)
class Document:
    """A document that can be kept. ``raw`` is the JSON object with every key
    it came with, ``encoded`` the same as JSON text."""

    name: str
    nodes: tuple[NodeRecord, ...]
    edges: tuple[EdgeRecord, ...]
    raw: dict[str, Any] = field(repr=False)
    encoded: bytes = field(repr=False)

    @cached_property
    def by_id(self) -> dict[str, NodeRecord]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def edges_into(self) -> dict[str, list[EdgeRecord]]:
        """The wires into each node that has any, in the document's order."""
        into: dict[str, list[EdgeRecord]] = {}
        for edge in self.edges:
            into.setdefault(edge.target, []).append(edge)
        return into


def parse_document(value: object) -> Document:
    """Any JSON value as a document. Raises InvalidDocument with every problem."""
    problems = _Problems()
    given = problems.as_object(value, "The document")
    if given is None:
        raise InvalidDocument(problems.found)
    raw = _completed(given)
    _check_schema(raw.get("schema"), problems)
    name = _name(raw, problems)
    records = problems.records(raw, "nodes", MAX_NODES)
    wires = problems.records(raw, "edges", MAX_EDGES)
    encoded = _encode(raw, problems)
    nodes = tuple(node for place, item in records if (node := _node(item, place, problems)))
    edges = tuple(edge for place, item in wires if (edge := _edge(item, place, problems)))
    problems.duplicates("node", [node.id for node in nodes])
    problems.duplicates("wire", [edge.id for edge in edges])
    if problems.found:
        raise InvalidDocument(problems.found)
    return Document(name, nodes, edges, raw, encoded)


def id_problem(node_id: str) -> str | None:
    """Why a node's id cannot be used in a run, or None."""
    if not NODE_ID.fullmatch(node_id):
        return (
            f"{node_id!r:.80} cannot be an id: use lower-case letters, digits and _, "
            "beginning with a letter, at most 64 characters."
        )
    if node_id in RESERVED_IDS:
        return f"{node_id!r} cannot be an id: the word has a meaning of its own in templates."
    return None


def _completed(given: dict[str, Any]) -> dict[str, Any]:
    """The document with a place for every node that has none: the canvas needs one."""
    nodes = given.get("nodes")
    if not isinstance(nodes, list):
        return given
    completed = [
        {**_defaults(index), **node} if isinstance(node, dict) else node
        for index, node in enumerate(nodes)
    ]
    return {**given, "nodes": completed}


def _defaults(index: int) -> dict[str, Any]:
    row, column = divmod(index, _COLUMNS)
    return {"position": {"x": column * _COLUMN_WIDTH, "y": row * _ROW_HEIGHT}, "data": {}}


class _Problems:
    """Collects what is wrong, up to a limit."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, code: str, message: str, where: str, node_id: str | None = None) -> None:
        if len(self.found) < MAX_PROBLEMS:
            self.found.append(Problem(code, message, node_id, where or None))

    def as_object(self, value: object, what: str, where: str = "") -> dict[str, Any] | None:
        if isinstance(value, dict):
            return value
        self.add("bad_field", f"{what} must be an object, not {_kind(value)}.", where)
        return None

    def records(
        self, raw: Mapping[str, Any], key: str, most: int
    ) -> list[tuple[str, dict[str, Any]]]:
        """The objects of a list, each with its path."""
        items = raw.get(key)
        if not isinstance(items, list):
            given = f"not {_kind(items)}" if key in raw else "and is missing"
            self.add("bad_field", f"{key!r} must be a list, {given}.", key)
            return []
        if len(items) > most:
            self.add("too_large", f"{len(items):,} {key}; a document has at most {most:,}.", key)
            return []
        found = []
        for index, item in enumerate(items):
            record = self.as_object(item, f"{key}.{index}", f"{key}.{index}")
            if record is not None:
                found.append((f"{key}.{index}", record))
        return found

    def text(self, record: Mapping[str, Any], key: str, place: str) -> str | None:
        value = record.get(key)
        if isinstance(value, str):
            return value
        given = f"not {_kind(value)}" if key in record else "and is missing"
        self.add("bad_field", f"{place}.{key} must be a text, {given}.", f"{place}.{key}")
        return None

    def optional_text(self, record: Mapping[str, Any], key: str, place: str) -> str | None:
        return None if record.get(key) is None else self.text(record, key, place)

    def duplicates(self, what: str, ids: list[str]) -> None:
        seen: set[str] = set()
        for item in ids:
            if item in seen:
                node_id = item if what == "node" else None
                self.add(
                    "duplicate_id", f"The {what} id {item!r:.80} is used twice.", "id", node_id
                )
            seen.add(item)


def _check_schema(schema: object, problems: _Problems) -> None:
    if schema == SCHEMA and not isinstance(schema, bool):
        return
    if isinstance(schema, int) and schema > SCHEMA:
        message = f"The document has schema {schema}; this Limner knows {SCHEMA}. Update Limner."
    else:
        message = f"'schema' must be {SCHEMA}, not {_kind(schema)}."
    problems.add("bad_field", message, "schema")


def _name(raw: Mapping[str, Any], problems: _Problems) -> str:
    name = raw.get("name")
    if not isinstance(name, str):
        problems.add("bad_field", f"'name' must be a text, not {_kind(name)}.", "name")
        return ""
    if len(name) > MAX_NAME or not (name.isprintable() or not name):
        message = f"'name' must have at most {MAX_NAME} characters, none of them invisible."
        problems.add("bad_field", message, "name")
    return name


def _encode(raw: dict[str, Any], problems: _Problems) -> bytes:
    try:
        body = encode(raw)
    except CannotBeKept as reason:
        problems.add("bad_field", f"The document {reason}.", "")
        return b""
    if len(body) > MAX_BYTES:
        problems.add(
            "too_large", f"The document has {len(body):,} bytes; at most {MAX_BYTES:,} fit.", ""
        )
    return body


def _node(record: dict[str, Any], place: str, problems: _Problems) -> NodeRecord | None:
    node_id = problems.text(record, "id", place)
    kind = problems.text(record, "type", place)
    parent = problems.optional_text(record, "parentId", place)
    data = problems.as_object(record.get("data"), f"{place}.data", f"{place}.data")
    _check_position(record.get("position"), place, problems)
    if node_id is None or kind is None or data is None:
        return None
    return NodeRecord(node_id, kind, data, parent)


def _check_position(position: object, place: str, problems: _Problems) -> None:
    if isinstance(position, dict) and all(_is_number(position.get(axis)) for axis in ("x", "y")):
        return
    problems.add("bad_field", f"{place}.position must have numbers x and y.", f"{place}.position")


def _edge(record: dict[str, Any], place: str, problems: _Problems) -> EdgeRecord | None:
    edge_id = problems.text(record, "id", place)
    source, target = problems.text(record, "source", place), problems.text(record, "target", place)
    source_handle = problems.optional_text(record, "sourceHandle", place)
    target_handle = problems.optional_text(record, "targetHandle", place)
    if edge_id is None or source is None or target is None:
        return None
    return EdgeRecord(edge_id, source, source_handle, target, target_handle)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _kind(value: object) -> str:
    """What a JSON value is, in words."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list"
        case _:
            return "an object"

"""Documents of the sample node types, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from harness.sample_nodes import SAMPLE_NODES, SAMPLE_SCOPE
from limner.errors import Problem
from limner.workflows.check import check
from limner.workflows.document import parse_document
from limner.workflows.reading import Readings

NodeLine = tuple[str, str, dict[str, Any]]
"""A node's id, type and data."""


def document(nodes: Iterable[NodeLine], wires: Iterable[str] = ()) -> dict[str, Any]:
    """A document of nodes and of wires written `source.handle > target.handle`."""
    return {
        "schema": 1,
        "name": "Test",
        "nodes": [
            {"id": node_id, "type": kind, "position": {"x": 0, "y": 0}, "data": data}
            for node_id, kind, data in nodes
        ],
        "edges": [_edge(f"e{index}", wire) for index, wire in enumerate(wires, start=1)],
    }


def read(value: object) -> Readings:
    """A document as the sample node types read it."""
    return Readings(parse_document(value), SAMPLE_NODES, SAMPLE_SCOPE)


def problems(value: object, targets: Sequence[str] | None = None) -> list[Problem]:
    return check(read(value), targets)


def told(
    value: object, targets: Sequence[str] | None = None
) -> list[tuple[str, str | None, str | None]]:
    """The problems as (code, node, field)."""
    return [(found.code, found.node_id, found.field) for found in problems(value, targets)]


def _edge(edge_id: str, wire: str) -> dict[str, Any]:
    source, target = (end.strip().split(".") for end in wire.split(">"))
    return {
        "id": edge_id,
        "source": source[0],
        "sourceHandle": source[1],
        "target": target[0],
        "targetHandle": target[1],
    }

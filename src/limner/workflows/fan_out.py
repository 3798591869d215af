"""Which nodes run once per item of a list. Pure."""

from __future__ import annotations

from limner.engine.inputs import comes_singly
from limner.workflows import graph
from limner.workflows.document import EdgeRecord
from limner.workflows.reading import Reading, Readings


def fanned_out(readings: Readings, needs: graph.Needs) -> set[str]:
    """Those into which a list, or what itself ran per item, comes one value at a time."""
    fanned: set[str] = set()
    for node_id in graph.order(list(needs), needs):
        reading = readings.of(node_id)
        edges = readings.document.edges_into.get(node_id, ())
        if reading and any(_comes_singly(readings, reading, edge, fanned) for edge in edges):
            fanned.add(node_id)
    return fanned


def _comes_singly(readings: Readings, reading: Reading, edge: EdgeRecord, fanned: set[str]) -> bool:
    source_handle = readings.leaving(edge.source, edge.source_handle, edge.target)
    target_handle = reading.input(edge.target_handle)
    if source_handle is None or target_handle is None:
        return False
    return comes_singly(source_handle, target_handle, in_items=edge.source in fanned)

"""What is wrong with the wires into one node. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from limner.errors import Problem
from limner.nodes.contract import Handle
from limner.workflows.compatibility import refusal
from limner.workflows.document import EdgeRecord
from limner.workflows.reading import Reading, Readings


def wire_problems(
    reading: Reading, edges: Sequence[EdgeRecord], readings: Readings
) -> Iterator[Problem]:
    """The problems of the wires into a node, in their order."""
    node_id, present = reading.record.id, readings.document.by_id
    single: set[str] = set()
    for edge in edges:
        if edge.source not in present:
            message = (
                f"The wire {edge.id!r:.80} comes from {edge.source!r:.80}, which is not there."
            )
            yield Problem("dangling_edge", message, node_id, edge.target_handle)
        target = _target_handle(reading, edge)
        if isinstance(target, Problem):
            yield target
            continue
        if target is not None:
            if target.name in single and not target.multiple:
                message = f"{target.title} takes one wire; more than one is connected."
                yield Problem("bad_field", message, node_id, target.name)
            single.add(target.name)
        yield from _source_problems(readings, edge, target)


def _target_handle(reading: Reading, edge: EdgeRecord) -> Handle | Problem | None:
    """The handle a wire ends at, None where it cannot be known."""
    name = edge.target_handle
    if reading.node.dynamic_inputs == "anyName" and name:
        return Handle(name, name, "any", takes="any")
    if reading.inputs is None:
        return None
    if handle := reading.input(name):
        return handle
    known = next((handle for handle in reading.node.inputs if handle.name == name), None)
    reason = (
        f"The chosen model takes nothing at {known.title!r}."
        if known
        else _no_handle(reading, "input", name, reading.inputs)
    )
    return Problem("unknown_handle", reason, reading.record.id, name)


def _source_problems(
    readings: Readings, edge: EdgeRecord, target: Handle | None
) -> Iterator[Problem]:
    source = readings.of(edge.source)
    if source is None or source.outputs is None:
        return
    handle = readings.leaving(edge.source, edge.source_handle, edge.target)
    if handle is None:
        reason = _no_handle(source, "output", edge.source_handle, source.outputs)
        yield Problem("unknown_handle", reason, source.record.id, edge.source_handle)
    elif target is not None and (refused := refusal(handle.type, target.type)):
        yield Problem("type_mismatch", refused, edge.target, target.name)


def _no_handle(reading: Reading, side: str, name: str | None, handles: Mapping[str, Handle]) -> str:
    there = ", ".join(handles) or "none"
    if name is None:
        return f"The wire names no {side} of {reading.record.id!r}; there is {there}."
    return f"{reading.record.id!r} has no {side} {name!r:.80}; there is {there}."

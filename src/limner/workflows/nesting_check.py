"""What is wrong with where a node stands, and with what it takes across a loop's edge. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from limner.engine.places import MOST_LOOPS
from limner.errors import Problem
from limner.workflows.document import EdgeRecord
from limner.workflows.reading import Reading, Readings
from limner.workflows.references import needed_node


def nesting_problems(
    reading: Reading, edges: Sequence[EdgeRecord], readings: Readings
) -> Iterator[Problem]:
    """The problems of one node with the loops around it and inside it."""
    yield from _place_problems(reading, readings)
    yield from _crossings(reading, edges, readings)
    node_id = reading.record.id
    if reading.node.holds_nodes and not readings.nesting.members(node_id):
        message = "There is no node inside: put at least one in, which runs for each item."
        yield Problem("missing_input", message, node_id, None)


def _place_problems(reading: Reading, readings: Readings) -> Iterator[Problem]:
    node_id, parent = reading.record.id, reading.record.parent_id
    if parent is None:
        return
    around = readings.nesting.around(node_id)
    reason = None
    if parent not in readings.document.by_id:
        reason = f"There is no node {parent!r:.80} around this one."
    elif readings.of(parent) is not None and not around:
        reason = f"{parent!r:.80} holds no nodes, or the two stand inside each other."
    elif around and reading.node.once_per_run:
        reason = "A run has it once: it cannot stand in a loop."
    if reason is not None:
        yield Problem("bad_field", reason, node_id, "parentId")
    if reading.node.holds_nodes and len(around) >= MOST_LOOPS:
        message = f"At most {MOST_LOOPS} loops stand inside each other."
        yield Problem("too_deep", message, node_id, "parentId")


def _crossings(
    reading: Reading, edges: Sequence[EdgeRecord], readings: Readings
) -> Iterator[Problem]:
    """Wires and names that reach into a loop from outside."""
    node_id, nesting = reading.record.id, readings.nesting
    used = [(edge.source, edge.target_handle) for edge in edges]
    loop = nesting.parent(node_id)
    for use in reading.uses:
        named = needed_node(use.name, readings.document.by_id, readings.trigger, loop)
        used += [(named, use.field)] if named is not None else []
    for need, field in used:
        if need in readings.document.by_id and not nesting.reaches(node_id, need):
            message = (
                f"{need!r} stands in the loop {nesting.parent(need)!r} and runs once per item: "
                "from outside, use what the loop gives, its list or its results."
            )
            yield Problem("crosses_loop", message, node_id, field)

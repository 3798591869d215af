"""From a document that can run to the plan that the engine runs."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from limner.engine.plan import Plan, Step, Wire
from limner.nodes.contract import ListedData
from limner.workflows import graph
from limner.workflows.reading import Readings
from limner.workflows.references import names_the_run


def compile_plan(
    readings: Readings, *, targets: Sequence[str] | None = None, always: Collection[str] = ()
) -> Plan:
    """The plan for the targets and all they need, or for every node.

    Call it only where `check` found nothing for the same targets. Positions and other
    view data are no part of it.
    """
    document = readings.document
    wanted = [record.id for record in document.nodes] if targets is None else targets
    included = readings.nesting.reached(wanted, readings.needs_of)
    trigger = next((node_id for node_id in readings.triggers if node_id in included), None)
    return Plan(_steps(readings, included, None), trigger, frozenset(always))


def _steps(readings: Readings, included: Collection[str], loop: str | None) -> tuple[Step, ...]:
    """The steps directly inside a loop, or in the open, each after those it needs."""
    nesting = readings.nesting
    ids = [node_id for node_id in nesting.members(loop) if node_id in included]
    needs_of = _Within(readings, included)
    needs = nesting.level_needs(loop, ids, needs_of)
    return tuple(
        _step(readings, node_id, nesting.needs_from_outside(node_id, needs_of), included)
        for node_id in graph.order(ids, needs)
    )


class _Within:
    """The needs of nodes that are part of a run; others have none."""

    def __init__(self, readings: Readings, included: Collection[str]) -> None:
        self._readings = readings
        self._included = included

    def __call__(self, node_id: str) -> Sequence[str]:
        return self._readings.needs_of(node_id) if node_id in self._included else ()


def _step(
    readings: Readings, node_id: str, needs: Sequence[str], included: Collection[str]
) -> Step:
    record, reading = readings.document.by_id[node_id], readings.of(node_id)
    wires = tuple(
        Wire(edge.target_handle or "", edge.source, edge.source_handle or "")
        for edge in readings.document.edges_into.get(node_id, ())
    )
    data = reading.data if reading is not None else None
    return Step(
        node_id=node_id,
        type_id=record.type,
        data=dict(record.data),
        wires=wires,
        needs=tuple(needs),
        pairing=data.pairing if isinstance(data, ListedData) else "zip",
        sees=tuple(readings.seen_by(node_id)),
        one_run=any(names_the_run(use.name) for use in reading.uses) if reading else False,
        body=_steps(readings, included, node_id) if readings.nesting.members(node_id) else (),
        depth=len(readings.nesting.around(node_id)),
    )

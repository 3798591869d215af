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
    included = graph.ancestors(wanted, readings.needs_of)
    ids = [record.id for record in document.nodes if record.id in included]
    needs = {node_id: readings.needs_of(node_id) for node_id in ids}
    steps = [_step(readings, node_id) for node_id in graph.order(ids, needs)]
    trigger = next((node_id for node_id in readings.triggers if node_id in included), None)
    return Plan(tuple(steps), trigger, frozenset(always))


def _step(readings: Readings, node_id: str) -> Step:
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
        needs=tuple(readings.needs_of(node_id)),
        pairing=data.pairing if isinstance(data, ListedData) else "zip",
        sees=tuple(readings.seen_by(node_id)),
        one_run=any(names_the_run(use.name) for use in reading.uses) if reading else False,
    )

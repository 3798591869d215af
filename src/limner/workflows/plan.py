"""From a document that can run to the plan that the engine runs."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from limner.engine.plan import Plan, Step, Wire
from limner.nodes import NodeTypes
from limner.nodes.contract import CheckScope
from limner.workflows import graph
from limner.workflows.check import Readings
from limner.workflows.document import Document

_PAIRINGS = ("zip", "product")


def compile_plan(
    document: Document,
    nodes: NodeTypes,
    scope: CheckScope,
    *,
    targets: Sequence[str] | None = None,
    always: Collection[str] = (),
) -> Plan:
    """The plan for the targets and all they need, or for every node.

    Call it only where `check` found nothing for the same targets. Positions and other
    view data are no part of it.
    """
    readings = Readings(document, nodes, scope)
    wanted = [record.id for record in document.nodes] if targets is None else targets
    included = graph.ancestors(wanted, readings.needs_of)
    ids = [record.id for record in document.nodes if record.id in included]
    needs = {node_id: readings.needs_of(node_id) for node_id in ids}
    steps = [_step(document, node_id, needs[node_id]) for node_id in graph.order(ids, needs)]
    trigger = next((node_id for node_id in readings.triggers if node_id in included), None)
    return Plan(tuple(steps), trigger, frozenset(always))


def _step(document: Document, node_id: str, needs: Sequence[str]) -> Step:
    record = document.by_id[node_id]
    wires = tuple(
        Wire(edge.target_handle or "", edge.source, edge.source_handle or "")
        for edge in document.edges_into.get(node_id, ())
    )
    pairing = record.data.get("pairing")
    return Step(
        node_id=node_id,
        type_id=record.type,
        data=dict(record.data),
        wires=wires,
        needs=tuple(needs),
        pairing=pairing if pairing in _PAIRINGS else _PAIRINGS[0],
    )

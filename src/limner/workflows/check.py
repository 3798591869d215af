"""Everything that keeps a workflow from running, all of it at once.

Only the nodes that a run needs are judged: the targets and all they need, or every node.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice

from limner.errors import LimnerError, Problem
from limner.nodes.contract import MADE, OutputField, Wiring
from limner.workflows import graph
from limner.workflows.budget import budget_problems
from limner.workflows.document import EdgeRecord, NodeRecord
from limner.workflows.fan_out import fanned_out
from limner.workflows.fields import Fields
from limner.workflows.nesting_check import nesting_problems
from limner.workflows.outputs import output_problems
from limner.workflows.reading import Reading, Readings
from limner.workflows.references import unknown_reference
from limner.workflows.wires import wire_problems

MAX_PROBLEMS = 1_000
_SHOWN_IN_CYCLE = 8
_LIST_FIELDS = tuple(OutputField(name, "list") for name in ("items", *MADE))


def check(readings: Readings, targets: Sequence[str] | None = None) -> list[Problem]:
    """The first 1,000 problems of a document, in its order; none means that it can run."""
    return list(islice(_Check(readings, targets).problems(), MAX_PROBLEMS))


class _Check:
    def __init__(self, readings: Readings, targets: Sequence[str] | None) -> None:
        self._readings = readings
        self._document = readings.document
        self._missing = [name for name in targets or () if name not in self._document.by_id]
        wanted = [record.id for record in self._document.nodes] if targets is None else targets
        present = [name for name in wanted if name in self._document.by_id]
        self._nesting = readings.nesting
        self._judged = self._nesting.reached(present, readings.needs_of)
        self._order = [record for record in self._document.nodes if record.id in self._judged]
        self._needs = {record.id: readings.needs_of(record.id) for record in self._order}
        self._fields = Fields(readings)
        self._fanned = fanned_out(readings, self._needs)

    def problems(self) -> Iterator[Problem]:
        yield from (_no_target(name) for name in self._missing)
        if not self._document.nodes:
            yield Problem("bad_field", "The workflow has no nodes.", None, "nodes")
        for record in self._order:
            yield from self._node_problems(record)
        yield from self._stray_wires()
        yield from self._cycles()
        yield from self._second_triggers()
        yield from budget_problems(self._document)
        yield from output_problems(self._readings, [record.id for record in self._order])

    def _node_problems(self, record: NodeRecord) -> Iterator[Problem]:
        reading = self._readings.of(record.id)
        if reading is None:
            yield Problem(
                "unknown_node_type",
                f"There is no node type {record.type!r:.80}.",
                record.id,
                "type",
            )
            return
        edges = self._document.edges_into.get(record.id, ())
        yield from reading.problems
        yield from wire_problems(reading, edges, self._readings)
        yield from self._own_findings(reading, edges)
        yield from self._unknown_names(reading)
        yield from nesting_problems(reading, edges, self._readings)

    def _own_findings(self, reading: Reading, edges: Sequence[EdgeRecord]) -> Iterator[Problem]:
        if reading.data is None:
            return
        sources: dict[str, list[str]] = {}
        for edge in edges:
            if edge.target_handle is not None:
                sources.setdefault(edge.target_handle, []).append(edge.source)
        node_id = reading.record.id
        in_loop = self._nesting.parent(node_id) is not None
        wiring = Wiring(sources, node_id in self._fanned, in_loop)
        try:
            findings = list(reading.node.check(reading.data, wiring, self._readings.scope))
        except LimnerError as error:
            yield Problem(error.code, error.sentence, reading.record.id)
            return
        known = {(problem.code, problem.field) for problem in reading.problems}
        for finding in findings:
            told = (finding.code, finding.field) in known or finding.field in reading.bad_fields
            if not told:
                yield Problem(finding.code, finding.message, reading.record.id, finding.field)

    def _unknown_names(self, reading: Reading) -> Iterator[Problem]:
        by_id, trigger, node_id = self._document.by_id, self._readings.trigger, reading.record.id
        fields_of = partial(self._fields_of, node_id)
        loop = self._nesting.parent(node_id)
        for use in reading.uses:
            reason = unknown_reference(use.name, by_id, trigger, fields_of, loop)
            if reason is not None:
                yield Problem("unknown_reference", reason, node_id, use.field)

    def _fields_of(self, user: str, node_id: str) -> Mapping[str, OutputField] | None:
        """What a node may use of another: of a loop around it, the present item."""
        if node_id in self._nesting.around(user):
            return {field.name: field for field in self._fields.inside(node_id)}
        given = self._fields.of(node_id)
        if given is None:
            return None
        fields = {field.name: field for field in given}
        if node_id not in self._fanned:
            return fields
        return {field.name: field for field in _LIST_FIELDS if field.name in {"items", *fields}}

    def _stray_wires(self) -> Iterator[Problem]:
        """Wires to nodes that are not there, from nodes that are judged."""
        for edge in self._document.edges:
            if edge.target in self._document.by_id:
                continue
            if edge.source in self._judged or edge.source not in self._document.by_id:
                message = (
                    f"The wire {edge.id!r:.80} leads to {edge.target!r:.80}, which is not there."
                )
                node_id = edge.source if edge.source in self._judged else None
                yield Problem("dangling_edge", message, node_id, edge.source_handle)

    def _cycles(self) -> Iterator[Problem]:
        for loop in dict.fromkeys(self._nesting.parent(record.id) for record in self._order):
            yield from self._cycles_inside(loop)

    def _cycles_inside(self, loop: str | None) -> Iterator[Problem]:
        members = [node_id for node_id in self._nesting.members(loop) if node_id in self._judged]
        needs = self._nesting.level_needs(loop, members, lambda one: self._needs.get(one, ()))
        for cycle in graph.cycles(members, needs):
            way = [cycle[0], *reversed(cycle[1:]), cycle[0]]
            shown = " → ".join(way[:_SHOWN_IN_CYCLE])
            more = f" → … ({len(cycle)} nodes)" if len(way) > _SHOWN_IN_CYCLE else ""
            yield Problem("cycle", f"These nodes wait for each other: {shown}{more}.", cycle[0])

    def _second_triggers(self) -> Iterator[Problem]:
        judged = [node_id for node_id in self._readings.triggers if node_id in self._judged]
        for node_id in judged[1:]:
            message = f"A run has one node that gives its inputs; that is {judged[0]!r} already."
            yield Problem("bad_field", message, node_id, "type")


def _no_target(name: str) -> Problem:
    return Problem("bad_field", f"There is no node {name!r:.80} to run.", None, "nodes")

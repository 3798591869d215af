"""Everything that keeps a workflow from running, all of it at once.

Only the nodes that a run needs are judged: the targets and all they need, or every node.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from limner.errors import LimnerError, Problem
from limner.nodes import NodeTypes
from limner.nodes.contract import CheckScope, OutputField, Wiring
from limner.workflows import graph
from limner.workflows.document import Document, EdgeRecord, NodeRecord
from limner.workflows.reading import Reading, read_node, sentence
from limner.workflows.references import needed_node, unknown_reference
from limner.workflows.wires import wire_problems

_SHOWN_IN_CYCLE = 8
_LIST_FIELDS = (OutputField("items", "list"), OutputField("images", "list"))


def check(
    document: Document,
    nodes: NodeTypes,
    scope: CheckScope,
    targets: Sequence[str] | None = None,
) -> list[Problem]:
    """The problems of a document, in its order; none means that it can run."""
    return _Check(Readings(document, nodes, scope), targets).problems()


class Readings:
    """The nodes of a document as their types read them, each read once and when asked for."""

    def __init__(self, document: Document, nodes: NodeTypes, scope: CheckScope) -> None:
        self.document = document
        self.nodes = nodes
        self.scope = scope
        self._read: dict[str, Reading | None] = {}
        self._needs: dict[str, list[str]] = {}

    def of(self, node_id: str) -> Reading | None:
        """A node, or None where there is none or its type is unknown."""
        if node_id not in self._read:
            record = self.document.by_id.get(node_id)
            node = self.nodes.find(record.type) if record else None
            found = read_node(record, node, self.scope.catalog) if record and node else None
            self._read[node_id] = found
        return self._read[node_id]

    @cached_property
    def triggers(self) -> list[str]:
        """The nodes whose output is what started the run, in the document's order."""
        kinds = {node.type_id for node in self.nodes if node.is_trigger}
        return [record.id for record in self.document.nodes if record.type in kinds]

    @property
    def trigger(self) -> str | None:
        return self.triggers[0] if self.triggers else None

    def needs_of(self, node_id: str) -> list[str]:
        """The nodes whose output a node uses, wired or by template, each once."""
        if node_id not in self._needs:
            self._needs[node_id] = list(self._find_needs(node_id))
        return self._needs[node_id]

    def _find_needs(self, node_id: str) -> dict[str, None]:
        by_id, reading = self.document.by_id, self.of(node_id)
        found = [edge.source for edge in self.document.edges_into.get(node_id, ())]
        for use in reading.uses if reading else ():
            named = needed_node(use.name, by_id, self.trigger)
            found += [named] if named is not None else []
        return dict.fromkeys(need for need in found if need in by_id)


class _Check:
    def __init__(self, readings: Readings, targets: Sequence[str] | None) -> None:
        self._readings = readings
        self._document = readings.document
        self._missing = [name for name in targets or () if name not in self._document.by_id]
        wanted = [record.id for record in self._document.nodes] if targets is None else targets
        present = [name for name in wanted if name in self._document.by_id]
        self._judged = graph.ancestors(present, readings.needs_of)
        self._order = [record for record in self._document.nodes if record.id in self._judged]
        self._needs = {record.id: readings.needs_of(record.id) for record in self._order}
        self._fanned = self._fanned_out()

    def problems(self) -> list[Problem]:
        found = [_no_target(name) for name in self._missing]
        found += [_none_to_run()] if not self._document.nodes else []
        for record in self._order:
            found += self._node_problems(record)
        found += self._stray_wires()
        found += self._cycles()
        found += self._second_triggers()
        return found

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
        yield from wire_problems(reading, edges, self._readings.of, self._document.by_id)
        yield from self._own_findings(reading, edges)
        yield from self._unknown_names(reading)
        if record.parent_id is not None and record.parent_id not in self._document.by_id:
            message = f"There is no node {record.parent_id!r:.80} around this one."
            yield Problem("bad_field", message, record.id, "parentId")

    def _own_findings(self, reading: Reading, edges: Sequence[EdgeRecord]) -> Iterator[Problem]:
        if reading.data is None:
            return
        sources: dict[str, list[str]] = {}
        for edge in edges:
            if edge.target_handle is not None:
                sources.setdefault(edge.target_handle, []).append(edge.source)
        wiring = Wiring(sources, reading.record.id in self._fanned)
        try:
            findings = list(reading.node.check(reading.data, wiring, self._readings.scope))
        except LimnerError as error:
            yield Problem(error.code, sentence(error), reading.record.id)
            return
        for finding in findings:
            if finding.field is None or finding.field not in reading.bad_fields:
                yield Problem(finding.code, finding.message, reading.record.id, finding.field)

    def _unknown_names(self, reading: Reading) -> Iterator[Problem]:
        by_id, trigger = self._document.by_id, self._readings.trigger
        for use in reading.uses:
            reason = unknown_reference(use.name, by_id, trigger, self._fields_of)
            if reason is not None:
                yield Problem("unknown_reference", reason, reading.record.id, use.field)

    def _fields_of(self, node_id: str) -> Mapping[str, OutputField] | None:
        reading = self._readings.of(node_id)
        if reading is None or reading.output_fields is None:
            return None
        fields = {field.name: field for field in reading.output_fields}
        if node_id not in self._fanned:
            return fields
        return {field.name: field for field in _LIST_FIELDS if field.name in {"items", *fields}}

    def _fanned_out(self) -> set[str]:
        """The nodes that run once per item: a list, or what ran per item, comes in singly."""
        fanned: set[str] = set()
        for node_id in graph.order([record.id for record in self._order], self._needs):
            reading = self._readings.of(node_id)
            if reading and any(
                self._fans_out(reading, edge, fanned)
                for edge in self._document.edges_into.get(node_id, ())
            ):
                fanned.add(node_id)
        return fanned

    def _fans_out(self, reading: Reading, edge: EdgeRecord, fanned: set[str]) -> bool:
        source = self._readings.of(edge.source)
        target_handle = reading.input(edge.target_handle)
        source_handle = source.output(edge.source_handle) if source else None
        if target_handle is None or source_handle is None or target_handle.takes != "one":
            return False
        return edge.source in fanned or source_handle.type == "list"

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
        for cycle in graph.cycles([record.id for record in self._order], self._needs):
            way = [cycle[0], *reversed(cycle[1:]), cycle[0]]
            shown = " → ".join(way[:_SHOWN_IN_CYCLE])
            more = f" → … ({len(cycle)} nodes)" if len(way) > _SHOWN_IN_CYCLE else ""
            yield Problem("cycle", f"These nodes wait for each other: {shown}{more}.", cycle[0])

    def _second_triggers(self) -> Iterator[Problem]:
        judged = [node_id for node_id in self._readings.triggers if node_id in self._judged]
        for node_id in judged[1:]:
            message = f"A workflow has one Request Input; {judged[0]!r} is there already."
            yield Problem("bad_field", message, node_id, "type")


def _no_target(name: str) -> Problem:
    return Problem("bad_field", f"There is no node {name!r:.80} to run.", None, "nodes")


def _none_to_run() -> Problem:
    return Problem("bad_field", "The workflow has no nodes.", None, "nodes")

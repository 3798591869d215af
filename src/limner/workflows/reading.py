"""The nodes of a document as their types read them: data, handles, templates, faults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from limner.errors import LimnerError, Problem, TemplateError
from limner.models.catalog import Catalog
from limner.models.faults import fault_of
from limner.nodes import NodeTypes
from limner.nodes.contract import AnyNode, CheckScope, Handle, NodeData, RunInput
from limner.template import Name, names, strings_in
from limner.workflows.document import Document, NodeRecord, id_problem
from limner.workflows.inputs import default_problem
from limner.workflows.nesting import Nesting
from limner.workflows.references import needed_node
from limner.workflows.seen import seen_nodes

MAX_BAD_FIELDS = 100
"""Wrong fields told of one node."""


@dataclass(frozen=True, slots=True)
class TemplateUse:
    """A name that a node's template reads, and the field the template stands in."""

    field: str
    name: Name


@dataclass(frozen=True, slots=True)
class Reading:
    """A node as its type reads it.

    ``data`` is the node's data without the fields that are wrong, or None where nothing
    is left to read. ``inputs`` and ``outputs`` are its handles by name, None where they
    cannot be known.
    """

    record: NodeRecord
    node: AnyNode
    data: NodeData | None
    bad_fields: frozenset[str]
    inputs: Mapping[str, Handle] | None
    outputs: Mapping[str, Handle] | None
    uses: Sequence[TemplateUse]
    problems: Sequence[Problem]

    def input(self, name: str | None) -> Handle | None:
        return self.inputs.get(name) if self.inputs and name is not None else None

    def output(self, name: str | None) -> Handle | None:
        return self.outputs.get(name) if self.outputs and name is not None else None


class Readings:
    """The nodes of a document as their types read them, each read once and when asked for."""

    def __init__(self, document: Document, nodes: NodeTypes, scope: CheckScope) -> None:
        self.document = document
        self.nodes = nodes
        self.scope = scope
        self._read: dict[str, Reading | None] = {}
        self._needs: dict[str, list[str]] = {}
        self._named: dict[str, list[str]] = {}

    def of(self, node_id: str) -> Reading | None:
        """A node, or None where there is none or its type is unknown."""
        if node_id not in self._read:
            record = self.document.by_id.get(node_id)
            node = self.nodes.find(record.type) if record else None
            found = read_node(record, node, self.scope.catalog) if record and node else None
            self._read[node_id] = found
        return self._read[node_id]

    @cached_property
    def nesting(self) -> Nesting:
        """Which nodes stand inside which."""
        kinds = {node.type_id for node in self.nodes if node.holds_nodes}
        records = self.document.nodes
        return Nesting(
            [record.id for record in records],
            {record.id: record.parent_id for record in records},
            [record.id for record in records if record.type in kinds],
        )

    def leaving(self, source: str, handle: str | None, target: str) -> Handle | None:
        """The output a wire starts from; to a node inside the source it brings one item."""
        reading = self.of(source)
        found = reading.output(handle) if reading else None
        if found is not None and source in self.nesting.around(target):
            return Handle(found.name, found.title, "any")
        return found

    @cached_property
    def triggers(self) -> list[str]:
        """The nodes whose output is what started the run, in the document's order."""
        kinds = {node.type_id for node in self.nodes if node.is_trigger}
        return [record.id for record in self.document.nodes if record.type in kinds]

    @property
    def trigger(self) -> str | None:
        return self.triggers[0] if self.triggers else None

    @property
    def run_inputs(self) -> tuple[RunInput, ...]:
        """What a run has to be given."""
        reading = self.of(self.trigger) if self.trigger else None
        if reading is None or reading.data is None:
            return ()
        return reading.node.run_inputs(reading.data)

    def needs_of(self, node_id: str) -> list[str]:
        """The nodes whose output a node uses: wired, by template, or seen. Each once."""
        if node_id not in self._needs:
            named = self._named_by(node_id)
            self._needs[node_id] = list(dict.fromkeys([*named, *self.seen_by(node_id)]))
        return self._needs[node_id]

    def seen_by(self, node_id: str) -> list[str]:
        """The nodes whose images a node is shown without a wire, in the order of the run."""
        return self._seen.get(node_id, [])

    @cached_property
    def _seen(self) -> Mapping[str, list[str]]:
        nodes = [record.id for record in self.document.nodes]
        looking = [node_id for node_id in nodes if self._looks(node_id)]
        if not looking:
            return {}
        return seen_nodes(
            nodes,
            {node_id: self._named_by(node_id) for node_id in nodes},
            looking=set(looking),
            showing={node_id for node_id in nodes if self._shows(node_id)},
            inside=lambda node_id: self.document.by_id[node_id].parent_id,
        )

    def _looks(self, node_id: str) -> bool:
        reading = self.of(node_id)
        if reading is None or reading.data is None:
            return False
        return reading.node.sees_earlier(reading.data)

    def _shows(self, node_id: str) -> bool:
        reading = self.of(node_id)
        outputs = (reading.outputs or {}).values() if reading else ()
        return any(handle.type == "image" for handle in outputs)

    def _named_by(self, node_id: str) -> list[str]:
        """The nodes whose output a node uses, wired or by template, each once."""
        if node_id not in self._named:
            self._named[node_id] = list(self._find_needs(node_id))
        return self._named[node_id]

    def _find_needs(self, node_id: str) -> dict[str, None]:
        by_id, reading = self.document.by_id, self.of(node_id)
        found = [edge.source for edge in self.document.edges_into.get(node_id, ())]
        loop = self.nesting.parent(node_id)
        for use in reading.uses if reading else ():
            named = needed_node(use.name, by_id, self.trigger, loop)
            found += [named] if named is not None else []
        return dict.fromkeys(need for need in found if need in by_id)


def read_node(record: NodeRecord, node: AnyNode, catalog: Catalog) -> Reading:
    """Read a node with its type; never raises for anything a document may hold."""
    problems: list[Problem] = []
    if reason := id_problem(record.id):
        problems.append(Problem("bad_field", reason, record.id, "id"))
    data, bad_fields = _read_data(record, node, problems)
    uses = list(_read_templates(record, node, problems))
    if data is not None:
        problems.extend(_input_problems(record.id, node, data))
    return Reading(
        record=record,
        node=node,
        data=data,
        bad_fields=bad_fields,
        inputs=_inputs(record, node, data, bad_fields, catalog, problems),
        outputs=_outputs(node, data, bad_fields),
        uses=uses,
        problems=problems,
    )


def _read_data(
    record: NodeRecord, node: AnyNode, problems: list[Problem]
) -> tuple[NodeData | None, frozenset[str]]:
    try:
        return _validated(node, record.data), frozenset()
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
    problems.extend(_field_problem(record.id, detail) for detail in details[:MAX_BAD_FIELDS])
    bad = frozenset(str(detail["loc"][0]) for detail in details if detail["loc"])
    rest = {key: value for key, value in record.data.items() if key not in bad}
    try:
        return _validated(node, rest), bad
    except ValidationError:
        return None, bad


def _validated(node: AnyNode, data: Mapping[str, Any]) -> NodeData:
    data_type: type[NodeData] = node.data_type
    return data_type.model_validate(dict(data), by_alias=True, by_name=False)


def _field_problem(node_id: str, detail: ErrorDetails) -> Problem:
    path, words = fault_of(detail)
    if detail["type"] == "extra_forbidden":
        message = f"{path!r:.80} is not a field of this node."
    else:
        message = f"{path}: {words}."
    return Problem("bad_field", message, node_id, path)


def _read_templates(
    record: NodeRecord, node: AnyNode, problems: list[Problem]
) -> Iterable[TemplateUse]:
    for path, text in strings_in(record.data, node.template_fields):
        try:
            yield from (TemplateUse(path, name) for name in names(text))
        except TemplateError as error:
            problems.append(Problem(error.code, error.detail, record.id, path))


def _input_problems(node_id: str, node: AnyNode, data: NodeData) -> Iterable[Problem]:
    """What is wrong with the inputs of a run that a trigger asks for."""
    names: set[str] = set()
    for index, wanted in enumerate(node.run_inputs(data)):
        if wanted.name in names:
            message = f"The input {wanted.name!r} is there twice."
            yield Problem("bad_field", message, node_id, f"fields.{index}.name")
        names.add(wanted.name)
        if reason := default_problem(wanted):
            yield Problem("bad_field", reason, node_id, f"fields.{index}.default")


def _inputs(
    record: NodeRecord,
    node: AnyNode,
    data: NodeData | None,
    bad_fields: frozenset[str],
    catalog: Catalog,
    problems: list[Problem],
) -> Mapping[str, Handle] | None:
    if data is None or node.dynamic_inputs in bad_fields:
        return _by_name(node.inputs) if node.dynamic_inputs is None else None
    try:
        return _by_name(node.input_handles(data, catalog))
    except LimnerError as error:
        problems.append(Problem(error.code, error.sentence, record.id, "model"))
        return None


def _outputs(
    node: AnyNode, data: NodeData | None, bad_fields: frozenset[str]
) -> Mapping[str, Handle] | None:
    if data is None or node.dynamic_outputs in bad_fields:
        return _by_name(node.outputs) if node.dynamic_outputs is None else None
    return _by_name(node.output_handles(data))


def _by_name(handles: Iterable[Handle]) -> Mapping[str, Handle]:
    return {handle.name: handle for handle in handles}

"""What of a workflow tells whether a text model may have it run. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from limner.workflows.called_names import names_given
from limner.workflows.outputs import run_outputs
from limner.workflows.reading import Readings


@dataclass(frozen=True, slots=True)
class Called:
    """A workflow that a node may have run, and where the document names it; its name, where the
    document tells."""

    workflow_id: str
    node_id: str
    field: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class ToolFacts:
    """A workflow by its name: why it cannot be run as a tool, as a code and in words, and which
    others its own nodes may have run."""

    name: str
    fault: tuple[str, str] | None
    calls: frozenset[str]


def facts_of(readings: Readings) -> ToolFacts:
    reason = unfit(readings)
    return ToolFacts(
        readings.document.name,
        None if reason is None else ("bad_field", reason),
        frozenset(call.workflow_id for call in calls_in(readings)),
    )


def calls_in(readings: Readings) -> Iterator[Called]:
    """The workflows that the nodes of a document may have run, in its order."""
    names = names_given(readings.document)
    for record in readings.document.nodes:
        reading = readings.of(record.id)
        if reading is not None and reading.data is not None:
            for field, workflow_id in reading.node.workflows_called(reading.data):
                yield Called(workflow_id, record.id, field, names.get(workflow_id))


def unfit(readings: Readings) -> str | None:
    """Why a workflow cannot be a tool, or None."""
    name = readings.document.name
    if not readings.run_inputs:
        return f"{name!r:.80} has no inputs: add a Request Input with fields to it."
    if not run_outputs(readings):
        return f"{name!r:.80} gives no answer: add a Response to it."
    return None


def why_not(call: Called, by: str | None, known: Mapping[str, ToolFacts]) -> tuple[str, str] | None:
    """Why a workflow cannot be called, as a code and in words; ``by`` is who would call it."""
    if call.workflow_id == by:
        return "cycle", "A workflow cannot have itself run."
    facts = known.get(call.workflow_id)
    if facts is None and call.name:
        return "not_found", f"The workflow {call.name!r:.80} that is meant is not here. Choose one."
    if facts is None:
        return "not_found", f"{no_workflow(call.workflow_id)} Was it deleted?"
    if facts.fault is not None:
        return facts.fault
    if by is not None and _leads_to(facts, by, known):
        return "cycle", f"{facts.name!r:.80} has this workflow run, itself or by another."
    return None


def no_workflow(workflow_id: str) -> str:
    return f"There is no workflow {workflow_id!r:.80}."


def _leads_to(facts: ToolFacts, workflow_id: str, known: Mapping[str, ToolFacts]) -> bool:
    """Whether a workflow has another run, itself or by what it has run."""
    seen: set[str] = set()
    waiting = set(facts.calls)
    while waiting:
        named = waiting.pop()
        if named == workflow_id:
            return True
        seen.add(named)
        waiting |= known[named].calls - seen if named in known else frozenset()
    return False

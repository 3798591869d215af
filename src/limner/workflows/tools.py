"""Workflows as tools of text models: what a model is told of one, and which cannot be one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from limner.errors import BadField, LimnerError, NotFound, Problem
from limner.models.text_request import ToolSpec
from limner.nodes._instructions import TOOL_ANSWERS, TOOL_TITLE
from limner.nodes.contract import HTTP_TOOL, AnyNode, WorkflowTool
from limner.workflows.document import Document
from limner.workflows.library import Library
from limner.workflows.outputs import RunOutput, run_outputs
from limner.workflows.publishing import Publisher, Reference, Runnable
from limner.workflows.reading import Readings
from limner.workflows.schema import tool_schema

MOST_DEEP = 5
"""Workflows that call each other, one below the other."""

_LONGEST_NAME = 48
_LONGEST_DESCRIPTION = 1_000
_MOST_LOOKED_AT = 200
_UNFIT = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Called:
    """A workflow that a node may have run, and where the document names it."""

    workflow_id: str
    node_id: str
    field: str


class ToolWorkflows:
    """The workflows of a library as tools: the published version of each, else the saved one."""

    def __init__(self, publisher: Publisher, library: Library) -> None:
        self._publisher = publisher
        self._library = library

    async def tools(self, ids: Sequence[str]) -> list[WorkflowTool]:
        """The workflows as tools, each with a name of its own.

        Raises BadField for one that is not there or cannot be one.
        """
        found: list[WorkflowTool] = []
        for workflow_id in dict.fromkeys(ids):
            readings = self._library.readings((await self._meant(workflow_id)).document)
            reason = _unfit(readings)
            if reason is not None:
                raise BadField(reason)
            taken = {HTTP_TOOL, *(tool.spec.name for tool in found)}
            found.append(_tool(workflow_id, readings, taken))
        return found

    async def problems(self, called: Iterable[Called], by: str | None) -> list[Problem]:
        """What keeps a workflow from calling others; ``by`` is its own id, where it has one."""
        found = []
        for call in called:
            reason = await self._reason(call.workflow_id, by)
            if reason is not None:
                found.append(Problem(*reason, call.node_id, call.field))
        return found

    async def _reason(self, workflow_id: str, by: str | None) -> tuple[str, str] | None:
        """Why a workflow cannot be called, as a code and in words."""
        if workflow_id == by:
            return "cycle", "A workflow cannot have itself run."
        try:
            document = (await self._meant(workflow_id)).document
        except LimnerError as error:
            return "not_found", error.detail
        reason = _unfit(self._library.readings(document))
        if reason is not None:
            return "bad_field", reason
        if by is not None and await self._leads_to(document, by):
            return "cycle", f"{document.name!r:.80} has this workflow run, itself or by another."
        return None

    async def _leads_to(self, document: Document, workflow_id: str) -> bool:
        """Whether a workflow has another run, itself or by what it has run."""
        seen: set[str] = set()
        waiting = [document]
        while waiting and len(seen) < _MOST_LOOKED_AT:
            names = {name for name in self._named_in(waiting.pop()) if name not in seen}
            if workflow_id in names:
                return True
            seen |= names
            waiting += [found for name in names if (found := await self._found(name))]
        return False

    def _named_in(self, document: Document) -> Iterable[str]:
        readings = self._library.readings(document)
        for record in document.nodes:
            reading = readings.of(record.id)
            if reading is not None and reading.data is not None:
                yield from (name for _, name in reading.node.workflows_called(reading.data))

    async def _found(self, workflow_id: str) -> Document | None:
        try:
            return (await self._meant(workflow_id)).document
        except LimnerError:
            return None

    async def _meant(self, workflow_id: str) -> Runnable:
        """Raises BadField where there is none."""
        try:
            return await self._publisher.runnable(Reference(workflow_id))
        except NotFound as error:
            raise BadField(f"{error.detail} Was it deleted?") from error


def called_by(node: AnyNode, data: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """The workflows that a node of a plan may have run, by field."""
    return node.workflows_called(node.data_type.model_validate(dict(data)))


def _unfit(readings: Readings) -> str | None:
    """Why a workflow cannot be a tool, or None."""
    name = readings.document.name
    if not readings.run_inputs:
        return f"{name!r:.80} has no inputs: add a Request Input with fields to it."
    if not run_outputs(readings):
        return f"{name!r:.80} gives no answer: add a Response to it."
    return None


def _tool(workflow_id: str, readings: Readings, taken: set[str]) -> WorkflowTool:
    title = readings.document.name
    spec = ToolSpec(
        _name(title, taken),
        _description(readings, run_outputs(readings)),
        tool_schema(readings.run_inputs),
    )
    return WorkflowTool(workflow_id, title, spec)


def _name(title: str, taken: set[str]) -> str:
    name = _UNFIT.sub("_", title.lower()).strip("_")[:_LONGEST_NAME] or "workflow"
    name = name if name[0].isalpha() else f"run_{name}"
    numbered = (f"{name}_{number}" for number in itertools.count(2))
    return next(each for each in itertools.chain([name], numbered) if each not in taken)


def _description(readings: Readings, outputs: Sequence[RunOutput]) -> str:
    """The workflow's own words, and what it answers with."""
    said = readings.document.raw.get("description")
    words = said.strip()[:_LONGEST_DESCRIPTION] if isinstance(said, str) else ""
    answers = ", ".join(f"{one.name} ({one.type})" for one in outputs)
    title = readings.document.name
    return TOOL_ANSWERS.format(said=words or TOOL_TITLE.format(title=title), answers=answers)

"""Workflows as tools of text models: what a model is told of one, and which cannot be one."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from limner.errors import BadField, InvalidDocument, Problem
from limner.models.text_request import ToolSpec
from limner.nodes import NodeTypes
from limner.nodes._instructions import TOOL_ANSWERS, TOOL_TITLE
from limner.nodes.contract import HTTP_TOOL, AnyNode, CheckScope, WorkflowTool
from limner.storage.database import Database
from limner.storage.queries.meant import bodies_of, digests_meant, ids_named, names_of
from limner.workflows.called_names import names_given, stand_ins, with_called
from limner.workflows.document import Document
from limner.workflows.outputs import RunOutput, run_outputs
from limner.workflows.reading import Readings
from limner.workflows.schema import tool_schema
from limner.workflows.tool_facts import (
    Called,
    ToolFacts,
    calls_in,
    facts_of,
    no_workflow,
    unfit,
    why_not,
)
from limner.workflows.upgrade import open_document

MOST_DEEP = 5
"""Workflows that call each other, one below the other."""

_LONGEST_NAME = 48
_LONGEST_DESCRIPTION = 1_000
_MOST_LOOKED_AT = 200
_MOST_REMEMBERED = 2_000
_ANY_ID = b'"wf_'
_UNFIT = re.compile(r"[^a-z0-9]+")


class ToolWorkflows:
    """The workflows of a workspace as tools: the published version of each, else the saved one."""

    def __init__(
        self, database: Database, nodes: NodeTypes, scope: CheckScope, workspace_id: str
    ) -> None:
        self._database = database
        self._nodes = nodes
        self._scope = scope
        self._workspace_id = workspace_id
        self._facts: dict[str, ToolFacts] = {}
        """By the digest of the document; what it says never changes."""

    async def tools(self, ids: Sequence[str]) -> list[WorkflowTool]:
        """The workflows as tools, each with a name of its own.

        Raises BadField for one that is not there or cannot be one, and InvalidDocument.
        """
        ids = list(dict.fromkeys(ids))
        digests, bodies = await self._database.read(lambda c: self._bodies(c, ids, ()))
        found: list[WorkflowTool] = []
        for workflow_id in ids:
            if workflow_id not in digests:
                raise BadField(f"{no_workflow(workflow_id)} Was it deleted?")
            readings = self._readings(open_document(bodies[digests[workflow_id]]))
            reason = unfit(readings)
            if reason is not None:
                raise BadField(reason)
            taken = {HTTP_TOOL, *(tool.spec.name for tool in found)}
            found.append(_tool(workflow_id, readings, taken))
        return found

    async def problems(self, called: Iterable[Called], by: str | None) -> list[Problem]:
        """What keeps a workflow from calling others; ``by`` is its own id, where it has one."""
        calls = list(called)
        known = await self._known({call.workflow_id for call in calls}, by)
        reasons = ((call, why_not(call, by, known)) for call in calls)
        return [
            Problem(*reason, call.node_id, call.field)
            for call, reason in reasons
            if reason is not None
        ]

    async def named(self, document: Document, *, is_new: bool) -> Document:
        """The document with the names of the workflows that it has run.

        In a new one, those of the same names stand in for workflows that are not here. Raises
        InvalidDocument where it becomes too large.
        """
        # Reading a large document takes a while; most name no workflow at all.
        is_named = _ANY_ID in document.encoded
        ids = await asyncio.to_thread(self._called_in, document) if is_named else set()
        if not ids:
            return with_called(document, {}, {})
        given = names_given(document)

        def look(connection: Connection) -> tuple[dict[str, str], dict[str, list[str]]]:
            known = names_of(connection, ids, self._workspace_id)
            wanted = {given[one] for one in ids - known.keys() if one in given} if is_new else set()
            return known, ids_named(connection, wanted, self._workspace_id)

        known, here = await self._database.read(look)
        lost = {one: given[one] for one in sorted(ids - known.keys()) if one in given}
        new_ids = stand_ins(lost, here, frozenset(known))
        names = known | {new_ids.get(one, one): name for one, name in lost.items()}
        return with_called(document, new_ids, names)

    def _called_in(self, document: Document) -> set[str]:
        return {call.workflow_id for call in calls_in(self._readings(document))}

    async def _known(self, ids: set[str], by: str | None) -> dict[str, ToolFacts]:
        """Workflows, and where somebody calls them all that they may have run in turn.

        Each level is one query, and two where a document is new.
        """
        known: dict[str, ToolFacts] = {}
        asked: set[str] = set()
        while (level := ids - asked) and len(asked) < _MOST_LOOKED_AT:
            asked |= level
            found = await self._facts_of(level)
            known |= found
            ids = {called for facts in found.values() for called in facts.calls} if by else set()
        return known

    async def _facts_of(self, ids: Collection[str]) -> dict[str, ToolFacts]:
        before = self._facts
        digests, bodies = await self._database.read(lambda c: self._bodies(c, ids, before))
        known = before | {digest: self._read(body) for digest, body in bodies.items()}
        self._facts = dict(list(known.items())[-_MOST_REMEMBERED:])
        return {workflow_id: known[digest] for workflow_id, digest in digests.items()}

    def _bodies(
        self, connection: Connection, ids: Collection[str], known: Collection[str]
    ) -> tuple[dict[str, str], dict[str, str]]:
        """The digests of the documents that are meant, and the texts of those not yet known."""
        digests = digests_meant(connection, ids, self._workspace_id)
        unknown = set(digests.values()).difference(known)
        return digests, bodies_of(connection, unknown) if unknown else {}

    def _read(self, body: str) -> ToolFacts:
        try:
            return facts_of(self._readings(open_document(body)))
        except InvalidDocument as error:
            return ToolFacts("", ("not_found", error.detail), frozenset())

    def _readings(self, document: Document) -> Readings:
        return Readings(document, self._nodes, self._scope)


def called_by(node: AnyNode, data: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """The workflows that a node of a plan may have run, by field."""
    return node.workflows_called(node.data_type.model_validate(dict(data)))


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

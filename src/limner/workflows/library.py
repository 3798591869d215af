"""The workflows people keep: drafts with their versions, saved without overwriting others."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from limner.errors import InvalidDocument, NotFound, Problem, VersionConflict, VersionRequired
from limner.nodes import NodeTypes
from limner.nodes.contract import CheckScope
from limner.storage.database import Database
from limner.storage.queries import workflows as queries
from limner.storage.queries.publishing import change_automation
from limner.storage.queries.workflows import VersionHead, VersionRow, WorkflowHead, WorkflowRow
from limner.values import as_rfc3339, new_id
from limner.workflows.check import MAX_PROBLEMS, check
from limner.workflows.document import Document, parse_document
from limner.workflows.hook_secrets import HookSecrets
from limner.workflows.reading import Readings
from limner.workflows.tool_facts import calls_in
from limner.workflows.tools import ToolWorkflows
from limner.workflows.triggers import without_secrets
from limner.workflows.upgrade import open_document

_ANSWER_KEYS = ("id", "version", "createdAt", "updatedAt", "savedAt", "problems")
"""What an answer adds to a document, and saving one takes away again."""

_ANY_VERSION = "*"


@dataclass(frozen=True, slots=True)
class SavedWorkflow:
    """A workflow as it is kept now. Moments in microseconds since 1970."""

    id: str
    version: int
    document: Document
    problems: Sequence[Problem]
    created_at: int
    updated_at: int

    @property
    def etag(self) -> str:
        return f'"{self.version}"'

    def as_json(self) -> dict[str, Any]:
        """The document with what the library knows of it."""
        return {
            **self.document.raw,
            "id": self.id,
            "version": self.version,
            "createdAt": as_rfc3339(self.created_at),
            "updatedAt": as_rfc3339(self.updated_at),
            "problems": [problem.as_json() for problem in self.problems],
        }


@dataclass(frozen=True, slots=True)
class WorkflowSummary:
    """A workflow in a list, without its document. Moments in microseconds since 1970."""

    id: str
    name: str
    version: int
    created_at: int
    updated_at: int

    @property
    def place(self) -> tuple[int, str]:
        """Where it stands in the list."""
        return self.updated_at, self.id

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "version": self.version,
            "createdAt": as_rfc3339(self.created_at),
            "updatedAt": as_rfc3339(self.updated_at),
        }


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """A version in a list, without its document. Moments in microseconds since 1970.

    ``previous`` is the version that is kept before it.
    """

    version: int
    previous: int | None
    saved_at: int
    nodes: int

    def as_json(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "previous": self.previous,
            "savedAt": as_rfc3339(self.saved_at),
            "nodes": self.nodes,
        }


@dataclass(frozen=True, slots=True)
class SavedVersion:
    """A workflow as it was once. Moments in microseconds since 1970."""

    id: str
    version: int
    saved_at: int
    document: Document

    @property
    def etag(self) -> str:
        return f'"{self.version}"'

    def as_json(self) -> dict[str, Any]:
        """The document with what names it; saving it again is restoring it."""
        return {
            **self.document.raw,
            "id": self.id,
            "version": self.version,
            "savedAt": as_rfc3339(self.saved_at),
        }


class Library:
    """The workflows of one workspace."""

    def __init__(
        self,
        database: Database,
        nodes: NodeTypes,
        scope: CheckScope,
        workspace_id: str,
        sealed: HookSecrets,
        tools: ToolWorkflows,
    ) -> None:
        self._sealed = sealed
        self._tools = tools
        self._database = database
        self._nodes = nodes
        self._scope = scope
        self._workspace_id = workspace_id

    @property
    def workspace_id(self) -> str:
        return self._workspace_id

    async def create(self, value: object) -> SavedWorkflow:
        """Keep a new workflow, with tools of the same names for those that are not here.

        Raises InvalidDocument.
        """
        read, secrets = await asyncio.to_thread(self._read, value)
        document = await self._tools.named(read, is_new=True)
        workflow_id = new_id("wf")

        def change(connection: Connection) -> WorkflowRow:
            queries.create_workflow(
                connection, workflow_id, self._workspace_id, document.name, document.encoded
            )
            self._keep_secrets(connection, workflow_id, secrets)
            return self._found(connection, workflow_id)

        return await self._saved(await self._database.write(change), document)

    async def get(self, workflow_id: str) -> SavedWorkflow:
        """Raises NotFound; InvalidDocument for one that a later Limner saved."""
        row = await self._database.read(lambda connection: self._found(connection, workflow_id))
        return await self._saved(row, open_document(row.body))

    async def draft(self, workflow_id: str) -> tuple[int, Document]:
        """The version and the document of a workflow, not judged. Raises like ``get``."""
        row = await self._database.read(lambda connection: self._found(connection, workflow_id))
        return row.version, open_document(row.body)

    async def find(self, workflow_id: str) -> WorkflowSummary:
        """A workflow without its document. Raises NotFound."""
        return _summary(await self._database.read(lambda c: self._found(c, workflow_id)))

    async def page(self, limit: int, after: tuple[int, str] | None = None) -> list[WorkflowSummary]:
        """Last changed first; ``after`` is the ``place`` of the last one seen."""
        rows = await self._database.read(
            lambda connection: queries.list_workflows(connection, self._workspace_id, limit, after)
        )
        return [_summary(row) for row in rows]

    async def save(self, workflow_id: str, value: object, if_match: str | None) -> SavedWorkflow:
        """Keep the next version of a workflow.

        ``if_match`` is the ETag of the version it is based on, or `*`. Raises NotFound,
        InvalidDocument, VersionRequired without it, and VersionConflict, with
        `currentVersion`, where someone else saved first.
        """
        if if_match is None:
            raise VersionRequired(
                "Saving needs the version it is based on.",
                hint="Send the ETag of your last GET or PUT as If-Match.",
            )
        read, secrets = await asyncio.to_thread(self._read, value)
        document = await self._tools.named(read, is_new=False)

        def change(connection: Connection) -> WorkflowRow:
            present = self._found(connection, workflow_id)
            if not _matches(if_match, present.version) or not queries.save_workflow(
                connection, workflow_id, present.version, document.name, document.encoded
            ):
                raise _conflict(present.version)
            self._keep_secrets(connection, workflow_id, secrets)
            return self._found(connection, workflow_id)

        return await self._saved(await self._database.write(change), document)

    async def delete(self, workflow_id: str) -> None:
        """Forget a workflow and its versions; its runs and assets stay. Raises NotFound."""
        gone = await self._database.write(
            lambda connection: queries.delete_workflow(connection, workflow_id, self._workspace_id)
        )
        if not gone:
            raise _not_found(workflow_id)

    async def versions(
        self, workflow_id: str, limit: int, before: int | None = None
    ) -> list[VersionSummary]:
        """The versions, newest first; ``before`` is the last one seen. Raises NotFound."""

        def query(connection: Connection) -> list[VersionHead]:
            self._found(connection, workflow_id)
            return queries.list_versions(connection, workflow_id, limit, before)

        rows = await self._database.read(query)
        return [VersionSummary(row.version, row.previous, row.saved_at, row.nodes) for row in rows]

    async def version(self, workflow_id: str, version: int) -> SavedVersion:
        """A workflow as it was. Raises NotFound."""

        def query(connection: Connection) -> VersionRow | None:
            self._found(connection, workflow_id)
            return queries.find_version(connection, workflow_id, version)

        row = await self._database.read(query)
        if row is None:
            raise NotFound(f"The workflow {workflow_id!r:.80} has no version {version}.")
        return SavedVersion(workflow_id, row.version, row.saved_at, open_document(row.body))

    def readings(self, document: Document) -> Readings:
        """The document as the node types of this Limner read it."""
        return Readings(document, self._nodes, self._scope)

    async def problems(self, value: object) -> list[Problem]:
        """Everything wrong with a document, its shape included; an `id` says which it is."""
        try:
            document = parse_document(_without_answer_keys(value))
        except InvalidDocument as error:
            return list(error.problems)
        named = value.get("id") if isinstance(value, dict) else None
        return await self.problems_of(document, named if isinstance(named, str) else None)

    async def problems_of(self, document: Document, workflow_id: str | None) -> list[Problem]:
        """What keeps a document from running, the workflows that it has run included.

        A large document is work for a while: others are not to wait for it.
        """
        readings = self.readings(document)
        found = await asyncio.to_thread(check, readings)
        found += await self._tools.problems(calls_in(readings), workflow_id)
        return found[:MAX_PROBLEMS]

    def _read(self, value: object) -> tuple[Document, dict[str, str]]:
        """A document to keep, and the secrets that somebody wrote into it."""
        return without_secrets(parse_document(_without_answer_keys(value)), self._nodes)

    def _keep_secrets(
        self, connection: Connection, workflow_id: str, secrets: dict[str, str]
    ) -> None:
        for secret in secrets.values():
            columns = self._sealed.columns(workflow_id, secret)
            change_automation(connection, workflow_id, self._workspace_id, columns)

    def _found(self, connection: Connection, workflow_id: str) -> WorkflowRow:
        row = queries.find_workflow(connection, workflow_id, self._workspace_id)
        if row is None:
            raise _not_found(workflow_id)
        return row

    async def _saved(self, row: WorkflowRow, document: Document) -> SavedWorkflow:
        return SavedWorkflow(
            row.id,
            row.version,
            document,
            await self.problems_of(document, row.id),
            row.created_at,
            row.updated_at,
        )


def _summary(row: WorkflowRow | WorkflowHead) -> WorkflowSummary:
    return WorkflowSummary(row.id, row.name, row.version, row.created_at, row.updated_at)


def _without_answer_keys(value: object) -> object:
    if not isinstance(value, dict):
        return value
    return {key: part for key, part in value.items() if key not in _ANSWER_KEYS}


def _matches(if_match: str, version: int) -> bool:
    wanted = [tag.strip() for tag in if_match.split(",")]
    return _ANY_VERSION in wanted or f'"{version}"' in wanted


def _conflict(version: int) -> VersionConflict:
    return VersionConflict(
        f"The workflow is at version {version} now; someone else saved it.",
        hint="Load it again, or save what you have as a copy.",
        extra={"currentVersion": version},
    )


def _not_found(workflow_id: str) -> NotFound:
    return NotFound(f"There is no workflow {workflow_id!r:.80}.")

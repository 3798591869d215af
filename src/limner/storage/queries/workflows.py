"""Workflows and their versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, tuple_, update

from limner.storage.queries._dialect import length_of
from limner.storage.queries.documents import keep_document
from limner.storage.queries.publishing import forget_automation
from limner.storage.tables import documents, workflow_versions, workflows
from limner.values import now


@dataclass(frozen=True, slots=True)
class WorkflowRow:
    """A workflow with the JSON text of its present document."""

    id: str
    name: str
    version: int
    body: str
    document_digest: str
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class WorkflowHead:
    """A workflow in a list, without its document."""

    id: str
    name: str
    version: int
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class VersionHead:
    """A version in a list, without its document but with how many nodes it has.

    ``previous`` is the version that is kept before it.
    """

    version: int
    previous: int | None
    saved_at: int
    nodes: int


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version with the JSON text of its document."""

    version: int
    saved_at: int
    body: str


def create_workflow(
    connection: Connection, workflow_id: str, workspace_id: str, name: str, body: bytes
) -> None:
    """Keep a new workflow as version 1."""
    moment, digest = now(), keep_document(connection, body)
    connection.execute(
        insert(workflows).values(
            id=workflow_id,
            workspace_id=workspace_id,
            name=name,
            version=1,
            document_digest=digest,
            created_at=moment,
            updated_at=moment,
        )
    )
    _keep_version(connection, workflow_id, 1, digest, moment)


def save_workflow(
    connection: Connection, workflow_id: str, based_on: int, name: str, body: bytes
) -> bool:
    """Keep the next version; False, and nothing kept, where ``based_on`` is not the present one."""
    moment, digest = now(), keep_document(connection, body)
    changed = connection.execute(
        update(workflows)
        .where(workflows.c.id == workflow_id, workflows.c.version == based_on)
        .values(name=name, version=based_on + 1, document_digest=digest, updated_at=moment)
    )
    if changed.rowcount == 0:
        return False
    _keep_version(connection, workflow_id, based_on + 1, digest, moment)
    return True


def find_workflow(
    connection: Connection, workflow_id: str, workspace_id: str
) -> WorkflowRow | None:
    row = connection.execute(
        _with_document().where(
            workflows.c.id == workflow_id, workflows.c.workspace_id == workspace_id
        )
    ).one_or_none()
    return WorkflowRow(**row._mapping) if row else None


def list_workflows(
    connection: Connection, workspace_id: str, limit: int, after: tuple[int, str] | None
) -> list[WorkflowHead]:
    """Last changed first; ``after`` is the (updated_at, id) of the last one seen."""
    query = select(
        workflows.c.id,
        workflows.c.name,
        workflows.c.version,
        workflows.c.created_at,
        workflows.c.updated_at,
    ).where(workflows.c.workspace_id == workspace_id)
    if after is not None:
        query = query.where(tuple_(workflows.c.updated_at, workflows.c.id) < tuple_(*after))
    query = query.order_by(workflows.c.updated_at.desc(), workflows.c.id.desc()).limit(limit)
    return [WorkflowHead(**row._mapping) for row in connection.execute(query)]


def delete_workflow(connection: Connection, workflow_id: str, workspace_id: str) -> bool:
    gone = connection.execute(
        delete(workflows).where(
            workflows.c.id == workflow_id, workflows.c.workspace_id == workspace_id
        )
    )
    if gone.rowcount:
        connection.execute(
            delete(workflow_versions).where(workflow_versions.c.workflow_id == workflow_id)
        )
        forget_automation(connection, workflow_id)
    return bool(gone.rowcount)


def find_version(connection: Connection, workflow_id: str, version: int) -> VersionRow | None:
    row = connection.execute(
        select(workflow_versions.c.version, workflow_versions.c.saved_at, documents.c.body)
        .join(documents, documents.c.digest == workflow_versions.c.document_digest)
        .where(
            workflow_versions.c.workflow_id == workflow_id, workflow_versions.c.version == version
        )
    ).one_or_none()
    return VersionRow(**row._mapping) if row else None


def list_versions(
    connection: Connection, workflow_id: str, limit: int, before: int | None
) -> list[VersionHead]:
    """Newest first; ``before`` is the number of the last one seen."""
    earlier = workflow_versions.alias()
    previous = (
        select(func.max(earlier.c.version))
        .where(
            earlier.c.workflow_id == workflow_versions.c.workflow_id,
            earlier.c.version < workflow_versions.c.version,
        )
        .scalar_subquery()
    )
    query = (
        select(
            workflow_versions.c.version,
            previous.label("previous"),
            workflow_versions.c.saved_at,
            length_of(connection, documents.c.body, "nodes").label("nodes"),
        )
        .join(documents, documents.c.digest == workflow_versions.c.document_digest)
        .where(workflow_versions.c.workflow_id == workflow_id)
    )
    if before is not None:
        query = query.where(workflow_versions.c.version < before)
    query = query.order_by(workflow_versions.c.version.desc()).limit(limit)
    return [VersionHead(**row._mapping) for row in connection.execute(query)]


def _with_document() -> Select[Any]:
    return select(
        workflows.c.id,
        workflows.c.name,
        workflows.c.version,
        workflows.c.document_digest,
        workflows.c.created_at,
        workflows.c.updated_at,
        documents.c.body,
    ).join(documents, documents.c.digest == workflows.c.document_digest)


def _keep_version(
    connection: Connection, workflow_id: str, version: int, digest: str, moment: int
) -> None:
    connection.execute(
        insert(workflow_versions).values(
            workflow_id=workflow_id, version=version, document_digest=digest, saved_at=moment
        )
    )

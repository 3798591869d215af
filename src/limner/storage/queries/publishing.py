"""Published versions of workflows, and how a workflow works by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select, update

from limner.storage.automation_tables import automations, hook_calls, publications, schedules
from limner.storage.queries._dialect import insert_first, insert_missing
from limner.storage.tables import documents, workflow_versions, workflows


class Publication(msgspec.Struct, frozen=True):
    """A version that was published, without its document."""

    version: int
    published_at: int
    document_digest: str


class AutomationRow(msgspec.Struct, frozen=True, kw_only=True):
    """How a workflow works by itself; the secrets are sealed."""

    workflow_id: str
    workspace_id: str
    stable: int | None = None
    active: bool = False
    hook_secret: str | None = None
    hook_secret_at: int | None = None
    notice_url: str | None = None
    notice_secret: str | None = None


def publish(connection: Connection, workflow_id: str, version: int, moment: int) -> bool:
    """Publish a saved version; False where it was published before."""
    digest = connection.scalar(
        select(workflow_versions.c.document_digest).where(
            workflow_versions.c.workflow_id == workflow_id, workflow_versions.c.version == version
        )
    )
    row = {
        "workflow_id": workflow_id,
        "version": version,
        "document_digest": digest,
        "published_at": moment,
    }
    return insert_first(connection, publications, row)


def list_publications(
    connection: Connection, workflow_id: str, limit: int, before: int | None = None
) -> list[Publication]:
    """Highest version first; ``before`` is the version of the last one seen."""
    query = select(
        publications.c.version, publications.c.published_at, publications.c.document_digest
    ).where(publications.c.workflow_id == workflow_id)
    if before is not None:
        query = query.where(publications.c.version < before)
    rows = connection.execute(query.order_by(publications.c.version.desc()).limit(limit))
    return [Publication(**row._mapping) for row in rows]


def find_publication(connection: Connection, workflow_id: str, version: int) -> Publication | None:
    return next(
        (
            found
            for found in list_publications(connection, workflow_id, 1, version + 1)
            if found.version == version
        ),
        None,
    )


def published_document(connection: Connection, workflow_id: str, version: int) -> str | None:
    """The JSON text of a published version."""
    return connection.scalar(
        select(documents.c.body)
        .join(publications, publications.c.document_digest == documents.c.digest)
        .where(publications.c.workflow_id == workflow_id, publications.c.version == version)
    )


def draft(connection: Connection, workflow_id: str, workspace_id: str) -> tuple[int, str] | None:
    """The present version of a workflow and the digest of its document."""
    row = connection.execute(
        select(workflows.c.version, workflows.c.document_digest).where(
            workflows.c.id == workflow_id, workflows.c.workspace_id == workspace_id
        )
    ).one_or_none()
    return None if row is None else (row.version, row.document_digest)


def automation_of(connection: Connection, workflow_id: str, workspace_id: str) -> AutomationRow:
    """How a workflow works by itself; not at all where nothing is kept."""
    row = connection.execute(
        select(automations).where(
            automations.c.workflow_id == workflow_id, automations.c.workspace_id == workspace_id
        )
    ).one_or_none()
    if row is None:
        return AutomationRow(workflow_id=workflow_id, workspace_id=workspace_id)
    return AutomationRow(**row._mapping)


def change_automation(
    connection: Connection, workflow_id: str, workspace_id: str, values: Mapping[str, Any]
) -> None:
    """Change some of it, whatever was kept before."""
    fresh = {"workflow_id": workflow_id, "workspace_id": workspace_id, "active": False}
    insert_missing(connection, automations, [fresh])
    connection.execute(
        update(automations).where(automations.c.workflow_id == workflow_id).values(**values)
    )


def forget_automation(connection: Connection, workflow_id: str) -> None:
    """Forget all that a deleted workflow did by itself."""
    for table in (publications, automations, schedules, hook_calls):
        connection.execute(delete(table).where(table.c.workflow_id == workflow_id))


def take_hook_call(
    connection: Connection, workflow_id: str, signature: str, moment: int, keep_from: int
) -> bool:
    """Remember a call from outside; False where it was taken before."""
    connection.execute(delete(hook_calls).where(hook_calls.c.seen_at < keep_from))
    row = {"workflow_id": workflow_id, "signature": signature, "seen_at": moment}
    return insert_first(connection, hook_calls, row)

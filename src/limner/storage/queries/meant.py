"""The documents that are meant by the ids of workflows: published ones, else saved ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, and_, func, select

from limner.storage.automation_tables import automations, publications
from limner.storage.tables import documents, workflows

_AT_ONCE = 500


def digests_meant(
    connection: Connection, workflow_ids: Collection[str], workspace_id: str
) -> dict[str, str]:
    """For each of these workflows that is there, the digest of the document that a call uses."""
    published = and_(
        publications.c.workflow_id == automations.c.workflow_id,
        publications.c.version == automations.c.stable,
    )
    digest = func.coalesce(publications.c.document_digest, workflows.c.document_digest)
    query = (
        select(workflows.c.id, digest)
        .join(automations, automations.c.workflow_id == workflows.c.id, isouter=True)
        .join(publications, published, isouter=True)
        .where(workflows.c.workspace_id == workspace_id)
    )
    return {
        row[0]: row[1]
        for some in _portions(workflow_ids)
        for row in connection.execute(query.where(workflows.c.id.in_(some)))
    }


def names_of(
    connection: Connection, workflow_ids: Collection[str], workspace_id: str
) -> dict[str, str]:
    """The names of those of these workflows that are there, by id."""
    query = select(workflows.c.id, workflows.c.name).where(workflows.c.workspace_id == workspace_id)
    return {
        row.id: row.name
        for some in _portions(workflow_ids)
        for row in connection.execute(query.where(workflows.c.id.in_(some)))
    }


def ids_named(
    connection: Connection, names: Collection[str], workspace_id: str
) -> dict[str, list[str]]:
    """The ids of the workflows of these names, by name."""
    query = select(workflows.c.id, workflows.c.name).where(workflows.c.workspace_id == workspace_id)
    found: dict[str, list[str]] = {}
    for some in _portions(names):
        for row in connection.execute(query.where(workflows.c.name.in_(some))):
            found.setdefault(row.name, []).append(row.id)
    return found


def bodies_of(connection: Connection, digests: Collection[str]) -> dict[str, str]:
    """The JSON texts of documents, by their digests."""
    query = select(documents.c.digest, documents.c.body)
    return {
        row[0]: row[1]
        for some in _portions(digests)
        for row in connection.execute(query.where(documents.c.digest.in_(some)))
    }


def _portions(values: Collection[str]) -> Iterable[Sequence[str]]:
    """As many as a database takes at once."""
    listed = list(values)
    return (listed[first : first + _AT_ONCE] for first in range(0, len(listed), _AT_ONCE))

"""Versions of workflows and their documents: which are needed, and letting go of the others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Column, Connection, delete, exists, func, select

from limner.storage.automation_tables import publications
from limner.storage.queries._dialect import hold_back_writers, parts
from limner.storage.tables import documents, runs, workflow_versions, workflows

DOCUMENT_USES: tuple[Column[str], ...] = (
    workflows.c.document_digest,
    workflow_versions.c.document_digest,
    publications.c.document_digest,
    runs.c.document_digest,
    runs.c.plan_digest,
)
"""Every column that names a document: what none of them names is let go of."""


@dataclass(frozen=True, slots=True)
class VersionMark:
    """A version by its number and moment, in microseconds since 1970, and its document's digest."""

    number: int
    saved_at: int
    digest: str


def often_saved(connection: Connection, before: int) -> list[str]:
    """Workflows with more than one version from before a moment."""
    query = (
        select(workflow_versions.c.workflow_id)
        .where(workflow_versions.c.saved_at < before)
        .group_by(workflow_versions.c.workflow_id)
        .having(func.count() > 1)
    )
    return list(connection.scalars(query))


def marks(connection: Connection, workflow_id: str) -> list[VersionMark]:
    query = select(
        workflow_versions.c.version,
        workflow_versions.c.saved_at,
        workflow_versions.c.document_digest,
    ).where(workflow_versions.c.workflow_id == workflow_id)
    return [VersionMark(*row) for row in connection.execute(query)]


def used_documents(connection: Connection, workflow_id: str) -> set[str]:
    """Digests of a workflow's documents that stand now, ran or were published."""
    uses = (
        (workflows.c.document_digest, workflows.c.id),
        (publications.c.document_digest, publications.c.workflow_id),
        (runs.c.document_digest, runs.c.workflow_id),
    )
    found: set[str] = set()
    for digest, owner in uses:
        query = select(digest).where(owner == workflow_id, digest.is_not(None)).distinct()
        found.update(connection.scalars(query))
    return found


def forget_versions(connection: Connection, workflow_id: str, numbers: Sequence[int]) -> None:
    """Take away versions, and of their documents those that nothing else names."""
    if not numbers:
        return
    # A run that begins meanwhile may name a document that is there already.
    hold_back_writers(connection, documents)
    digests: set[str] = set()
    for some in parts(numbers):
        gone = (
            workflow_versions.c.workflow_id == workflow_id,
            workflow_versions.c.version.in_(some),
        )
        digests.update(connection.scalars(select(workflow_versions.c.document_digest).where(*gone)))
        connection.execute(delete(workflow_versions).where(*gone))
    _forget_documents(connection, digests)


def _forget_documents(connection: Connection, digests: Collection[str]) -> None:
    unused = [~exists().where(column == documents.c.digest) for column in DOCUMENT_USES]
    for some in parts(sorted(digests)):
        connection.execute(delete(documents).where(documents.c.digest.in_(some), *unused))

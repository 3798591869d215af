"""Documents and plans, kept once each by the digest of their JSON."""

from __future__ import annotations

from sqlalchemy import Connection, select

from limner.storage.queries._dialect import insert_missing
from limner.storage.tables import documents
from limner.values import sha256


def keep_document(connection: Connection, body: bytes) -> str:
    """Keep a JSON text and return its digest."""
    digest = sha256(body)
    insert_missing(connection, documents, [{"digest": digest, "body": body.decode()}])
    return digest


def document_body(connection: Connection, digest: str) -> str | None:
    return connection.execute(
        select(documents.c.body).where(documents.c.digest == digest)
    ).scalar_one_or_none()

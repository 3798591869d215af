"""What a workspace signs in with at outside services."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select

from limner.storage.queries._dialect import upsert
from limner.storage.tables import credentials


class CredentialRow(msgspec.Struct, kw_only=True):
    """One credential. ``fields`` may be shown, ``sealed`` are its secrets, encrypted."""

    id: str
    workspace_id: str
    name: str
    kind: str
    fields: dict[str, Any]
    sealed: str
    created_at: int
    updated_at: int


def credentials_of(connection: Connection, workspace_id: str) -> list[CredentialRow]:
    rows = connection.execute(select(credentials).where(credentials.c.workspace_id == workspace_id))
    return [CredentialRow(**row._mapping) for row in rows]


def keep_credential(connection: Connection, row: CredentialRow) -> None:
    upsert(connection, credentials, [msgspec.structs.asdict(row)])


def forget_credential(connection: Connection, credential_id: str) -> None:
    connection.execute(delete(credentials).where(credentials.c.id == credential_id))

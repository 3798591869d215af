"""What a workspace has changed in the catalogue of models."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select

from limner.storage.queries._dialect import upsert
from limner.storage.tables import models


class ModelRow(msgspec.Struct, kw_only=True):
    """A model added or changed (``contract``), or switched on or off (``enabled``)."""

    workspace_id: str
    model_id: str
    changed_at: int
    contract: dict[str, Any] | None = None
    enabled: bool | None = None


def models_of(connection: Connection, workspace_id: str) -> list[ModelRow]:
    """In the order in which they were changed."""
    rows = connection.execute(
        select(models).where(models.c.workspace_id == workspace_id).order_by(models.c.changed_at)
    )
    return [ModelRow(**row._mapping) for row in rows]


def keep_model(connection: Connection, row: ModelRow) -> None:
    upsert(connection, models, [msgspec.structs.asdict(row)])


def forget_model(connection: Connection, workspace_id: str, model_id: str) -> None:
    connection.execute(
        delete(models).where(models.c.workspace_id == workspace_id, models.c.model_id == model_id)
    )

"""Brings a database's tables to what this version needs."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from limner.storage.database import Database

_MIGRATIONS = Path(__file__).parent / "migrations"


def migration_config(connection: Connection) -> Config:
    """Alembic's configuration for Limner's migrations over an open connection."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


async def migrate(database: Database) -> None:
    """Apply the migrations that are missing, all in one transaction. Raises StorageError."""

    def upgrade(connection: Connection) -> None:
        command.upgrade(migration_config(connection), "head")

    await database.write(upgrade)

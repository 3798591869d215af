"""The library: indexes for its filters, children of an asset, and a search of names and prompts."""

from __future__ import annotations

import json
import sqlite3

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_INDEXES = {
    "assets_by_workflow": ["workflow_id", "id"],
    "assets_by_model": ["workspace_id", "model", "id"],
    "assets_by_origin": ["workspace_id", "origin", "id"],
}
_ROWS_A_PART = 1_000

_SEARCH = (
    """CREATE VIRTUAL TABLE asset_search USING fts5(
        body, content='asset_search_rows', content_rowid='number', tokenize='trigram')""",
    """CREATE TABLE asset_search_rows (
        number INTEGER PRIMARY KEY, asset_id TEXT NOT NULL UNIQUE, body TEXT NOT NULL)""",
    """CREATE TRIGGER asset_search_added AFTER INSERT ON assets BEGIN
        INSERT INTO asset_search_rows (asset_id, body)
            VALUES (new.id, new.name || char(10) || coalesce(new.prompt, ''));
        INSERT INTO asset_search (rowid, body)
            SELECT number, body FROM asset_search_rows WHERE asset_id = new.id;
    END""",
    """CREATE TRIGGER asset_search_removed AFTER DELETE ON assets BEGIN
        INSERT INTO asset_search (asset_search, rowid, body)
            SELECT 'delete', number, body FROM asset_search_rows WHERE asset_id = old.id;
        DELETE FROM asset_search_rows WHERE asset_id = old.id;
    END""",
    """INSERT INTO asset_search_rows (asset_id, body)
        SELECT id, name || char(10) || coalesce(prompt, '') FROM assets ORDER BY id""",
    "INSERT INTO asset_search (rowid, body) SELECT number, body FROM asset_search_rows",
)
"""An index of all runs of three letters, kept up by triggers; with words nothing but whole words
would be found."""


def upgrade() -> None:
    for name, columns in _INDEXES.items():
        op.create_index(name, "assets", columns)
    op.create_table(
        "asset_parents",
        sa.Column("parent_id", sa.String(length=64), nullable=False),
        sa.Column("asset_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("parent_id", "asset_id"),
    )
    op.create_index("asset_parents_by_asset", "asset_parents", ["asset_id"])
    _copy_parents()
    if _searches():
        for statement in _SEARCH:
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for trigger in ("asset_search_added", "asset_search_removed"):
            op.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        for table in ("asset_search", "asset_search_rows"):
            op.execute(f"DROP TABLE IF EXISTS {table}")
    op.drop_table("asset_parents")
    for name in _INDEXES:
        op.drop_index(name, "assets")


def _copy_parents() -> None:
    """Read the lists of parents that stand in the assets, and keep each as a row."""
    table = sa.table("asset_parents", sa.column("parent_id"), sa.column("asset_id"))
    query = sa.text("SELECT id, parents FROM assets WHERE parents <> '[]'")
    found = [
        {"parent_id": parent, "asset_id": row.id}
        for row in op.get_bind().execute(query)
        for parent in dict.fromkeys(json.loads(row.parents))
    ]
    for start in range(0, len(found), _ROWS_A_PART):
        op.bulk_insert(table, found[start : start + _ROWS_A_PART])


def _searches() -> bool:
    """Whether this is an SQLite that has such an index; an old one searches row by row."""
    if op.get_bind().dialect.name != "sqlite":
        return False
    try:
        trial = sqlite3.connect(":memory:")
        trial.execute("CREATE VIRTUAL TABLE trial USING fts5(body, tokenize='trigram')")
    except sqlite3.Error:
        return False
    trial.close()
    return True

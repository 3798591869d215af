"""Files that are no images: no size in pixels, perhaps a length in time, longer names of types."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    triggers = _triggers()
    with op.batch_alter_table("assets") as batch_op:
        batch_op.alter_column("width", existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column("height", existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column(
            "mime_type",
            existing_type=sa.String(length=64),
            existing_nullable=False,
            type_=sa.String(length=128),
        )
        batch_op.add_column(sa.Column("length_ms", sa.Integer(), nullable=True))
    _restore(triggers)


def downgrade() -> None:
    op.execute(sa.text("UPDATE assets SET width = 0 WHERE width IS NULL"))
    op.execute(sa.text("UPDATE assets SET height = 0 WHERE height IS NULL"))
    op.execute(sa.text("UPDATE assets SET mime_type = substr(mime_type, 1, 64)"))
    triggers = _triggers()
    with op.batch_alter_table("assets") as batch_op:
        batch_op.drop_column("length_ms")
        batch_op.alter_column(
            "mime_type",
            existing_type=sa.String(length=128),
            existing_nullable=False,
            type_=sa.String(length=64),
        )
        batch_op.alter_column("height", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("width", existing_type=sa.Integer(), nullable=False)
    _restore(triggers)


def _triggers() -> list[str]:
    """SQLite writes the table anew, and its triggers go with the old one."""
    if op.get_bind().dialect.name != "sqlite":
        return []
    query = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'assets'"
    return [row.sql for row in op.get_bind().execute(sa.text(query))]


def _restore(triggers: list[str]) -> None:
    for statement in triggers:
        op.get_bind().exec_driver_sql(statement)

"""A cost that nobody can tell is unknown, and not nothing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES = ("runs", "executions", "calls")


def upgrade() -> None:
    for table in _TABLES:
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column("cost", existing_type=sa.BigInteger(), nullable=True)


def downgrade() -> None:
    for table in _TABLES:
        op.execute(sa.text(f"UPDATE {table} SET cost = 0 WHERE cost IS NULL"))
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column("cost", existing_type=sa.BigInteger(), nullable=False)

"""Items inside items have large numbers; runs can be paused and have a budget."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0020"
branch_labels = None
depends_on = None

_WITH_ITEMS = {"executions": False, "calls": False, "assets": True}
"""Tables with a column `item`, and whether it may be null."""


def upgrade() -> None:
    op.add_column(
        "runs",
        sa.Column("pause_requested", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("runs", sa.Column("budget", sa.BigInteger(), nullable=True))
    _number_items_by(sa.Integer(), sa.BigInteger())


def downgrade() -> None:
    _number_items_by(sa.BigInteger(), sa.Integer())
    op.drop_column("runs", "budget")
    op.drop_column("runs", "pause_requested")


def _number_items_by(before: sa.types.TypeEngine[int], after: sa.types.TypeEngine[int]) -> None:
    """SQLite's whole numbers have 64 bits already."""
    if op.get_bind().dialect.name == "sqlite":
        return
    for table, nullable in _WITH_ITEMS.items():
        op.alter_column(
            table, "item", existing_type=before, type_=after, existing_nullable=nullable
        )

"""Which of several servers drives a database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    drivers = op.create_table(
        "drivers",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("sealed", sa.Text()),
    )
    op.bulk_insert(drivers, [{"id": 1, "turn": 0}])


def downgrade() -> None:
    op.drop_table("drivers")

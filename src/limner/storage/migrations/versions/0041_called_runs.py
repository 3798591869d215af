"""Runs that other runs have begun."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "called_runs",
        sa.Column("caller_id", sa.String(64), primary_key=True),
        sa.Column("node_id", sa.String(64), primary_key=True),
        sa.Column("item", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("attempt", sa.Integer(), primary_key=True),
        sa.Column("run_id", sa.String(64), nullable=False),
    )
    op.create_index("called_runs_by_run", "called_runs", ["run_id"])


def downgrade() -> None:
    op.drop_table("called_runs")

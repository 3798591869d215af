"""Texts under review, and the models a workspace has added, changed or enabled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("executions", sa.Column("review", sa.Text(), nullable=True))
    op.create_table(
        "models",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("model_id", sa.String(length=255), nullable=False),
        sa.Column("contract", sa.Text(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "model_id"),
    )


def downgrade() -> None:
    op.drop_table("models")
    with op.batch_alter_table("executions") as batch_op:
        batch_op.drop_column("review")

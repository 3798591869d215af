"""What a run may cost by its key stands beside its own budget; a run tells which version ran."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runs", sa.Column("key_budget", sa.BigInteger(), nullable=True))
    op.add_column("runs", sa.Column("version", sa.Integer(), nullable=True))
    op.add_column("runs", sa.Column("alias", sa.String(16), nullable=True))


def downgrade() -> None:
    for column in ("key_budget", "version", "alias"):
        op.drop_column("runs", column)

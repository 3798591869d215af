"""What works without a person: published versions, keys, clocks, calls from outside, notices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.String(length=64)
_MOMENT = sa.BigInteger()


def upgrade() -> None:
    op.create_table(
        "publications",
        sa.Column("workflow_id", _ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document_digest", _ID, nullable=False),
        sa.Column("published_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("workflow_id", "version"),
    )
    op.create_table(
        "automations",
        sa.Column("workflow_id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("stable", sa.Integer()),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("hook_secret", sa.Text()),
        sa.Column("hook_secret_at", _MOMENT),
        sa.Column("notice_url", sa.Text()),
        sa.Column("notice_secret", sa.Text()),
        sa.PrimaryKeyConstraint("workflow_id"),
    )
    op.create_table(
        "schedules",
        sa.Column("workflow_id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("cron", sa.Text(), nullable=False),
        sa.Column("time_zone", _ID, nullable=False),
        sa.Column("missed", sa.String(length=16), nullable=False),
        sa.Column("next_at", _MOMENT, nullable=False),
        sa.Column("last_at", _MOMENT),
        sa.Column("last_error", sa.Text()),
        sa.PrimaryKeyConstraint("workflow_id"),
    )
    op.create_index("schedules_by_time", "schedules", ["next_at"])
    op.create_table(
        "hook_calls",
        sa.Column("workflow_id", _ID, nullable=False),
        sa.Column("signature", _ID, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("workflow_id", "signature"),
    )
    op.create_index("hook_calls_by_time", "hook_calls", ["seen_at"])
    _create_keys()
    op.create_table(
        "notices",
        sa.Column("run_id", _ID, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text()),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", _MOMENT, nullable=False),
        sa.Column("last_error", sa.Text()),
        sa.PrimaryKeyConstraint("run_id"),
    )
    op.create_index("notices_by_time", "notices", ["state", "next_at"])


def _create_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", _ID, nullable=False),
        sa.Column("hint", sa.String(length=16), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("workflows", sa.Text()),
        sa.Column("spend_limit", sa.BigInteger()),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT),
        sa.Column("used_at", _MOMENT),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_table(
        "key_runs",
        sa.Column("run_id", _ID, nullable=False),
        sa.Column("key_id", _ID, nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("charged", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("run_id"),
    )
    op.create_index("key_runs_by_key", "key_runs", ["key_id", "settled"])
    op.create_index("key_runs_by_state", "key_runs", ["settled"])


def downgrade() -> None:
    for name in (
        "notices",
        "key_runs",
        "api_keys",
        "hook_calls",
        "schedules",
        "automations",
        "publications",
    ):
        op.drop_table(name)

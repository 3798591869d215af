"""The tables. Moments are microseconds since 1970 in UTC, money is micro-USD."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
)


class JsonText(TypeDecorator[Any]):
    """A JSON value kept as text, the same in every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Any:
        return None if value is None else msgspec.json.decode(value)


LargeInteger = BigInteger().with_variant(Integer(), "sqlite")
"""A whole number of 64 bits, which every whole number of SQLite is."""

metadata = MetaData()

workspaces = Table(
    "workspaces",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("tier", String(16), nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("body", Text, nullable=False),
)
"""Workflow documents and plans by the SHA-256 of their JSON; never changed."""

workflows = Table(
    "workflows",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("workspace_id", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("document_digest", String(64), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Index("workflows_by_update", "workspace_id", "updated_at", "id"),
)

workflow_versions = Table(
    "workflow_versions",
    metadata,
    Column("workflow_id", String(64), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document_digest", String(64), nullable=False),
    Column("saved_at", BigInteger, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("workspace_id", String(64), nullable=False),
    Column("workflow_id", String(64)),
    Column("status", String(16), nullable=False),
    Column("inputs", JsonText, nullable=False),
    Column("error", JsonText),
    Column("document_digest", String(64)),
    Column("plan_digest", String(64), nullable=False),
    Column("reuse", Boolean, nullable=False),
    Column("cost", BigInteger),
    Column("cancel_requested", Boolean, nullable=False),
    Column("pause_requested", Boolean, nullable=False, server_default=false()),
    Column("budget", BigInteger),
    Column("key_budget", BigInteger),
    Column("version", Integer),
    Column("alias", String(16)),
    Column("created_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger),
    Index("runs_by_workflow", "workflow_id", "id"),
    Index("runs_by_workspace", "workspace_id", "id"),
    Index("runs_by_status", "status", "id"),
)

executions = Table(
    "executions",
    metadata,
    Column("run_id", String(64), primary_key=True),
    Column("node_id", String(64), primary_key=True),
    Column("item", LargeInteger, primary_key=True),
    Column("workflow_id", String(64)),
    Column("status", String(16), nullable=False),
    Column("output", JsonText),
    Column("error", JsonText),
    Column("warnings", JsonText, nullable=False),
    Column("review", JsonText),
    Column("cost", BigInteger),
    Column("cached", Boolean, nullable=False),
    Column("items", Integer),
    Column("reuse_key", String(64)),
    Column("digest", String(64)),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger),
    Index("executions_by_reuse", "workflow_id", "reuse_key", "ended_at"),
    Index("executions_by_end", "workflow_id", "item", "ended_at"),
)
"""One row per node of a run (item -1), and one per item in lists and loops: ``items`` then counts
them, and the outputs stand in their rows. Items inside items: engine/places.py."""

calls = Table(
    "calls",
    metadata,
    Column("run_id", String(64), primary_key=True),
    Column("node_id", String(64), primary_key=True),
    Column("item", LargeInteger, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("idempotency_key", String(64), nullable=False),
    Column("provider", String(64), nullable=False),
    Column("model", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("request", JsonText, nullable=False),
    Column("request_id", Text),
    Column("result", JsonText),
    Column("error", JsonText),
    Column("cost", BigInteger),
    Column("possible_cost", BigInteger),
    Column("intended_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
)
"""Calls to providers, each attempt a row. State: intent, submitted, done, failed, unknown."""

called_runs = Table(
    "called_runs",
    metadata,
    Column("caller_id", String(64), primary_key=True),
    Column("node_id", String(64), primary_key=True),
    Column("item", LargeInteger, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("run_id", String(64), nullable=False),
    Index("called_runs_by_run", "run_id"),
)
"""Runs that calls of other runs have begun: the place of a call in ``calls``, and its run."""

assets = Table(
    "assets",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("workspace_id", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("mime_type", String(128), nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("size_bytes", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("origin", String(16), nullable=False),
    Column("prompt", Text),
    Column("model", Text),
    Column("provider", String(64)),
    Column("seed", BigInteger),
    Column("cost", BigInteger),
    Column("run_id", String(64)),
    Column("node_id", String(64)),
    Column("item", LargeInteger),
    Column("workflow_id", String(64)),
    Column("parents", JsonText, nullable=False),
    Column("settings", JsonText),
    Column("duration_ms", Integer),
    Column("length_ms", Integer),
    Column("created_at", BigInteger, nullable=False),
    Index("assets_by_workspace", "workspace_id", "id"),
    Index("assets_by_workflow", "workflow_id", "id"),
    Index("assets_by_node", "workflow_id", "node_id", "id"),
    Index("assets_by_model", "workspace_id", "model", "id"),
    Index("assets_by_origin", "workspace_id", "origin", "id"),
    Index("assets_by_run", "run_id", "id"),
    Index("assets_by_digest", "digest"),
)

asset_parents = Table(
    "asset_parents",
    metadata,
    Column("parent_id", String(64), primary_key=True),
    Column("asset_id", String(64), primary_key=True),
    Index("asset_parents_by_asset", "asset_id"),
)
"""Which assets were made from which: ``assets.parents``, to be asked from the other end."""

SEARCH_PREFIX = "asset_search"
"""Begins the names of what the index of words is kept in (``queries/asset_search.py``)."""

models = Table(
    "models",
    metadata,
    Column("workspace_id", String(64), primary_key=True),
    Column("model_id", String(255), primary_key=True),
    Column("contract", JsonText),
    Column("enabled", Boolean),
    Column("changed_at", BigInteger, nullable=False),
)
"""Models a workspace has added or changed (``contract``), or switched on or off (``enabled``)."""

credentials = Table(
    "credentials",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("workspace_id", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", String(64), nullable=False),
    Column("fields", JsonText, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)
"""What workflows sign in with elsewhere: ``fields`` may be shown, ``sealed`` is encrypted."""

events = Table(
    "events",
    metadata,
    Column("run_id", String(64), primary_key=True),
    Column("first_seq", Integer, primary_key=True),
    Column("last_seq", Integer, nullable=False),
    Column("body", Text, nullable=False),
)
"""Events of a run in pages: each row is a JSON list, in order of ``seq``."""

idempotency = Table(
    "idempotency",
    metadata,
    Column("workspace_id", String(64), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("body_digest", String(64), nullable=False),
    Column("run_id", String(64), nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

"""The tables of what works without a person: published versions, keys, clocks, calls, notices, and
which server drives.

Moments are microseconds since 1970 in UTC, money is micro-USD.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text

from limner.storage import tables
from limner.storage.tables import JsonText

metadata = tables.metadata
"""Of all tables, these among them."""

publications = Table(
    "publications",
    metadata,
    Column("workflow_id", String(64), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document_digest", String(64), nullable=False),
    Column("published_at", BigInteger, nullable=False),
)
"""Versions of workflows that were published; never changed."""

automations = Table(
    "automations",
    metadata,
    Column("workflow_id", String(64), primary_key=True),
    Column("workspace_id", String(64), nullable=False),
    Column("stable", Integer),
    Column("active", Boolean, nullable=False),
    Column("hook_secret", Text),
    Column("hook_secret_at", BigInteger),
    Column("notice_url", Text),
    Column("notice_secret", Text),
)
"""Of a workflow: the published version in use (``stable``), whether its trigger starts runs
(``active``), the sealed secret of calls from outside, and who is told of the end of its runs."""

schedules = Table(
    "schedules",
    metadata,
    Column("workflow_id", String(64), primary_key=True),
    Column("workspace_id", String(64), nullable=False),
    Column("cron", Text, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("missed", String(16), nullable=False),
    Column("next_at", BigInteger, nullable=False),
    Column("last_at", BigInteger),
    Column("last_error", Text),
    Index("schedules_by_time", "next_at"),
)
"""When switched-on workflows start next; a row is there exactly while one is switched on."""

hook_calls = Table(
    "hook_calls",
    metadata,
    Column("workflow_id", String(64), primary_key=True),
    Column("signature", String(64), primary_key=True),
    Column("seen_at", BigInteger, nullable=False),
    Index("hook_calls_by_time", "seen_at"),
)
"""Signatures of calls from outside that were taken, as long as they could be sent again."""

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("workspace_id", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("hint", String(16), nullable=False),
    Column("scopes", JsonText, nullable=False),
    Column("workflows", JsonText),
    Column("spend_limit", BigInteger),
    Column("spent", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("used_at", BigInteger),
)
"""Keys of other programs, by the SHA-256 of their text."""

key_runs = Table(
    "key_runs",
    metadata,
    Column("run_id", String(64), primary_key=True),
    Column("key_id", String(64), nullable=False),
    Column("held", BigInteger, nullable=False),
    Column("charged", BigInteger, nullable=False),
    Column("settled", Boolean, nullable=False),
    Index("key_runs_by_key", "key_id", "settled"),
    Index("key_runs_by_state", "settled"),
)
"""Runs that a key pays for: what is held for them, and what of their cost was charged to it."""

notices = Table(
    "notices",
    metadata,
    Column("run_id", String(64), primary_key=True),
    Column("url", Text, nullable=False),
    Column("secret", Text),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", BigInteger, nullable=False),
    Column("last_error", Text),
    Index("notices_by_time", "state", "next_at"),
)
"""Who is to be told of the end of a run. State: waiting, delivered, failed."""

drivers = Table(
    "drivers",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("turn", BigInteger, nullable=False),
    Column("address", Text),
    Column("sealed", Text),
)
"""One row: how often a process began to drive (``turn``), where the one that drives is asked by
other servers, and what these need for it, encrypted."""

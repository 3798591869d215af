"""Tells other programs of the ends of runs: signed, and again until one has heard it."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Connection

from limner.engine.runs import Companion
from limner.engine.view import RunView
from limner.errors import (
    AddressRefused,
    BadField,
    FetchError,
    LimnerError,
    NotFound,
    SecretUnreadable,
    StorageError,
)
from limner.fetch import Fetcher
from limner.fetch.outgoing import Outgoing
from limner.fetch.target import read_target
from limner.storage.database import Database
from limner.storage.queries import notices as queries
from limner.storage.queries.notices import NoticeRow
from limner.storage.queries.publishing import AutomationRow
from limner.storage.queries.runs import RunRow
from limner.storage.secrets import Keyring
from limner.values import now
from limner.workflows.signing import signature_of

WAITS_SECONDS = (5, 30, 120, 600, 3_600, 3 * 3_600, 6 * 3_600, 12 * 3_600)
"""Between attempts; after the last the notice has failed."""

_OF_WORKFLOW = "notice-secret-v1"
_OF_RUN = "run-notice-secret-v1"
_SECRET_BYTES = 32
_SECONDS_TO_ANSWER = 15.0
_MOST_ANSWER_BYTES = 64 * 1024
_MOST_AT_ONCE = 8
_MICROSECONDS = 1_000_000
_GONE = 410
_LONGEST_SLEEP_SECONDS = 30.0
_TOLD = (
    "id",
    "workflowId",
    "status",
    "outputs",
    "error",
    "cost",
    "createdAt",
    "startedAt",
    "endedAt",
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told, and the secret the notice is signed with."""

    url: str
    secret: str


class Notices:
    """The notices of one workspace's runs.

    What is to be told is recorded in the commit that records the run, and is sent once the run has
    ended: at least once, under the run's id. `clock` tells the moment in microseconds since 1970,
    as `values.now` does.
    """

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        fetcher: Fetcher,
        runs: RunView,
        clock: Callable[[], int] = now,
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._fetcher = fetcher
        self._runs = runs
        self._clock = clock

    async def check(self, url: str) -> None:
        """Raises AddressRefused for an address that will not be told anything, as far as known."""
        target = read_target(url)
        try:
            await self._fetcher.guard.addresses(target)
        except AddressRefused:
            raise
        except FetchError:
            return

    def columns(self, workflow_id: str, recipient: Recipient) -> dict[str, Any]:
        """What is kept of who is told of a workflow's runs."""
        sealed = self._keyring.seal(_OF_WORKFLOW, recipient.secret, workflow_id)
        return {"notice_url": recipient.url, "notice_secret": sealed}

    @staticmethod
    def new_secret() -> str:
        return secrets.token_urlsafe(_SECRET_BYTES)

    def recipient(self, automation: AutomationRow) -> Recipient | None:
        """Who is told of a workflow's runs. Raises StorageError where the secret key is another."""
        secret = self.secret_of(automation)
        if automation.notice_url is None or secret is None:
            return None
        return Recipient(automation.notice_url, secret)

    def secret_of(self, automation: AutomationRow) -> str | None:
        if automation.notice_secret is None:
            return None
        return self._keyring.unseal(_OF_WORKFLOW, automation.notice_secret, automation.workflow_id)

    async def asked_for(
        self, automation: AutomationRow | None, url: str | None, secret: str | None
    ) -> Recipient | None:
        """Whom a caller wants told of its run. Without a secret the workflow's own is taken.

        Raises AddressRefused, and BadField without either.
        """
        if url is None:
            if secret is not None:
                raise BadField("webhookSecret: it signs nothing without webhookUrl.")
            return None
        await self.check(url)
        own = self.secret_of(automation) if automation is not None else None
        if secret is None and own is None:
            raise BadField(
                "webhookSecret: what is told of the run's end is signed with it.",
                hint="Send one, or let the workflow have its own: PUT …/notice.",
            )
        return Recipient(url, secret or own or "")

    def telling(self, recipient: Recipient | None) -> Companion | None:
        """What records that somebody is told of a run's end."""
        if recipient is None:
            return None

        def record(connection: Connection, run: RunRow) -> None:
            sealed = self._keyring.seal(_OF_RUN, recipient.secret, run.id)
            queries.add_notice(
                connection, NoticeRow(run_id=run.id, url=recipient.url, secret=sealed)
            )

        return record

    async def of_run(self, run_id: str) -> NoticeRow:
        """What became of a run's notice. Raises NotFound."""
        await self._runs.require(run_id)
        row = await self._database.read(lambda c: queries.notice_of(c, run_id))
        if row is None:
            raise NotFound(f"Nobody is told of the end of the run {run_id!r:.80}.")
        return row

    async def of_workflow(self, workflow_id: str, limit: int) -> list[NoticeRow]:
        """What became of the newest notices of a workflow's runs."""
        return await self._database.read(lambda c: queries.notices_of(c, workflow_id, limit))

    async def send_due(self) -> None:
        """Send every notice whose time has come. Raises StorageError."""
        while True:
            moment = self._clock()
            due = await self._database.read(
                partial(queries.due_notices, moment=moment, limit=_MOST_AT_ONCE)
            )
            if not due:
                return
            async with asyncio.TaskGroup() as group:
                for row in due:
                    group.create_task(self._attempt(row))

    async def seconds_to_next(self) -> float:
        """How long nothing is to be sent, as far as is known now."""
        first = await self._database.read(queries.next_attempt)
        if first is None:
            return _LONGEST_SLEEP_SECONDS
        return min(max((first - self._clock()) / _MICROSECONDS, 0.0), _LONGEST_SLEEP_SECONDS)

    async def _attempt(self, row: NoticeRow) -> None:
        try:
            status = await self._send(row)
            fault = None if 200 <= status < 300 else f"It answered with status {status}."
        except LimnerError as error:
            # A secret that cannot be read is this notice's affair alone.
            if isinstance(error, StorageError) and not isinstance(error, SecretUnreadable):
                raise
            status, fault = 0, error.detail
        after = self._after(row, fault, gone=status == _GONE)
        if after.state == "failed":
            _log.warning("The notice of the run %s was given up: %s", row.run_id, fault)
        await self._database.write(lambda c: queries.note_attempt(c, after))

    def _after(self, row: NoticeRow, fault: str | None, *, gone: bool) -> NoticeRow:
        """A notice after one more attempt."""
        attempts = row.attempts + 1
        if fault is None:
            state, wait = "delivered", 0
        elif gone or attempts > len(WAITS_SECONDS):
            state, wait = "failed", 0
        else:
            state, wait = "waiting", WAITS_SECONDS[attempts - 1]
        return msgspec.structs.replace(
            row,
            state=state,
            attempts=attempts,
            next_at=self._clock() + wait * _MICROSECONDS,
            last_error=fault,
        )

    async def _send(self, row: NoticeRow) -> int:
        """Send a notice once; the status of the answer."""
        run = await self._runs.run(row.run_id)
        told = {name: run[name] for name in _TOLD}
        body = msgspec.json.encode({"type": "run.finished", "run": told})
        timestamp = str(self._clock() // _MICROSECONDS)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Limner",
            "X-Limner-Delivery": row.run_id,
            "X-Limner-Timestamp": timestamp,
        }
        if row.secret is not None:
            secret = self._keyring.unseal(_OF_RUN, row.secret, row.run_id)
            headers["X-Limner-Signature"] = signature_of(secret, timestamp, body)
        answer = await self._fetcher.send(
            Outgoing("POST", row.url, headers, body),
            max_bytes=_MOST_ANSWER_BYTES,
            seconds=_SECONDS_TO_ANSWER,
        )
        return answer.status

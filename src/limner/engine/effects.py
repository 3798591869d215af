"""Things done at outside services: recorded before they are sent, and done once."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from typing import Generic
from weakref import WeakValueDictionary

from limner.engine.call_numbers import EFFECT_CALL
from limner.engine.censor import Censor
from limner.engine.gate import FairGate
from limner.engine.live import LiveRun
from limner.engine.progress import NodeProgress
from limner.engine.retry import may_have_been_done, wait_before_repeating
from limner.errors import FetchLost, LimnerError, ServiceError, UnknownOutcome
from limner.media.links import Links
from limner.nodes.contract import Json
from limner.services.contract import ClientT, Effect
from limner.services.shelf import CredentialShelf
from limner.storage.queries.runs import CallRow
from limner.values import now

_AT_ONCE = 16
"""Effects under way at one service."""

_SENT_ANEW = frozenset({"failed", "superseded"})


class EffectGates:
    """How much goes on at once at each service, over all runs."""

    def __init__(self) -> None:
        self._gates: WeakValueDictionary[str, FairGate] = WeakValueDictionary()

    def of(self, title: str) -> FairGate:
        return self._gates.setdefault(title, FairGate(_AT_ONCE))


@dataclass(frozen=True, slots=True)
class RunOutside:
    """The outside of one execution of a node (``nodes.contract.Outside``)."""

    live: LiveRun
    credentials: CredentialShelf
    gates: EffectGates
    links: Links
    progress: NodeProgress
    node_id: str
    item: int

    def own_file(self, address: str) -> str | None:
        return self.links.asset_at(address)

    async def perform(
        self,
        effect: Effect[ClientT],
        credential: str | None = None,
        *,
        number: int = 0,
        failure_stands: bool = False,
    ) -> Json:
        if failure_stands:
            self._refuse_failed(EFFECT_CALL + number)
        client = self.credentials.client(credential, effect.client_type, effect.title)
        return await _Deed(self, effect, client, EFFECT_CALL + number).done()

    def _refuse_failed(self, number: int) -> None:
        """Raises ServiceError where this failed before."""
        row = self.live.calls.get((self.node_id, self.item, number))
        if row is not None and row.state == "failed" and row.error is not None:
            raise ServiceError(row.error["detail"], hint=row.error.get("hint"))


class _Deed(Generic[ClientT]):
    """One effect of one execution.

    States of its row: `intent` (about to be sent), `done`, `failed` (surely not done), `unknown`
    (it may have been done), `superseded` (asked for again by a person).
    """

    def __init__(
        self, outside: RunOutside, effect: Effect[ClientT], client: ClientT, number: int
    ) -> None:
        self._live = outside.live
        self._gate = outside.gates.of(effect.title)
        self._progress = outside.progress
        self._node_id, self._item = outside.node_id, outside.item
        self._effect = effect
        self._client = client
        self._censor = Censor(client.secrets)
        self._number = number
        self._row = self._live.calls.get((self._node_id, self._item, number))
        self._prepared: Json | None = None

    async def done(self) -> Json:
        """What came of the effect: done now, or by an earlier process.

        Raises LimnerError, and Held while the run is paused.
        """
        row = self._row
        if row is not None and row.state == "done":
            return row.result or {}
        self._refuse_lost(row)
        attempt = 1
        while True:
            try:
                async with self._gate.place(self._live.id):
                    self._live.refuse_if_pausing()
                    result = await self._attempt()
            except LimnerError as error:
                await self._wait_or_give_up(error, attempt)
                attempt += 1
            else:
                self._progress.finish((self._item, self._number))
                return result

    def _refuse_lost(self, row: CallRow | None) -> None:
        """Raises UnknownOutcome where it may have been done and must not be done again."""
        if row is None or row.state in _SENT_ANEW or self._goes_on(row):
            return
        if row.state != "unknown":
            row.state, row.ended_at = "unknown", now()
            self._live.record_call(row)
        raise self._unknown("The server stopped before the answer came.")

    def _goes_on(self, row: CallRow) -> bool:
        return row.state == "intent" and self._effect.is_repeatable

    async def _attempt(self) -> Json:
        row = self._row
        if row is None or not self._goes_on(row):
            row = self._intend(await self._prepare())
        self._prepared = row.request["prepared"]
        await self._record_intent(row)
        sending = self._live.begin_late_work(self._send(row))
        try:
            return await asyncio.shield(sending)
        except asyncio.CancelledError:
            if self._live.row.cancel_requested:
                sending.cancel()
            raise

    async def _prepare(self) -> Json:
        """The steps before, once for all attempts."""
        if self._prepared is not None:
            return self._prepared
        try:
            async with asyncio.timeout(self._effect.seconds):
                return await self._effect.prepare(self._client)
        except TimeoutError:
            raise ServiceError(self._too_late()) from None
        except LimnerError as error:
            self._censor.error(error)
            raise

    def _intend(self, prepared: Json) -> CallRow:
        before = self._row
        row = CallRow(
            run_id=self._live.id,
            node_id=self._node_id,
            item=self._item,
            number=self._number,
            attempt=before.attempt + 1 if before else 1,
            idempotency_key=secrets.token_hex(16),
            provider=self._effect.title,
            model="",
            request={"shown": self._effect.shown(), "prepared": prepared},
            possible_cost=0,
            intended_at=now(),
        )
        self._row = row
        self._live.record_call(row)
        return row

    async def _record_intent(self, row: CallRow) -> None:
        """Returns once the intent is durable; what is interrupted before was never sent."""
        try:
            await self._live.journal.flush()
        except asyncio.CancelledError:
            self._end(row, "failed", None)
            raise

    async def _send(self, row: CallRow) -> Json:
        """Do it and record what came of it. Raises LimnerError."""
        try:
            async with asyncio.timeout(self._effect.seconds):
                result = await self._effect.perform(self._client, row.request["prepared"])
        except asyncio.CancelledError:
            if not self._effect.is_repeatable:
                self._end(row, "unknown", None)
            elif self._live.row.cancel_requested:
                self._end(row, "failed", None)
            raise
        except TimeoutError:
            raise self._failed(row, FetchLost(self._too_late())) from None
        except LimnerError as error:
            self._censor.error(error)
            raise self._failed(row, error) from None
        except Exception:
            self._end(row, "failed" if self._effect.is_repeatable else "unknown", None)
            raise
        row.state, row.ended_at, row.result = "done", now(), self._censor.value(result)
        self._live.record_call(row)
        await self._live.journal.flush()
        return row.result

    def _failed(self, row: CallRow, error: LimnerError) -> LimnerError:
        """Record that it failed; what may have been done is done again only when asked for."""
        unclear = not self._effect.is_repeatable and may_have_been_done(error)
        self._end(row, "unknown" if unclear else "failed", error)
        lost = unclear and isinstance(error, FetchLost)
        return self._unknown(error.detail) if lost else error

    def _end(self, row: CallRow, state: str, error: LimnerError | None) -> None:
        row.state, row.ended_at = state, now()
        row.error = None if error is None else error.as_json()
        self._live.record_call(row)

    def _unknown(self, why: str) -> UnknownOutcome:
        return UnknownOutcome(
            f"{self._effect.title} may have been sent the request. {why}",
            hint="See there whether it was done; retrying sends it again.",
            extra={"possibleCost": 0},
        )

    def _too_late(self) -> str:
        return f"{self._effect.title} did not answer within {self._effect.seconds:g} seconds."

    async def _wait_or_give_up(self, error: LimnerError, attempt: int) -> None:
        """Wait before the next attempt, or raise the error."""
        wait = wait_before_repeating(
            error,
            attempt,
            # What comes before the intent may be repeated, whatever the effect.
            is_repeatable=self._effect.is_repeatable or self._prepared is None,
            most_attempts=self._effect.attempts,
            retry_after=error.extra.get("retryAfter"),
        )
        if wait is None:
            raise error
        text = f"{error.detail} Trying again in {wait:.0f} s."
        self._progress.tell((self._item, self._number), None, text)
        await self._live.nap(wait)

"""Calls to providers: recorded before they are sent, and sent once."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import time
from typing import Any, Generic

from limner.engine.call_kind import Answer, CallKind, Kept, Request
from limner.engine.limits import KeyLimits
from limner.engine.live import CallPlace, LiveRun
from limner.engine.progress import NodeProgress
from limner.engine.receiving import received
from limner.engine.retry import leaves_job_alone, wait_before_retry
from limner.errors import (
    LimnerError,
    NotConfigured,
    ProviderBadAnswer,
    ProviderError,
    ProviderOverloaded,
    ProviderTimeout,
    UnknownOutcome,
    UploadError,
    WorkerError,
)
from limner.models.image_request import ReferenceImage
from limner.providers.contract import Fetch
from limner.storage.incoming import IncomingFile
from limner.storage.queries.runs import CallRow
from limner.values import credits_if_known, now

_log = logging.getLogger(__name__)
_CANCEL_AT_PROVIDER_SECONDS = 10.0
_SENT_ANEW = frozenset({"failed", "superseded"})
_OPEN = frozenset({"intent", "submitted"})


class Call(Generic[Request, Answer, Kept]):
    """One call of one execution. It is also the CallLog its provider sees.

    States of its row: `intent` (about to be sent), `submitted` (the provider's id is known),
    `done`, `failed` (nothing was paid), `unknown` (it may have been paid, and nothing that can be
    used is known to have come of it), `superseded` (done or unknown, but asked for again).
    """

    def __init__(
        self,
        kind: CallKind[Request, Answer, Kept],
        live: LiveRun,
        place: CallPlace,
        limits: KeyLimits,
        progress: NodeProgress,
    ) -> None:
        self._kind = kind
        self._live = live
        self._place = place
        self._limits = limits
        self._progress = progress
        self._row = live.calls.get(place)
        self._sending: asyncio.Task[Answer] | None = None
        self._received: list[IncomingFile] = []

    async def perform(self, request: Request, *, patient: bool = True) -> Kept:
        """The kept answer to a request. Raises ProviderError, and Held while the run is paused.

        A call recorded by an earlier process is taken up where it stood: an answered one
        is not repeated, a submitted one is waited for. Who is not ``patient`` does not wait for a
        provider that is known to be down.
        """
        if self._row is not None and self._row.state == "done":
            return self._kind.kept(self._row)
        self._refuse_lost()
        reason = self._kind.unavailable_reason()
        if reason is not None:
            raise NotConfigured(reason)
        try:
            answer = await self._answer(request, patient=patient)
        except asyncio.CancelledError:
            self._interrupted()
            raise
        return await asyncio.shield(self._live.begin_late_work(self._keep(answer)))

    def _refuse_lost(self) -> None:
        """Raises UnknownOutcome where a request may have been paid and must not be sent again."""
        row = self._row
        if row is None or row.state in _SENT_ANEW or self._goes_on(row):
            return
        if row.state != "unknown":
            row.state, row.ended_at = "unknown", now()
            self._live.record_call(row)
        raise UnknownOutcome(
            (row.error or {}).get("detail")
            or "The request was sent, and its answer was lost when the server stopped.",
            hint="Look at your account with the provider; resuming the run sends it again.",
            extra={"possibleCost": _most(row)},
        )

    def _goes_on(self, row: CallRow) -> bool:
        """Whether a call is taken up where an earlier attempt left it."""
        if row.provider != self._kind.provider:
            return False
        return row.state == "submitted" or (row.state == "intent" and self._kind.resend_is_safe)

    async def _answer(self, request: Request, *, patient: bool) -> Answer:
        """The answer to a request: sent again where that can help and cannot cost twice.

        Raises ProviderError, and Held.
        """
        attempt = 1
        while True:
            await self._admitted(patient=patient)
            try:
                async with self._limits.place(self._live.id):
                    self._refuse_if_pausing()
                    if not self._begins():
                        continue
                    answer = await self._attempt(request)
            except ProviderError as error:
                self._limits.breaker.failed(error)
                await self._wait_or_give_up(error, attempt)
                attempt += 1
            else:
                self._limits.breaker.succeeded()
                return answer

    def _refuse_if_pausing(self) -> None:
        """Raises Held where a run is being paused and this would be sent anew."""
        if not self._is_submitted():
            self._live.refuse_if_pausing()

    def _begins(self) -> bool:
        """Whether the provider is not known to be down by now; if so, a request begins."""
        if not self._is_submitted() and self._limits.breaker.wait() > 0:
            return False
        self._limits.breaker.begin()
        return True

    def _is_submitted(self) -> bool:
        return self._row is not None and self._row.state == "submitted"

    async def _admitted(self, *, patient: bool) -> None:
        """Wait while the provider is known to be down. Raises ProviderOverloaded.

        A job that is known there is asked for all the same: that costs nothing.
        """
        patience = self._kind.time_limit_seconds if patient else 0.0
        deadline = time.monotonic() + patience
        while not self._is_submitted():
            wait = self._limits.breaker.wait()
            if wait == 0:
                return
            if time.monotonic() + wait > deadline:
                raise ProviderOverloaded(
                    f"{self._kind.title} failed several times and is left alone for {wait:.0f} s.",
                    hint="Try again later, or choose another model.",
                )
            self.progress(text=f"{self._kind.title} is down. Trying again in {wait:.0f} s.")
            await self._live.nap(wait)
            self._refuse_if_pausing()

    async def _attempt(self, request: Request) -> Answer:
        row = self._row
        if row is None or not self._goes_on(row):
            row = self._intend(request)
        await self._record_intent(row)
        recorded = self._kind.decode(row.request)
        self._sending = self._live.begin_late_work(self._send(row, recorded))
        try:
            return await self._in_time(self._sending, recorded)
        finally:
            if not _is_being_cancelled():
                self._sending = None

    async def _in_time(self, sending: asyncio.Task[Answer], request: Request) -> Answer:
        """The answer that is on its way, within the model's time limit. Raises LimnerError."""
        try:
            async with asyncio.timeout(self._kind.time_limit_seconds) as limit:
                return await asyncio.shield(sending)
        except asyncio.CancelledError:
            if sending.cancelled() and not _is_being_cancelled():
                raise self._ended_badly(self._not_understood()) from None
            raise
        except Exception as fault:
            if not limit.expired():
                raise self._failed(fault) from None
            if _has_answer(sending):
                return sending.result()
            sending.cancel()
            self._live.begin_late_work(self._cancel_at_provider(request))
            raise self._ended_badly(self._too_late()) from None

    async def _record_intent(self, row: CallRow) -> None:
        """Returns once the intent is durable; what is interrupted before was never sent."""
        try:
            await self._live.journal.flush()
        except asyncio.CancelledError:
            if row.state == "intent":
                row.state, row.ended_at = "failed", now()
                self._live.record_call(row)
            raise

    def _intend(self, request: Request) -> CallRow:
        """A row for one more attempt; it has the key of the failed one before it.

        Raises BudgetExceeded where the run has too little left for it.
        """
        node_id, item, number = self._place
        before = self._row
        possible = self._kind.possible_cost(request)
        self._live.spent.refuse_beyond(self._live.row.most, possible, self._kind.model)
        row = CallRow(
            run_id=self._live.id,
            node_id=node_id,
            item=item,
            number=number,
            attempt=before.attempt + 1 if before else 1,
            idempotency_key=before.idempotency_key
            if before and before.state == "failed"
            else secrets.token_hex(16),
            provider=self._kind.provider,
            model=self._kind.model,
            request=self._kind.encode(request),
            possible_cost=possible,
            intended_at=now(),
        )
        self._row = row
        self._live.record_call(row)
        return row

    async def _send(self, row: CallRow, request: Request) -> Answer:
        if row.request_id is not None:
            return await self._kind.resume(request, row.request_id, self)
        return await self._kind.send(request, self)

    async def _keep(self, answer: Answer) -> Kept:
        row = self._present_row()
        try:
            return await self._kind.keep(row, answer, self)
        except ProviderError as error:
            row.cost = self._kind.cost(row, answer)
            self._end(row, error, paid=row.cost != 0 or not self._kind.resend_is_safe)
            raise
        finally:
            self._forget_received()

    def _failed(self, fault: Exception) -> LimnerError:
        """What it means that a sending failed; recorded, unless the job is still to be had."""
        self._forget_received()
        if not isinstance(fault, LimnerError):
            return self._ended_badly(self._not_understood())
        self._kind.censor.error(fault)
        if self._present_row().request_id is not None and leaves_job_alone(fault):
            return fault
        return self._ended_badly(fault)

    def _ended_badly(self, error: LimnerError) -> LimnerError:
        """Record how the call ended: what may have been paid for is not called failed."""
        may_be_paid = isinstance(error, (ProviderTimeout, UnknownOutcome, ProviderBadAnswer))
        paid = may_be_paid and not self._kind.resend_is_safe
        return self._end(self._present_row(), error, paid=paid)

    def _end(self, row: CallRow, error: LimnerError, *, paid: bool) -> LimnerError:
        """Record that nothing usable came; what was ``paid`` is sent again only when asked for."""
        row.state = "unknown" if paid else "failed"
        if paid:
            error.extra.setdefault("possibleCost", _most(row))
        row.error, row.ended_at = error.as_json(), now()
        self._live.record_call(row)
        return error

    def _interrupted(self) -> None:
        """A cancelled run gives the call up; when the server stops, its answer is waited for.

        An answer that is there already is kept in any case, and a job that was only to be asked
        about again is given up like one that is being asked about.
        """
        cancelled, sending = self._live.row.cancel_requested, self._sending
        if sending is not None and (not cancelled or _has_answer(sending)):
            self._live.begin_late_work(self._keep_late(sending))
            return
        row = self._row
        if not cancelled or row is None or row.state not in _OPEN:
            return
        if sending is not None:
            sending.cancel()
        error = UnknownOutcome("The run was cancelled after the request was sent.")
        self._end(row, error, paid=not self._kind.resend_is_safe)
        self._live.begin_late_work(self._cancel_at_provider(self._kind.decode(row.request)))

    async def _keep_late(self, sending: asyncio.Task[Answer]) -> None:
        try:
            answer = await sending
        except Exception as fault:
            self._failed(fault)
        else:
            await self._keep(answer)

    def _not_understood(self) -> ProviderError:
        detail = f"The answer of {self._kind.title} could not be understood."
        if self._kind.resend_is_safe:
            return ProviderBadAnswer(detail)
        return UnknownOutcome(detail, hint="Resuming the run sends the request again.")

    def _too_late(self) -> ProviderTimeout:
        limit = self._kind.time_limit_seconds
        return ProviderTimeout(
            f"{self._kind.title} did not answer within {limit:g} seconds.",
            hint="Try again, or choose a faster model.",
        )

    async def _wait_or_give_up(self, error: ProviderError, attempt: int) -> None:
        """Wait before the next attempt, or raise the error. To ask for a job costs nothing."""
        if self._row is None or self._row.state == "unknown":
            raise error
        wait = wait_before_retry(
            error,
            attempt,
            resend_is_safe=self._kind.resend_is_safe or self._row.state == "submitted",
            retry_after=error.extra.get("retryAfter"),
        )
        if wait is None:
            if self._is_submitted():
                error.hint = "Its job is known there: trying again asks for it and orders nothing."
            raise error
        self.progress(text=f"{error.detail} Trying again in {wait:.0f} s.")
        await self._live.nap(wait)

    async def _cancel_at_provider(self, request: Request) -> None:
        request_id = self._present_row().request_id
        if request_id is None:
            return
        try:
            async with asyncio.timeout(_CANCEL_AT_PROVIDER_SECONDS):
                await self._kind.cancel(request, request_id)
        except ProviderError as error:
            self._kind.censor.error(error)
            _log.warning("A job could not be cancelled at the provider: %s", error)
        except TimeoutError:
            _log.warning("A job could not be cancelled at the provider in time.")

    def _present_row(self) -> CallRow:
        assert self._row is not None
        return self._row

    @property
    def idempotency_key(self) -> str:
        return self._present_row().idempotency_key

    async def submitted(self, request_id: str) -> None:
        row = self._present_row()
        row.state, row.request_id = "submitted", request_id
        self._live.record_call(row)
        await self._live.journal.flush()

    def progress(
        self,
        fraction: float | None = None,
        text: str | None = None,
        queue_position: int | None = None,
    ) -> None:
        _, item, number = self._place
        told = None if text is None else self._kind.censor.text(text)
        self._progress.tell((item, number), fraction, told, queue_position)

    def partial_image(self, data: bytes) -> None:
        self._live.begin_late_work(self._show(data))

    async def _show(self, data: bytes) -> None:
        """Tell of an unfinished image; one that cannot be read is not worth a word."""
        with contextlib.suppress(UploadError, WorkerError):
            self._progress.show(await self._kind.preview(data))

    async def read_reference(self, reference: ReferenceImage) -> bytes:
        return await self._kind.read_reference(reference)

    async def receive(self, fetch: Fetch) -> IncomingFile:
        file = await received(self._kind.incoming, fetch, self._tell)
        self._received.append(file)
        return file

    def _tell(self, text: str) -> None:
        self.progress(text=text)

    def _forget_received(self) -> None:
        while self._received:
            self._received.pop().close()


def _has_answer(sending: asyncio.Task[Any]) -> bool:
    return sending.done() and not sending.cancelled() and sending.exception() is None


def _is_being_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _most(row: CallRow) -> int | None:
    """The credits a call may have cost at most: what it did, where that is known."""
    return credits_if_known(row.cost or row.possible_cost)

"""Calls to providers: recorded before they are sent, and sent once."""

from __future__ import annotations

import asyncio
import logging
import secrets
from dataclasses import dataclass

import msgspec

from limner.engine.answers import AnswerKeeper, KeptAnswer
from limner.engine.gateways import Gateways
from limner.engine.progress import NodeProgress
from limner.engine.retry import wait_before_retry
from limner.errors import (
    LimnerError,
    NotConfigured,
    ProviderError,
    ProviderTimeout,
    UnknownOutcome,
)
from limner.models.model import Model
from limner.models.price import price_of
from limner.models.request import ImageRequest, ReferenceImage
from limner.providers.contract import ProviderAnswer
from limner.storage.queries.runs import CallRow
from limner.values import credits_from, now

_log = logging.getLogger(__name__)
_CANCEL_AT_PROVIDER_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class CallTools:
    """What the calls of one execution share."""

    gateways: Gateways
    keeper: AnswerKeeper
    progress: NodeProgress
    model: Model


class Call:
    """One call of one execution. It is also the CallLog its provider sees.

    States of its row: `intent` (about to be sent), `submitted` (the provider's id is known),
    `done`, `failed` (nothing was paid), `unknown` (sent, and the answer lost), `superseded`
    (done or unknown, but asked for again).
    """

    def __init__(self, tools: CallTools, number: int) -> None:
        self._tools = tools
        self._live = tools.keeper.live
        self._provider = tools.gateways.provider(tools.model.provider)
        self._place = (tools.keeper.node_id, tools.keeper.item, number)
        self._row = self._live.calls.get(self._place)

    async def perform(self, request: ImageRequest) -> KeptAnswer:
        """The kept answer to a request. Raises ProviderError.

        A call recorded by an earlier process is taken up where it stood: an answered one
        is not repeated, a submitted one is waited for.
        """
        if self._row is not None and self._row.state == "done":
            return msgspec.convert(self._row.result, KeptAnswer)
        reason = self._provider.unavailable_reason()
        if reason is not None:
            raise NotConfigured(reason)
        gate = self._tools.gateways.gate(self._tools.model.provider)
        while True:
            try:
                async with gate.place(self._live.id):
                    answer = await self._attempt(request)
                return await asyncio.shield(self._live.background.start(self._keep(answer)))
            except ProviderError as error:
                await self._wait_or_give_up(error)

    async def _attempt(self, request: ImageRequest) -> ProviderAnswer:
        row = self._taken_up() or self._intend(request)
        await self._live.journal.flush()
        recorded = msgspec.convert(row.request, ImageRequest)
        sending = self._live.background.start(self._send(row, recorded))
        try:
            async with asyncio.timeout(self._tools.model.time_limit_seconds):
                return await asyncio.shield(sending)
        except TimeoutError:
            sending.cancel()
            await self._cancel_at_provider(recorded)
            raise self._ended_badly(self._too_late()) from None
        except asyncio.CancelledError:
            self._interrupted(recorded, sending)
            raise
        except LimnerError as error:
            raise self._ended_badly(error) from error

    def _taken_up(self) -> CallRow | None:
        """The row to go on with, or None where a new request is to be sent.

        Raises UnknownOutcome where a request may have been sent and must not be sent again.
        """
        row = self._row
        if row is None or row.state in ("failed", "superseded"):
            return None
        if row.state == "submitted" or (row.state == "intent" and self._provider.resend_is_safe):
            return row
        row.state, row.ended_at = "unknown", now()
        self._live.record_call(row)
        raise UnknownOutcome(
            "The request was sent, and its answer was lost when the server stopped.",
            hint="Look at your account with the provider; resuming the run sends it again.",
            extra={"possibleCost": _credits(row.possible_cost)},
        )

    def _intend(self, request: ImageRequest) -> CallRow:
        node_id, item, number = self._place
        price = price_of(self._tools.model, request.count)
        row = CallRow(
            run_id=self._live.id,
            node_id=node_id,
            item=item,
            number=number,
            attempt=self._row.attempt + 1 if self._row else 1,
            idempotency_key=secrets.token_hex(16),
            provider=request.provider,
            model=request.model,
            request=msgspec.to_builtins(request),
            possible_cost=None if price is None else price.upper,
            intended_at=now(),
        )
        self._row = row
        self._live.record_call(row)
        return row

    async def _send(self, row: CallRow, request: ImageRequest) -> ProviderAnswer:
        if row.request_id is not None:
            return await self._provider.resume(request, row.request_id, self)
        return await self._provider.generate(request, self)

    async def _keep(self, answer: ProviderAnswer) -> KeptAnswer:
        try:
            return await self._tools.keeper.keep(
                self._present_row(),
                self._tools.model,
                answer,
                lambda text: self.progress(text=text),
            )
        except ProviderError as error:
            raise self._ended_badly(error) from error

    def _ended_badly(self, error: LimnerError) -> LimnerError:
        """Record how the call ended: what may have been paid for is not called failed."""
        row = self._present_row()
        may_be_paid = isinstance(error, (ProviderTimeout, UnknownOutcome))
        if may_be_paid and not self._provider.resend_is_safe:
            row.state = "unknown"
            error.extra.setdefault("possibleCost", _credits(row.possible_cost))
        else:
            row.state = "failed"
        row.error, row.ended_at = error.as_json(), now()
        self._live.record_call(row)
        return error

    def _interrupted(self, request: ImageRequest, sending: asyncio.Task[ProviderAnswer]) -> None:
        """A cancelled run gives the call up; when the server stops, its answer is waited for."""
        if not self._live.row.cancel_requested:
            self._live.background.start(self._keep_late(sending))
            return
        sending.cancel()
        row = self._present_row()
        row.state = "failed" if self._provider.resend_is_safe else "unknown"
        row.ended_at = now()
        self._live.record_call(row)
        self._live.background.start(self._cancel_at_provider(request))

    async def _keep_late(self, sending: asyncio.Task[ProviderAnswer]) -> None:
        await self._keep(await sending)

    def _too_late(self) -> ProviderTimeout:
        limit = self._tools.model.time_limit_seconds
        return ProviderTimeout(
            f"{self._provider.title} did not answer within {limit:g} seconds.",
            hint="Try again, or choose a faster model.",
        )

    async def _wait_or_give_up(self, error: ProviderError) -> None:
        if self._row is None or self._row.state == "unknown":
            raise error
        wait = wait_before_retry(
            error,
            self._row.attempt,
            resend_is_safe=self._provider.resend_is_safe,
            retry_after=error.extra.get("retryAfter"),
        )
        if wait is None:
            raise error
        self.progress(text=f"{error.detail} Trying again in {wait:.0f} s.")
        await asyncio.sleep(wait)

    async def _cancel_at_provider(self, request: ImageRequest) -> None:
        request_id = self._present_row().request_id
        if request_id is None:
            return
        try:
            async with asyncio.timeout(_CANCEL_AT_PROVIDER_SECONDS):
                await self._provider.cancel(request, request_id)
        except (ProviderError, TimeoutError) as error:
            _log.warning("A job could not be cancelled at the provider: %s", error)

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
        self._tools.progress.tell((item, number), fraction, text, queue_position)

    async def read_reference(self, reference: ReferenceImage) -> bytes:
        return await self._tools.keeper.assets.content(reference.digest)


def _credits(micro_usd: int | None) -> int | None:
    return None if micro_usd is None else credits_from(micro_usd)

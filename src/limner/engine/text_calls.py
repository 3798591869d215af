"""Calls that buy texts.

Of an answer the journal keeps the text, how it ended and what it used; what was told of it while it
was written is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from limner.engine.call_kind import OneModel
from limner.engine.censor import Censor
from limner.engine.live import LiveRun
from limner.errors import NotFound, UnknownOutcome, UnsupportedType
from limner.media.assets import Assets
from limner.models.image_request import ReferenceImage
from limner.models.text_model import TextModel
from limner.models.text_price import cost_of, possible_cost
from limner.models.text_request import (
    SeenImage,
    TextRequest,
    TokenUsage,
    ToolCall,
    ToolCalls,
)
from limner.nodes.contract import Json, Written
from limner.providers.contract import CallLog
from limner.storage.incoming import IncomingFile
from limner.storage.queries.runs import CallRow
from limner.text.contract import TextAnswer, TextWriter
from limner.values import now

_LONGEST_ANSWER = 200_000
"""Characters: more than any model writes at a time."""

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class _Log:
    """What a writer is shown and tells (``text.contract.WritingLog``)."""

    assets: Assets
    censor: Censor
    tell: Callable[[str], None]

    async def look_at(self, image: SeenImage) -> bytes:
        return await self.assets.glance(image.digest)

    def wrote(self, text: str) -> None:
        self.tell(self.censor.text(text, _LONGEST_ANSWER))


@dataclass(frozen=True, slots=True)
class TextCalls(OneModel[TextWriter, TextModel]):
    """How one text model is asked (``call_kind.CallKind``).

    ``clean`` takes from an answer what is kept of it, and raises ProviderError where that is
    nothing. ``tell`` is given what is written so far of a streamed answer.
    """

    live: LiveRun
    assets: Assets
    clean: Callable[[str], str]
    tell: Callable[[str], None]

    def possible_cost(self, request: TextRequest) -> int | None:
        return possible_cost(self.contract, request)

    def cost(self, row: CallRow, answer: TextAnswer) -> int | None:
        """By what the provider says was used, else the most it can be; None without a price."""
        if answer.usage is None:
            return row.possible_cost
        return cost_of(self.contract, answer.usage, datetime.now(UTC).date())

    def encode(self, request: TextRequest) -> Json:
        encoded: Json = msgspec.to_builtins(request)
        return encoded

    def decode(self, recorded: Json) -> TextRequest:
        return msgspec.convert(recorded, TextRequest)

    async def send(self, request: TextRequest, log: CallLog) -> TextAnswer:
        log.progress(text="Writing")
        censor = self.censor
        answer = await self.source.write(request, _Log(self.assets, censor, self.tell))
        used = answer.usage
        return TextAnswer(
            censor.text(answer.text, _LONGEST_ANSWER),
            used and TokenUsage(censor.tokens(used.input), censor.tokens(used.output)),
            answer.finish,
            answer.tools and _read(answer.tools, censor),
        )

    async def resume(self, request: TextRequest, request_id: str, log: CallLog) -> TextAnswer:
        raise UnknownOutcome(f"{self.title} cannot be asked about {request_id}.")

    async def cancel(self, request: TextRequest, request_id: str) -> None:
        """Texts have no jobs that go on by themselves."""

    async def keep(self, row: CallRow, answer: TextAnswer, log: CallLog) -> Written:
        text = answer.usable_text()
        text = self.clean(text) if answer.tools is None else text
        row.state, row.ended_at = "done", now()
        tokens = answer.usage and msgspec.to_builtins(answer.usage)
        row.cost = self.cost(row, answer)
        row.result = {"text": text, "tokens": tokens, "cut": answer.finish == "cut"}
        if answer.tools is not None:
            row.result["tools"] = msgspec.to_builtins(answer.tools)
        self.live.record_call(row)
        await self.live.journal.flush()
        return self.kept(row)

    def kept(self, row: CallRow) -> Written:
        kept = row.result or {}
        tokens = kept.get("tokens") and TokenUsage(**kept["tokens"])
        tools = kept.get("tools") and msgspec.convert(kept["tools"], ToolCalls)
        return Written(kept["text"], row.model, row.cost, tokens, kept.get("cut", False), tools)

    async def read_reference(self, reference: ReferenceImage) -> bytes:
        raise NotFound("Text models are given no references.")

    def incoming(self) -> IncomingFile:
        return self.assets.incoming()

    async def preview(self, data: bytes) -> bytes:
        raise UnsupportedType("Text models make no pictures.")


def _read(tools: ToolCalls, censor: Censor) -> ToolCalls:
    """What a model wants called, as it can be kept and told."""
    calls = tuple(
        ToolCall(
            censor.text(call.id, _LONGEST_NAME),
            censor.text(call.name, _LONGEST_NAME),
            _kept(call.arguments, censor),
        )
        for call in tools.calls
    )
    return ToolCalls(calls, _kept(tools.echo, censor))


def _kept(value: Json | None, censor: Censor) -> Json | None:
    """A value without secrets; None for one that no JSON of ours can hold, or that is too long."""
    try:
        if len(msgspec.json.encode(value)) > _LONGEST_ANSWER:
            return None
        kept: Json | None = censor.value(value)
    except (OverflowError, RecursionError, TypeError, ValueError):
        return None
    return kept

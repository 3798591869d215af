"""Calls that buy images."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from limner.engine.answers import AnswerKeeper, KeptAnswer
from limner.engine.call_kind import OneModel
from limner.models.image_request import ImageRequest, ReferenceImage, RequestWarning
from limner.models.model import Model
from limner.models.price import price_of
from limner.nodes.contract import Json
from limner.providers.contract import MOST_IMAGES, CallLog, Provider, ProviderAnswer
from limner.storage.incoming import IncomingFile
from limner.storage.queries.runs import CallRow

_MOST_WARNINGS = 50


@dataclass(frozen=True, slots=True)
class ImageCalls(OneModel[Provider, Model]):
    """How one model of a provider is asked for images (``call_kind.CallKind``)."""

    keeper: AnswerKeeper

    def possible_cost(self, request: ImageRequest) -> int | None:
        price = price_of(self.contract, request.count, request.asked)
        return None if price is None else price.upper

    def cost(self, row: CallRow, answer: ProviderAnswer) -> int | None:
        return self.keeper.cost(self.contract, self.decode(row.request), answer, ())

    def encode(self, request: ImageRequest) -> Json:
        encoded: Json = msgspec.to_builtins(request)
        return encoded

    def decode(self, recorded: Json) -> ImageRequest:
        return msgspec.convert(recorded, ImageRequest)

    async def send(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        return self._fit(await self.source.generate(request, log))

    async def resume(self, request: ImageRequest, request_id: str, log: CallLog) -> ProviderAnswer:
        return self._fit(await self.source.resume(request, request_id, log))

    async def cancel(self, request: ImageRequest, request_id: str) -> None:
        await self.source.cancel(request, request_id)

    async def keep(self, row: CallRow, answer: ProviderAnswer, log: CallLog) -> KeptAnswer:
        return await self.keeper.keep(
            row, self.contract, answer, lambda text: log.progress(text=text)
        )

    def kept(self, row: CallRow) -> KeptAnswer:
        return msgspec.convert(row.result, KeptAnswer)

    async def read_reference(self, reference: ReferenceImage) -> bytes:
        return await self.keeper.assets.content(reference.digest)

    def incoming(self) -> IncomingFile:
        return self.keeper.assets.incoming()

    async def preview(self, data: bytes) -> bytes:
        return await self.keeper.assets.preview(data)

    def _fit(self, answer: ProviderAnswer) -> ProviderAnswer:
        """Of what came, what can be kept and shown."""
        censor, revised = self.censor, answer.revised_prompt
        return replace(
            answer,
            images=answer.images[:MOST_IMAGES],
            revised_prompt=None if revised is None else censor.text(revised),
            usage={kind: censor.tokens(count) for kind, count in answer.usage.items()},
            warnings=tuple(
                RequestWarning(warning.code, censor.text(warning.message))
                for warning in answer.warnings[:_MOST_WARNINGS]
            ),
        )

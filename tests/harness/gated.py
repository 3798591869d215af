"""A pretending provider that tells when it was asked, and answers when it is let."""

import asyncio

from limner.models.image_request import ImageRequest
from limner.providers.contract import CallLog, ProviderAnswer
from limner.testing.fake import FakeProvider


class GatedProvider(FakeProvider):
    """``asked`` is set by the first request; none is answered before ``open``."""

    def __init__(self) -> None:
        self._open = asyncio.Event()
        super().__init__(gate=self._open)
        self.asked = asyncio.Event()

    def open(self) -> None:
        self._open.set()

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        self.asked.set()
        return await super().generate(request, log)

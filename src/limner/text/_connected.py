"""Writers that reach a vendor through its SDK, which is imported when it is first asked."""

from __future__ import annotations

import asyncio
import importlib
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from limner.errors import NotConfigured
from limner.models.text_request import TextRequest
from limner.text.contract import TextAnswer, TextWriter, WritingLog


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a vendor is asked and with which key. ``title`` is what people are told."""

    title: str
    address: str
    key: str | None = field(default=None, repr=False)


class _Client(Protocol):
    async def write(self, request: TextRequest, log: WritingLog) -> TextAnswer: ...

    async def close(self) -> None: ...


class ConnectedWriter(TextWriter):
    """A writer over one connection. ``protocol`` is a module of ``limner.text._sdk``."""

    protocol: ClassVar[str]

    def __init__(self, name: str, connection: Connection) -> None:
        self.name = name
        self.title = connection.title
        self.connection = connection
        self.secrets = (connection.key,) if connection.key else ()
        self._client: _Client | None = None
        self._opening = asyncio.Lock()

    async def write(self, request: TextRequest, log: WritingLog) -> TextAnswer:
        reason = self.unavailable_reason()
        if reason is not None:
            raise NotConfigured(reason)
        client = await self._connected()
        return await client.write(request, log)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _connected(self) -> _Client:
        """The client, made on first use; its import does not hold up the event loop."""
        async with self._opening:
            if self._client is None:
                name = f"limner.text._sdk.{self.protocol}"
                module: Any = await asyncio.to_thread(importlib.import_module, name)
                self._client = module.connect(self.connection)
            return self._client

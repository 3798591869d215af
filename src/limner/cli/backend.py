"""Where the work of a command is done: in this process, or in a server that is running."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Protocol

from limner.cli.local import LocalBackend
from limner.cli.remote import open_remote
from limner.errors import AlreadyRunning
from limner.settings import Settings
from limner.studio import open_studio

Json = dict[str, Any]


class Backend(Protocol):
    """What commands need of a studio. Raises LimnerError or Refused."""

    async def models(self) -> Json:
        """The models as `GET /api/models` gives them."""

    async def upload(self, name: str, data: bytes) -> str:
        """Keep an image; its asset's id."""

    async def start(self, document: Json, inputs: Json, budget: int | None) -> str:
        """Start a run of a document that need not be kept, for so many credits; the run's id."""

    def events(self, run_id: str, after: int) -> AsyncIterator[Json]:
        """Every event of a run after that number, until it has ended."""

    async def run(self, run_id: str) -> Json:
        """A run as `GET /api/runs/{id}` gives it."""

    async def cancel(self, run_id: str) -> None:
        """Cancel a run; returns when that is recorded."""

    async def confirm(self, run_id: str, prompts: Mapping[str, str]) -> None:
        """Let a paused run go on with these prompts, by node."""

    async def resume(self, run_id: str, retry: Sequence[str], budget: int | None) -> None:
        """Let a paused run go on, or run failed nodes again, for so many credits in all."""

    async def run_document(self, run_id: str) -> Json:
        """The document a run was started with."""

    async def content(self, asset_id: str) -> bytes:
        """The bytes of a kept image."""

    async def asset(self, asset_id: str) -> Json:
        """A kept image or file, at least its `name`."""

    async def workflow(self, workflow_id: str) -> Json:
        """A kept workflow as `GET /api/workflows/{id}` gives it."""

    async def create_workflow(self, document: Json) -> Json:
        """Keep a new workflow."""

    async def keys(self) -> list[Json]:
        """The keys of other programs, newest first."""

    async def create_key(self, wish: Json) -> Json:
        """Make a key; its text is in what this gives."""

    async def delete_key(self, key_id: str) -> None:
        """Take a key back."""


@asynccontextmanager
async def open_backend(settings: Settings) -> AsyncIterator[Backend]:
    """This process, if the data directory is free; otherwise the server that holds it.

    That the directory is held is what tells a running server from one that left its address
    behind. Raises AlreadyRunning where what holds it is no server.
    """
    async with AsyncExitStack() as stack:
        try:
            studio = await stack.enter_async_context(open_studio(settings))
        except AlreadyRunning as held:
            yield await stack.enter_async_context(open_remote(settings.home, held))
        else:
            yield LocalBackend(studio)

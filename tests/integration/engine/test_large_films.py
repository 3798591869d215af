"""Films of many megabytes: they go to the disk as they come, and memory stays as it was."""

from __future__ import annotations

import asyncio
import hashlib
import struct
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from harness.bench import Bench
from harness.disks import fill, small_disk
from harness.documents import document, node
from limner.providers.fal import FalProvider, FalSettings
from limner.studio import Studio
from limner.testing.films import plain_film
from limner.testing.loopback import site
from limner.testing.studio import make_studio
from limner.workflows.document import parse_document

MEGABYTE = 1024 * 1024
PIECE = bytes(MEGABYTE)
MOST_HELD = 24 * MEGABYTE
FILM = document([node("film", "video", prompt="a fox", duration=6)], [])


@dataclass
class Queue:
    """A queue as fal's whose jobs are done at once; its film is followed by so many megabytes.

    The first ``cut`` downloads break off in the middle. ``began`` is set by each, and it waits for
    ``gate``.
    """

    beginning: bytes
    megabytes: int = 0
    cut: int = 0
    orders: int = 0
    began: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def pieces(self) -> Iterator[bytes]:
        yield self.beginning
        if self.megabytes:
            yield struct.pack(">I4s", 8 + self.megabytes * MEGABYTE, b"free")
        yield from (PIECE for _ in range(self.megabytes))

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/film.mp4", self._film)
        app.router.add_get("/job/status", self._status)
        app.router.add_get("/job", self._result)
        app.router.add_post("/{endpoint:.+}", self._submit)
        return app

    async def _submit(self, request: web.Request) -> web.Response:
        self.orders += 1
        job = f"{request.url.origin()}/job"
        return web.json_response(
            {"response_url": job, "status_url": f"{job}/status", "cancel_url": f"{job}/cancel"}
        )

    async def _status(self, request: web.Request) -> web.Response:
        return web.json_response({"status": "COMPLETED"})

    async def _result(self, request: web.Request) -> web.Response:
        url = f"{request.url.origin()}/film.mp4"
        return web.json_response({"video": {"url": url, "content_type": "video/mp4"}, "seed": 1})

    async def _film(self, request: web.Request) -> web.StreamResponse:
        self.began.set()
        await self.gate.wait()
        answer = web.StreamResponse()
        answer.content_length = sum(len(piece) for piece in self.pieces())
        await answer.prepare(request)
        for number, piece in enumerate(self.pieces()):
            if self.cut and number > self.megabytes // 2:
                self.cut -= 1
                assert request.transport is not None
                request.transport.close()
                return answer
            await answer.write(piece)
        return answer


@asynccontextmanager
async def screening(queue: Queue, home: Path) -> AsyncIterator[Studio]:
    async with site(queue.app()) as address:
        provider = FalProvider(FalSettings(key=SecretStr("a-key"), url=address))
        async with make_studio(home, providers=[provider]) as studio:
            yield studio


def opened(beginning: bytes, megabytes: int = 0, **more: Any) -> Queue:
    queue = Queue(beginning, megabytes, **more)
    queue.gate.set()
    return queue


def leftovers(home: Path) -> list[Path]:
    return [path for path in (home / "files" / "incoming").glob("*") if path.is_file()]


async def test_a_large_film_is_kept_and_never_held(tmp_path: Path) -> None:
    queue = opened(plain_film(1280, 720, 6, "a fox", 1), 100)
    async with screening(queue, tmp_path) as studio:
        tracemalloc.start()
        try:
            run = await Bench(studio, "wf_test").run(FILM, {})
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert run["status"] == "succeeded", run["nodes"]["film"]
        asset = await studio.assets.find(run["nodes"]["film"]["output"]["attachmentId"])
    digest = hashlib.sha256()
    for piece in queue.pieces():
        digest.update(piece)
    assert (asset.digest, asset.mime_type) == (digest.hexdigest(), "video/mp4")
    assert (asset.size_bytes, asset.length_ms) == (
        sum(len(piece) for piece in queue.pieces()),
        6_000,
    )
    assert most < MOST_HELD
    assert leftovers(tmp_path) == []


async def test_a_download_that_breaks_off_is_begun_anew_and_nothing_is_bought_again(
    tmp_path: Path,
) -> None:
    queue = opened(plain_film(1280, 720, 6, "a fox", 1), 4, cut=1)
    async with screening(queue, tmp_path) as studio:
        run = await Bench(studio, "wf_test").run(FILM, {})
    assert run["status"] == "succeeded", run["nodes"]["film"]
    assert (queue.orders, queue.cut) == (1, 0)
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize(
    ("beginning", "megabytes"),
    [(b"<!doctype html><p>Not here.", 0), (plain_film(64, 36, 1, "a fox", 1), 128), (b"", 0)],
    ids=["no film", "too large", "nothing"],
)
async def test_what_is_no_film_or_too_large_is_told_and_not_kept(
    tmp_path: Path, beginning: bytes, megabytes: int
) -> None:
    async with screening(opened(beginning, megabytes), tmp_path) as studio:
        run = await Bench(studio, "wf_test").run(FILM, {})
    assert run["nodes"]["film"]["error"]["code"] == "provider_bad_answer"
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


async def test_a_film_waits_for_room(tmp_path: Path) -> None:
    queue = Queue(plain_film(1280, 720, 6, "a fox", 1), 6)
    with small_disk(tmp_path / "disk", "16m") as disk:
        async with screening(queue, disk) as studio:
            run = await studio.starter.run(parse_document(FILM), {})
            await queue.began.wait()
            filler = fill(disk)
            queue.gate.set()
            assert not await studio.engine.wait(run.id, 0.5)
            filler.unlink()
            assert await studio.engine.wait(run.id, 30)
            ended = await studio.runs.run(run.id)
    assert ended["status"] == "succeeded", ended["nodes"]["film"]
    assert queue.orders == 1

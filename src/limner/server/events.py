"""Server-sent events of one run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import msgspec

from limner.engine.events import Event
from limner.server.stopping import Stop
from limner.studio import Studio

SSE_TYPE = "text/event-stream"
_HEARTBEAT_SECONDS = 15.0
_HEARTBEAT = b": still here\n\n"


def last_event_id(header: str | None) -> int:
    """The sequence number to go on after; 0, the beginning, for what was never ours."""
    return int(header) if header and header.isdecimal() and len(header) < 16 else 0


async def event_lines(studio: Studio, run_id: str, after: int, stop: Stop) -> AsyncIterator[bytes]:
    """The run's events as lines, and a comment now and then so that no proxy hangs up."""
    events = studio.engine.events.stream(run_id, after)
    coming = asyncio.ensure_future(anext(events, None))
    try:
        while True:
            await stop.first(_settle(coming))
            if not coming.done():
                if stop.asked:
                    return
                yield _HEARTBEAT
                continue
            event = coming.result()
            if event is None:
                return
            shown = studio.runs.event(event)
            body = msgspec.json.encode(shown).decode()
            yield f"id: {shown['seq']}\nevent: {shown['type']}\ndata: {body}\n\n".encode()
            coming = asyncio.ensure_future(anext(events, None))
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)
        await events.aclose()


async def _settle(coming: asyncio.Future[Event | None]) -> None:
    await asyncio.wait({coming}, timeout=_HEARTBEAT_SECONDS)

"""Server-sent events of one run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

import msgspec

from limner.engine.events import Event
from limner.server.stopping import Stop
from limner.studio import Studio

SSE_TYPE = "text/event-stream"
_HEARTBEAT_SECONDS = 15.0
HEARTBEAT = b": still here\n\n"


def last_event_id(header: str | None) -> int:
    """The sequence number to go on after; 0, the beginning, for what was never ours."""
    return int(header) if header and header.isdecimal() and len(header) < 16 else 0


async def event_lines(studio: Studio, run_id: str, after: int, stop: Stop) -> AsyncIterator[bytes]:
    """The run's events as lines, and a comment now and then so that no proxy hangs up."""
    async with aclosing(events_of(studio, run_id, after, stop)) as events:
        async for event in events:
            yield HEARTBEAT if event is None else _line(studio.runs.event(event))


def _line(event: Event) -> bytes:
    body = msgspec.json.encode(event).decode()
    return f"id: {event['seq']}\nevent: {event['type']}\ndata: {body}\n\n".encode()


async def events_of(
    studio: Studio, run_id: str, after: int, stop: Stop
) -> AsyncGenerator[Event | None, None]:
    """The run's events after a sequence number, to its end or the server's.

    None stands for a while in which nothing happened.
    """
    events = studio.engine.events.stream(run_id, after)
    coming = asyncio.ensure_future(anext(events, None))
    try:
        while True:
            await stop.first(_settle(coming))
            if coming.done():
                event = coming.result()
                if event is None:
                    return
                yield event
                coming = asyncio.ensure_future(anext(events, None))
            elif stop.asked:
                return
            else:
                yield None
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)
        await events.aclose()


async def _settle(coming: asyncio.Future[Event | None]) -> None:
    await asyncio.wait({coming}, timeout=_HEARTBEAT_SECONDS)

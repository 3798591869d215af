"""Events of runs: published once they are durable, followed by anyone, resumed without a gap."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager

import msgspec
from sqlalchemy import Connection

from limner.storage.database import Database
from limner.storage.queries.runs import EventPage, event_pages, last_seq

Event = dict[str, object]

LAST_EVENT = "run.finished"
RUN_ENDS = "ends of runs"
"""The topic of the last event of every run."""

_MOST_WAITING = 10_000


class Follower:
    """One listener's queue of published events."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Event | None] = asyncio.Queue(_MOST_WAITING)

    def offer(self, event: Event) -> None:
        """Queue an event; a listener too slow to keep up is cut off and may resume."""
        try:
            self.queue.put_nowait(event)
        except asyncio.QueueFull:
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(None)


class Events:
    """Hands published events to those who follow a run, a workflow, or everything."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._followers: dict[str, set[Follower]] = defaultdict(set)

    def publish(self, run_id: str, workflow_id: str | None, events: Sequence[Event]) -> None:
        followers = [*self._followers.get(run_id, ())]
        if workflow_id is not None:
            followers += self._followers.get(workflow_id, ())
        if any(event["type"] == LAST_EVENT for event in events):
            followers += self._followers.get(RUN_ENDS, ())
        for follower in dict.fromkeys(followers):
            for event in events:
                follower.offer(event)

    def announce(self, topic: str, event: Event) -> None:
        """Hand those who follow a topic an event that no run keeps."""
        for follower in [*self._followers.get(topic, ())]:
            follower.offer(event)

    def follow(self, topic: str, follower: Follower) -> None:
        """Send a run's or a workflow's events to a follower from now on."""
        self._followers[topic].add(follower)

    def unfollow(self, topic: str, follower: Follower) -> None:
        self._followers[topic].discard(follower)
        if not self._followers[topic]:
            del self._followers[topic]

    async def since(self, run_id: str, after: int) -> list[Event]:
        """The durable events of a run after a sequence number."""
        pages = await self._database.read(lambda c: event_pages(c, run_id, after))
        return [event for page in pages for event in _decode(page) if _seq(event) > after]

    async def stream(self, run_id: str, after: int) -> AsyncGenerator[Event, None]:
        """Every event of a run after a sequence number, until the run has ended.

        A number the run has not reached counts as its last event's. Who falls behind reads
        on from the database.
        """
        ended = False
        while not ended:
            with self._following(run_id) as follower:
                newest = await self._newest(run_id)
                after = min(after, _seq(newest)) if newest else 0
                for event in await self.since(run_id, after):
                    newest, after = event, _seq(event)
                    yield event
                ended = newest is not None and newest["type"] == LAST_EVENT
                while not ended and (told := await follower.queue.get()) is not None:
                    if _seq(told) > after:
                        after, ended = _seq(told), told["type"] == LAST_EVENT
                        yield told

    @contextmanager
    def _following(self, run_id: str) -> Iterator[Follower]:
        follower = Follower()
        self.follow(run_id, follower)
        try:
            yield follower
        finally:
            self.unfollow(run_id, follower)

    async def _newest(self, run_id: str) -> Event | None:
        def load(connection: Connection) -> list[EventPage]:
            return event_pages(connection, run_id, last_seq(connection, run_id) - 1)

        pages = await self._database.read(load)
        return _decode(pages[-1])[-1] if pages else None


def _decode(page: EventPage) -> list[Event]:
    decoded: list[Event] = msgspec.json.decode(page.body)
    return decoded


def _seq(event: Event) -> int:
    seq = event["seq"]
    assert isinstance(seq, int)
    return seq

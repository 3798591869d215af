"""A gate lets in so many at once, and runs take turns."""

from __future__ import annotations

import asyncio

import pytest

from limner.engine.gate import FairGate


class Visitors:
    """Tasks that enter a gate and stay until they are let go."""

    def __init__(self, gate: FairGate) -> None:
        self._gate = gate
        self.doors: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.inside: list[str] = []

    async def arrive(self, *names: str) -> None:
        """Each name is a run and a letter: `one-a`."""
        for name in names:
            self.doors[name] = asyncio.Event()
            self.tasks[name] = asyncio.create_task(self._visit(name))
        await settled()

    async def leave(self, name: str) -> None:
        self.doors[name].set()
        await settled()

    async def cancel(self, name: str) -> None:
        self.tasks[name].cancel()
        await settled()

    async def _visit(self, name: str) -> None:
        async with self._gate.place(name.partition("-")[0]):
            self.inside.append(name)
            await self.doors[name].wait()


async def settled() -> None:
    """Let every task go on until it waits."""
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.fixture
async def visitors() -> Visitors:
    return Visitors(FairGate(2))


async def test_no_more_than_so_many_are_inside(visitors: Visitors) -> None:
    await visitors.arrive("one-a", "one-b", "one-c")
    assert visitors.inside == ["one-a", "one-b"]
    await visitors.leave("one-a")
    assert visitors.inside == ["one-a", "one-b", "one-c"]


async def test_a_run_with_many_does_not_keep_another_waiting(visitors: Visitors) -> None:
    await visitors.arrive(*[f"big-{letter}" for letter in "abcdef"], "small-a", "small-b")
    for name in ("big-a", "big-b", "big-c", "small-a"):
        await visitors.leave(name)
    assert visitors.inside == ["big-a", "big-b", "big-c", "small-a", "big-d", "small-b"]


async def test_who_stops_waiting_loses_no_place_for_others(visitors: Visitors) -> None:
    await visitors.arrive("one-a", "one-b", "one-c", "one-d")
    await visitors.cancel("one-c")
    await visitors.leave("one-a")
    assert visitors.inside == ["one-a", "one-b", "one-d"]


async def test_who_is_cancelled_inside_gives_the_place_back(visitors: Visitors) -> None:
    await visitors.arrive("one-a", "one-b", "one-c")
    await visitors.cancel("one-a")
    assert visitors.inside == ["one-a", "one-b", "one-c"]


async def test_who_is_cancelled_in_the_moment_of_entering_gives_the_place_on() -> None:
    gate = FairGate(1)
    visitors = Visitors(gate)
    door = asyncio.Event()

    async def leave_and_cancel_the_next() -> None:
        async with gate.place("one"):
            await door.wait()
        visitors.tasks["one-b"].cancel()

    first = asyncio.create_task(leave_and_cancel_the_next())
    await settled()
    await visitors.arrive("one-b", "one-c")
    door.set()
    await first
    await settled()
    assert visitors.inside == ["one-c"]


async def test_everyone_gets_in_and_the_gate_is_as_free_as_before(visitors: Visitors) -> None:
    names = [f"{run}-{letter}" for run in ("one", "two", "three") for letter in "abcd"]
    await visitors.arrive(*names)
    for name in names * 2:
        await visitors.leave(name)
    assert sorted(visitors.inside) == sorted(names)
    await visitors.arrive("late-a", "late-b", "late-c")
    assert visitors.inside[-2:] == ["late-a", "late-b"]

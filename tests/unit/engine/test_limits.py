"""How long a key is left alone, and how often it may be used."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limner.engine.limits import Breaker, KeyLimits, Pace
from limner.errors import (
    ContentRefused,
    ProviderError,
    ProviderOverloaded,
    ProviderTimeout,
    ProviderUnreachable,
    RateLimited,
    UnknownOutcome,
)


class Clock:
    """A clock that goes when it is told to, in seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def failing(breaker: Breaker, times: int, error: ProviderError | None = None) -> None:
    for _ in range(times):
        breaker.begin()
        breaker.failed(error or ProviderOverloaded())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(clock)


@pytest.mark.parametrize("error", [ProviderOverloaded(), ProviderUnreachable()])
def test_after_five_failures_in_a_row_nothing_is_sent_for_a_while(
    breaker: Breaker, error: ProviderError
) -> None:
    failing(breaker, 4, error)
    assert breaker.wait() == 0
    failing(breaker, 1, error)
    assert breaker.wait() == 5


@pytest.mark.parametrize("answer", [ContentRefused(), RateLimited()])
def test_a_refusal_shows_that_somebody_is_there(breaker: Breaker, answer: ProviderError) -> None:
    failing(breaker, 4)
    breaker.failed(answer)
    failing(breaker, 4)
    assert breaker.wait() == 0


@pytest.mark.parametrize("silence", [ProviderTimeout(), UnknownOutcome()])
def test_what_says_nothing_of_the_provider_changes_nothing(
    breaker: Breaker, silence: ProviderError
) -> None:
    failing(breaker, 4)
    breaker.failed(silence)
    assert breaker.wait() == 0
    failing(breaker, 1)
    assert breaker.wait() > 0


def test_after_the_rest_one_request_finds_out_and_the_others_wait(
    breaker: Breaker, clock: Clock
) -> None:
    failing(breaker, 5)
    clock.now += 5
    assert breaker.wait() == 0
    breaker.begin()
    assert breaker.wait() == 5
    breaker.succeeded()
    assert breaker.wait() == 0


def test_each_further_failure_doubles_the_rest_up_to_two_minutes(
    breaker: Breaker, clock: Clock
) -> None:
    failing(breaker, 5)
    rests = []
    for _ in range(6):
        clock.now += breaker.wait()
        failing(breaker, 1)
        rests.append(breaker.wait())
    assert rests == [10, 20, 40, 80, 120, 120]


def test_within_any_minute_only_so_many_begin(clock: Clock) -> None:
    pace = Pace(2, clock)
    waits = [pace.wait() for _ in range(5)]
    assert waits == [0, 0, 60, 60, 120]
    clock.now = 1000
    assert pace.wait() == 0


@given(st.integers(1, 5), st.lists(st.floats(0, 100, allow_nan=False), min_size=1, max_size=30))
def test_whenever_requests_come_no_minute_has_too_many(most: int, pauses: list[float]) -> None:
    clock = Clock()
    pace = Pace(most, clock)
    begun = []
    for pause in pauses:
        clock.now += pause
        begun.append(clock.now + pace.wait())
    assert begun == sorted(begun)
    assert all(
        later - earlier >= 60 - 1e-9 for earlier, later in zip(begun, begun[most:], strict=False)
    )


def test_without_a_limit_nobody_waits(clock: Clock) -> None:
    pace = Pace(None, clock)
    assert {pace.wait() for _ in range(100)} == {0}


async def test_a_place_is_one_of_a_number() -> None:
    limits = KeyLimits(2)
    inside, most = 0, 0

    async def one(run_id: str) -> None:
        nonlocal inside, most
        async with limits.place(run_id):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*[one(f"run_{number % 2}") for number in range(10)])
    assert most == 2

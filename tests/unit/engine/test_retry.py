"""What is tried again, and after how long; what may have been paid for is not paid twice."""

from __future__ import annotations

import pytest

from limner.engine.retry import MOST_ATTEMPTS, wait_before_retry
from limner.errors import (
    ContentRefused,
    LimnerError,
    NotConfigured,
    ProviderBadAnswer,
    ProviderBadRequest,
    ProviderNoCredit,
    ProviderOverloaded,
    ProviderTimeout,
    ProviderUnauthorized,
    ProviderUnreachable,
    RateLimited,
    StorageFull,
    UnknownOutcome,
)


@pytest.mark.parametrize("error", [RateLimited(), ProviderOverloaded()])
@pytest.mark.parametrize("resend_is_safe", [True, False])
def test_what_was_refused_before_it_began_is_tried_again(
    error: LimnerError, resend_is_safe: bool
) -> None:
    assert wait_before_retry(error, 1, resend_is_safe=resend_is_safe) == 1


@pytest.mark.parametrize("error", [ProviderTimeout(), ProviderUnreachable()])
def test_what_may_have_been_paid_is_tried_again_only_where_that_is_safe(error: LimnerError) -> None:
    assert wait_before_retry(error, 1, resend_is_safe=True) == 1
    assert wait_before_retry(error, 1, resend_is_safe=False) is None


@pytest.mark.parametrize(
    "kind",
    [
        ProviderBadRequest,
        ProviderUnauthorized,
        ProviderNoCredit,
        ContentRefused,
        ProviderBadAnswer,
        NotConfigured,
        UnknownOutcome,
        StorageFull,
    ],
)
def test_what_would_end_the_same_way_is_not_tried_again(kind: type[LimnerError]) -> None:
    assert wait_before_retry(kind(), 1, resend_is_safe=True) is None


def test_each_wait_is_twice_the_last_until_it_is_given_up() -> None:
    waits = [
        wait_before_retry(RateLimited(), attempt, resend_is_safe=False)
        for attempt in range(1, MOST_ATTEMPTS + 1)
    ]
    assert waits == [1, 2, 4, None]


@pytest.mark.parametrize(
    ("asked", "wait"), [(None, 2), (0.5, 2), (30, 30), (600, 600), (601, None)]
)
def test_the_provider_is_never_asked_before_it_wants(
    asked: float | None, wait: float | None
) -> None:
    assert wait_before_retry(RateLimited(), 2, resend_is_safe=False, retry_after=asked) == wait

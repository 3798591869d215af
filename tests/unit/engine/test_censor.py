"""What a provider says is kept and shown without its key, and without what nothing can keep."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.standstill import no_standstill
from limner.engine.censor import LONGEST_TEXT, Censor
from limner.errors import RateLimited

KEY = "sk-very-secret-0123456789"
CENSOR = Censor((KEY, "short"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Nothing to see.", "Nothing to see."),
        (f"Wrong key: {KEY}.", "Wrong key: …."),
        (f"{KEY}{KEY}", "……"),
        ("It was cut: sk-very-sec…", "It was cut: ……"),
        ("sk-very short", "sk-very short"),
        ("a\x00b\x1b[31mc\td\ne", "ab[31mc\td\ne"),
        ("\udcff\udcfe", ""),
    ],
)
def test_what_may_be_told_of_a_text(said: str, told: str) -> None:
    assert CENSOR.text(said) == told


@given(st.text(), st.text(), st.integers(0, LONGEST_TEXT))
def test_no_more_of_a_key_is_told_than_its_beginning(before: str, after: str, pad: int) -> None:
    told = CENSOR.text(f"{'x' * pad}{before}{KEY}{after}")
    assert KEY[:8] not in told
    assert len(told) <= LONGEST_TEXT
    told.encode()


def test_a_key_that_is_repeated_without_end_holds_nobody_up() -> None:
    with no_standstill():
        assert CENSOR.value(f"{KEY[:8]} " * 500_000) == "… " * 500_000


def test_an_error_is_told_with_the_same_care() -> None:
    error = RateLimited(
        f"Slow down, {KEY}",
        hint=f"Not {KEY}",
        extra={"requestId": f"\udcff{KEY}", "retryAfter": float("inf"), "cost": 3},
    )
    CENSOR.error(error)
    assert error.as_json() == {
        "code": "rate_limited",
        "title": "The provider asks to slow down",
        "detail": "Slow down, …",
        "hint": "Not …",
        "requestId": "…",
        "retryAfter": None,
        "cost": 3,
    }
    assert KEY not in str(error)


@pytest.mark.parametrize(("said", "counted"), [(-5, 0), (7, 7), (10**30, 10**9)])
def test_tokens_can_be_reckoned_with(said: int, counted: int) -> None:
    assert CENSOR.tokens(said) == counted

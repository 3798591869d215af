"""Money in integers, and amounts that nobody knows."""

from __future__ import annotations

from limner.values import credits_if_known, total


def test_a_sum_with_an_unknown_amount_is_unknown() -> None:
    assert total([]) == 0
    assert total([1, 2]) == 3
    assert total([1, None, 2]) is None


def test_credits_are_rounded_up_and_unknown_ones_stay_unknown() -> None:
    assert credits_if_known(1_001) == 2
    assert credits_if_known(0) == 0
    assert credits_if_known(None) is None

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sample_models import sample_model
from limner.models.price import FREE, Asked, Price, cost_of, estimate_json, price_of


def test_a_price_is_an_interval_in_micro_usd() -> None:
    model = sample_model(price={"usd": "0.04", "usd_min": "0.02"})
    price = price_of(model, 3)
    assert price == Price(60_000, 120_000)
    assert not price.exact


def test_a_price_with_one_bound_is_exact() -> None:
    price = price_of(sample_model(), 2)
    assert price == Price(70_000, 70_000)
    assert price.exact


def test_an_unknown_price_is_null_and_never_nothing() -> None:
    price = price_of(sample_model(price=None), 1)
    assert price is None
    assert set(estimate_json(price).values()) == {None, False}


def test_an_estimate_shows_the_upper_bound_in_credits_and_usd() -> None:
    assert estimate_json(Price(20_000, 34_100)) == {
        "credits": 35,
        "minCredits": 20,
        "maxCredits": 35,
        "usd": "0.0341",
        "exact": False,
    }


def test_what_is_free_costs_nothing() -> None:
    assert estimate_json(FREE) == {
        "credits": 0,
        "minCredits": 0,
        "maxCredits": 0,
        "usd": "0",
        "exact": True,
    }


@pytest.mark.parametrize(
    ("usd", "micro"), [("0.035", 35_000), ("1", 1_000_000), ("0.0000001", 1), ("0", 0)]
)
def test_amounts_smaller_than_a_millionth_are_rounded_up(usd: str, micro: int) -> None:
    assert price_of(sample_model(price={"usd": usd}), 1) == Price(micro, micro)


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 15))
def test_prices_add_up(lower: int, more: int, count: int) -> None:
    price = Price(lower, lower + more)
    total = FREE
    for _ in range(count):
        total = total.plus(price)
    assert total == price.times(count)


def test_a_price_by_tokens_is_unknown_before_and_known_after() -> None:
    rule = {"unit": "token", "tokens": {"text_input": "5", "image_output": "30"}}
    model = sample_model(price=rule)
    assert price_of(model, 1) is None
    usage = {"text_input": 10, "image_output": 1000}
    assert cost_of(model, 1, Asked(), micro_usd=None, usage=usage) == 30_050
    assert cost_of(model, 1, Asked(), micro_usd=None, usage={}) is None

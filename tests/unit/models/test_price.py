import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from harness.sample_models import sample_model
from limner.models.price import FREE, Asked, Price, cost_of, estimate_json, price_of, usual


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


CASES = {
    "cases": [
        {"usd": "0.006", "quality": "low", "size": "1024x1024"},
        {"usd": "0.005", "quality": "low", "size": "1024x1792"},
        {"usd": "0.211", "quality": "high", "size": "1024x1024"},
        {"usd": "0.165", "quality": "high", "size": "1024x1792"},
    ]
}


@pytest.mark.parametrize(
    ("asked", "price"),
    [
        (Asked(1024, 1024, quality="low"), Price(6_000, 6_000)),
        (Asked(1024, 1792, quality="high"), Price(165_000, 165_000)),
        (Asked(1000, 1000, quality="high"), Price(165_000, 211_000)),
        (Asked(quality="low"), Price(5_000, 6_000)),
        (Asked(1024, 1024, quality="auto"), Price(6_000, 211_000)),
        (Asked(1024, 1024, quality="medium"), None),
    ],
)
def test_a_price_by_case_is_the_interval_of_all_that_may_apply(
    asked: Asked, price: Price | None
) -> None:
    model = sample_model(
        price=CASES, qualities=["low", "medium", "high", "auto"], default_quality="low"
    )
    assert price_of(model, 1, asked) == price


LISTED = {
    "cases": [
        {"usd": "0.145", "size": "1024x768"},
        {"usd": "0.211", "size": "1024x1024"},
        {"usd": "0.165", "size": "1024x1536"},
        {"usd": "0.401", "size": "3840x2160"},
        {"usd": "0.5", "size": "2880x2880"},
        {"usd": "0.7", "size": "2880x2880"},
    ]
}


@pytest.mark.parametrize(
    ("width", "height", "price"),
    [
        (1536, 1024, Price(165_000, 165_000)),
        (864, 1536, Price(145_000, 165_000)),
        (1152, 864, Price(145_000, 211_000)),
        (2048, 2048, Price(211_000, 700_000)),
        (3840, 1280, Price(145_000, 401_000)),
        (4096, 4096, Price(500_000, 700_000)),
    ],
)
def test_a_size_that_is_not_listed_costs_what_those_beside_it_leave_open(
    width: int, height: int, price: Price
) -> None:
    model = sample_model(price=LISTED, qualities=[], default_quality=None)
    assert price_of(model, 1, Asked(width, height)) == price


@pytest.mark.parametrize("size", ["big", "0x5", "1024x", "1024 x 1024"])
def test_a_price_is_for_a_size_in_pixels(size: str) -> None:
    with pytest.raises(ValidationError, match="size"):
        sample_model(price={"cases": [{"usd": "1", "size": size}]})


def test_a_price_by_resolution() -> None:
    cases = [{"usd": "0.1", "resolution": "1K"}, {"usd": "0.2", "resolution": "4K"}]
    model = sample_model(price={"cases": cases}, qualities=[], default_quality=None)
    assert price_of(model, 3, Asked(resolution="4K")) == Price(600_000, 600_000)


@pytest.mark.parametrize(
    ("asked", "price"),
    [
        (Asked(1024, 1024), Price(12_000, 24_000)),
        (Asked(1000, 1000), Price(11_444, 12_000)),
        (Asked(1024, 1024, references=(None, None)), Price(36_000, 120_000)),
        (Asked(1024, 1024, references=(64 * 64,)), Price(24_000, 36_000)),
        (Asked(1024, 1024, references=(1024 * 1024,)), Price(24_000, 48_000)),
        (Asked(1024, 1024, references=(2048 * 1024, 8192**2)), Price(84_000, 108_000)),
        (Asked(), None),
    ],
)
def test_a_price_by_megapixel_covers_both_kinds_of_megapixel(
    asked: Asked, price: Price | None
) -> None:
    model = sample_model(price={"unit": "megapixel", "usd": "0.012", "references": True})
    assert price_of(model, 1, asked) == price


def test_a_size_that_is_left_open_is_bounded_by_what_the_model_makes() -> None:
    custom = {"min": 1000, "max": 2000, "min_pixels": 2**20}
    model = sample_model(
        price={"unit": "megapixel", "usd": "0.03", "usd_first": "0.05"},
        sizing={"default": "1024x1024", "custom": custom},
    )
    assert price_of(model, 1, Asked()) == Price(50_000, 140_000)


def test_a_price_by_the_second_is_at_most_that_of_the_longest() -> None:
    model = sample_model(price={"unit": "second", "usd": "0.001", "seconds": 60})
    assert price_of(model, 2) == Price(0, 120_000)


@pytest.mark.parametrize(
    ("params", "price"),
    [
        ({"duration": "8s"}, Price(800_000, 800_000)),
        ({"duration": 2.5}, Price(250_000, 250_000)),
        ({}, Price(500_000, 500_000)),
        ({"duration": "auto"}, Price(0, 1_500_000)),
    ],
)
def test_a_price_by_the_second_follows_the_duration(
    params: dict[str, object], price: Price
) -> None:
    rule = {"unit": "second", "usd": "0.1", "seconds": 15, "param": "duration"}
    model = sample_model(price=rule, parameters={"duration": {"default": "5"}})
    assert price_of(model, 1, Asked(params=params)) == price


@pytest.mark.parametrize(
    ("own", "expected"),
    [(None, Price(35_000, 35_000)), ({"usd": "0.05"}, Price(50_000, 50_000)), ("unknown", None)],
)
def test_with_references_the_price_is_that_of_the_endpoint_for_them(
    own: object, expected: Price | None
) -> None:
    model = sample_model(edit={"endpoint": "edit", "price": own})
    with_references = Asked(references=(None,))
    assert price_of(model, 1, with_references) == expected
    cost = cost_of(model, 1, with_references, micro_usd=None, usage={})
    assert cost == (expected and expected.upper)
    assert price_of(model, 1) == Price(35_000, 35_000)


def test_a_price_that_is_unknown_without_references_may_be_known_with_them() -> None:
    model = sample_model(price=None, edit={"endpoint": "edit", "price": {"usd": "0.05"}})
    assert price_of(model, 1) is None
    assert price_of(model, 2, Asked(references=(None,))) == Price(100_000, 100_000)


def test_a_price_by_tokens_is_bounded_where_the_most_tokens_are_known() -> None:
    tokens = {"text_input": "5", "image_output": "30", "per_image": 7_000}
    model = sample_model(price={"unit": "token", "tokens": tokens})
    assert price_of(model, 2, Asked(prompt_bytes=100)) == Price(0, 420_500)


def test_a_surcharge_is_added_for_its_value_alone() -> None:
    surcharge = {"param": "search", "value": True, "usd": "0.015"}
    model = sample_model(price={"usd": "0.08", "surcharges": [surcharge]})
    assert price_of(model, 2, Asked(params={"search": True})) == Price(190_000, 190_000)
    assert price_of(model, 2, Asked(params={"search": False})) == Price(160_000, 160_000)


TOKENS = {"text_input": "5", "image_input": "8", "image_output": "30", "per_reference": 1000}


def test_what_goes_in_is_in_the_upper_bound_of_every_request() -> None:
    model = sample_model(price={"usd": "0.05", "tokens": TOKENS})
    price = price_of(model, 4, Asked(prompt_bytes=100, references=(None, None)), requests=2)
    assert price == Price(200_000, 200_000 + 2 * (500 + 16_000))


def test_the_cost_is_what_the_provider_says_first_in_money_then_in_tokens() -> None:
    model = sample_model(price={"usd": "0.05", "tokens": TOKENS})
    usage = {"text_input": 100, "image_output": 1000}
    asked = Asked(1024, 1024)
    assert cost_of(model, 1, asked, micro_usd=7, usage=usage) == 7
    assert cost_of(model, 1, asked, micro_usd=None, usage=usage) == 500 + 30_000
    assert cost_of(model, 2, asked, micro_usd=None, usage={}) == 100_000
    unpriced = sample_model(price=None)
    assert cost_of(unpriced, 1, asked, micro_usd=None, usage=usage) is None


def test_what_a_plain_request_asks_for_is_the_models_own_default() -> None:
    assert usual(sample_model()) == Asked(1024, 1024, "1K", "standard")


@pytest.mark.parametrize(
    "wrong",
    [
        {"usd": "-1"},
        {"usd": "free"},
        {"usd": "1e3"},
        {"cases": []},
        {"usd": "1", "cases": CASES["cases"]},
        {"unit": "megapixel"},
        {"unit": "second", "usd": "1", "seconds": 0},
    ],
)
def test_a_rule_that_says_no_price_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        sample_model(price=wrong)

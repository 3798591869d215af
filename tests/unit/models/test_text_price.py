"""What a written prompt may cost, and what it did cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from limner.models.price import FREE, Price
from limner.models.text_model import TextModel
from limner.models.text_price import cost_of, possible_cost, prompt_price, text_price
from limner.models.text_request import (
    SeenImage,
    TextRequest,
    TokenUsage,
    ToolCalls,
    ToolTurn,
)
from limner.nodes._digest import MOST_BYTES
from limner.nodes._refining import instructions_for

NEW_YEAR = date(2027, 1, 1)


def model(**other: object) -> TextModel:
    served = {"provider": "p", "endpoint": "m", "title": "M", "description": "For tests."}
    return TextModel.model_validate({"id": "m", "max_output_tokens": 1000} | served | other)


def test_a_price_has_all_the_model_may_write_as_its_upper_bound() -> None:
    price = text_price(model(prices=[{"input": "2", "output": "10"}]), 950)
    assert price == Price(0, 12_000)


def test_a_price_to_come_is_part_of_the_interval_and_charged_from_its_day_on() -> None:
    raised = model(
        prices=[
            {"input": "1", "output": "1"},
            {"input": "2", "output": "2", "since": NEW_YEAR},
        ]
    )
    assert text_price(raised, 950) == Price(0, 4000)
    used = TokenUsage(100, 10)
    assert cost_of(raised, used, date(2026, 12, 31)) == 110
    assert cost_of(raised, used, NEW_YEAR) == 220


def test_an_unknown_price_stays_unknown() -> None:
    assert text_price(model(), 100) is None
    assert cost_of(model(), TokenUsage(1, 1), NEW_YEAR) is None
    assert prompt_price(model()) is None


def test_what_is_free_costs_nothing() -> None:
    assert prompt_price(model(prices=[{"input": "0", "output": "0"}])) == FREE


def test_part_of_a_micro_usd_is_charged_whole() -> None:
    cheap = model(prices=[{"input": "0.1", "output": "0.5"}])
    assert cost_of(cheap, TokenUsage(1, 1), NEW_YEAR) == 1


def test_the_price_of_a_prompt_has_room_for_what_is_read() -> None:
    longest_style = "a style with a rather long name"
    for material in ("instruction", "results"):
        told = instructions_for(material, 4000, longest_style)
        assert len(told.encode()) + MOST_BYTES <= 5000 + 150


@given(st.text(max_size=300), st.integers(0, 1000))
def test_no_request_costs_more_than_it_may(text: str, written: int) -> None:
    """A token is at least one byte of the texts."""
    priced = model(prices=[{"input": "3", "output": "15"}])
    request = TextRequest("m", "p", "m", "instruction", "Write.", text, 1000, 60)
    used = TokenUsage(len(text.encode()) + len("Write."), written)
    cost, most = cost_of(priced, used, NEW_YEAR), possible_cost(priced, request)
    assert cost is not None
    assert most is not None
    assert cost <= most


def test_pictures_that_tools_made_are_counted_as_those_that_are_wired() -> None:
    priced = model(prices=[{"input": "3", "output": "15"}], image_tokens=1_000)
    asked = TextRequest("m", "p", "m", "question", "", "Look.", 1000, 60)
    picture = SeenImage("ast_1", "digest", 64, 64)
    wired = replace(asked, images=(picture,))
    made = replace(asked, turns=(ToolTurn(ToolCalls(()), (), (picture,)),))
    cheaper, dearer = possible_cost(priced, asked), possible_cost(priced, wired)
    assert cheaper is not None
    assert dearer is not None
    assert dearer - cheaper == 3_000
    made_cost = possible_cost(priced, made)
    assert made_cost is not None
    assert made_cost >= dearer

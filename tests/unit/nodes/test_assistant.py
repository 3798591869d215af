"""What an assistant says of its tools before it runs."""

from __future__ import annotations

import pytest

from limner.models.catalog import Catalog
from limner.models.price import Price
from limner.models.text_catalog import TextCatalog
from limner.models.text_model import TextModel, ToolUse
from limner.nodes import load_nodes
from limner.nodes.contract import CheckScope, Foreseen, Wiring
from limner.values import MICRO_USD_PER_CREDIT

ASSISTANT = load_nodes()["assistant"]


def catalog(tools: ToolUse) -> Catalog:
    model = TextModel(
        id="writer", title="Writer", description="", provider="p", endpoint="w", tools=tools
    )
    return Catalog([], texts=TextCatalog([model]))


@pytest.mark.parametrize(
    ("known", "data", "codes"),
    [
        ("none", {"tools": ["wf_1"]}, ["no_tools"]),
        ("none", {"httpHosts": "api.example.com"}, ["no_tools"]),
        ("none", {}, []),
        ("untold", {"tools": ["wf_1"]}, []),
        ("calls", {"tools": ["wf_1"]}, []),
    ],
)
def test_a_model_that_calls_no_tools_is_told(
    known: ToolUse, data: dict[str, object], codes: list[str]
) -> None:
    given = ASSISTANT.data_type.model_validate({"prompt": "x", "model": "writer"} | data)
    found = ASSISTANT.check(given, Wiring(), CheckScope(catalog(known), 4_000))
    assert [finding.code for finding in found] == codes


@pytest.mark.parametrize(
    ("most", "items", "price"),
    [
        (None, None, None),
        (30, None, Price(0, 30 * MICRO_USD_PER_CREDIT)),
        (30, 4, Price(0, 120 * MICRO_USD_PER_CREDIT)),
    ],
)
def test_with_tools_it_costs_at_most_what_is_set(
    most: int | None, items: int | None, price: Price | None
) -> None:
    data = ASSISTANT.data_type.model_validate({"tools": ["wf_1"], "maxCost": most})
    assert ASSISTANT.price(data, Foreseen(items), catalog("calls")) == price


def test_it_is_done_again_where_its_tools_may_do_something() -> None:
    read = ASSISTANT.data_type.model_validate
    assert not ASSISTANT.does_outside(read({}))
    assert ASSISTANT.does_outside(read({"tools": ["wf_1"]}))
    assert ASSISTANT.does_outside(read({"httpHosts": "api.example.com"}))

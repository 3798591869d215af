"""What arrives at a step along its wires, and how lists fan out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sample_nodes import SAMPLE_NODES
from limner.engine.inputs import MOST_ITEMS, Gathered, Source, as_text, gather
from limner.engine.plan import Step, Wire
from limner.errors import ListLengthsDiffer, TooManyItems
from limner.nodes.contract import Handle, HandleType, Takes

TEXT = Handle("text-in", "Text", "text", multiple=True)
ITEMS = Handle("items-in", "Items", "list", takes="list")
ANY = Handle("any-in", "Any", "any", takes="any")
HANDLES = {handle.name: handle for handle in (TEXT, ITEMS, ANY)}


def one(value: Any, kind: HandleType = "text") -> Source:
    """A source that gives one value."""
    handle = Handle("out", "Out", kind)
    return Source(SAMPLE_NODES["words"], {"out": handle}, {"out": value})


def many(*values: Any) -> Source:
    """A source that fanned out; `...` stands for an item that failed."""
    items = tuple(None if value is ... else {"out": value} for value in values)
    handle = Handle("out", "Out", "text")
    return Source(SAMPLE_NODES["words"], {"out": handle}, None, items)


def gathered(handle: str = "text-in", pairing: str = "zip", **sources: Source) -> Gathered:
    """What arrives when each source is wired into a handle, in their order."""
    return gathered_from(sources, handle, pairing)


def gathered_from(sources: dict[str, Source], handle: str, pairing: str) -> Gathered:
    wires = tuple(Wire(handle, name, "out") for name in sources)
    return gather(Step("it", "any", {}, wires, pairing=pairing), HANDLES, sources)


def values(found: Gathered, item: int = 0, handle: str = "text-in") -> list[Any] | None:
    inputs = found.at(item)
    return None if inputs is None else [arrived.value for arrived in inputs.get(handle, [])]


def test_without_lists_a_step_runs_once_with_its_values_in_order_of_the_wires() -> None:
    found = gathered(b=one("second"), a=one("first"))
    assert found.count is None
    inputs = found.at(0)
    assert inputs is not None
    assert [(a.source, a.value) for a in inputs["text-in"]] == [("b", "second"), ("a", "first")]


def test_without_wires_nothing_arrives() -> None:
    assert (gathered().count, gathered().at(0)) == (None, {})


def test_a_list_runs_a_step_once_per_item() -> None:
    found = gathered(rows=one(["a", "b", "c"], "list"))
    assert found.count == 3
    assert [values(found, item) for item in range(3)] == [["a"], ["b"], ["c"]]


def test_single_values_join_every_item_where_their_wire_stands() -> None:
    found = gathered(style=one("ink"), rows=one(["a", "b"], "list"), end=one("dusk"))
    assert [values(found, item) for item in range(2)] == [
        ["ink", "a", "dusk"],
        ["ink", "b", "dusk"],
    ]


def test_what_fanned_out_fans_out_again() -> None:
    assert [values(gathered(a=many("x", "y")), item) for item in range(2)] == [["x"], ["y"]]


def test_an_item_that_failed_is_missing_downstream() -> None:
    found = gathered(a=many("x", ..., "z"), b=one("same"))
    assert [values(found, item) for item in range(3)] == [["x", "same"], None, ["z", "same"]]


def test_lists_pair_up_by_position() -> None:
    found = gathered(a=one(["a", "b"], "list"), b=many("x", "y"))
    assert [values(found, item) for item in range(2)] == [["a", "x"], ["b", "y"]]


def test_lists_of_different_lengths_do_not_pair_up() -> None:
    with pytest.raises(ListLengthsDiffer, match="2 and 3"):
        gathered(a=one(["a", "b"], "list"), b=many("x", "y", "z"))


def test_in_a_product_every_item_meets_every_other() -> None:
    found = gathered(pairing="product", a=one(["a", "b"], "list"), b=many("x", "y", "z"))
    assert found.count == 6
    pairs = ["".join(values(found, item) or []) for item in range(6)]
    assert pairs == ["ax", "ay", "az", "bx", "by", "bz"]


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_a_product_holds_each_combination_once(lengths: list[int]) -> None:
    lists = {f"n{i}": one([str(v) for v in range(n)], "list") for i, n in enumerate(lengths)}
    found = gathered_from(lists, "text-in", "product")
    combinations = {tuple(values(found, item) or ()) for item in range(found.count or 0)}
    assert len(combinations) == found.count


@pytest.mark.parametrize("pairing", ["zip", "product"])
def test_an_empty_list_runs_a_step_not_at_all(pairing: str) -> None:
    assert gathered(pairing=pairing, a=one([], "list")).count == 0
    assert gathered(pairing=pairing, a=one(None, "list")).count == 0


def test_too_many_items_are_refused_before_any_runs() -> None:
    assert gathered(a=one(["x"] * MOST_ITEMS, "list")).count == MOST_ITEMS
    with pytest.raises(TooManyItems):
        gathered(a=one(["x"] * (MOST_ITEMS + 1), "list"))
    long = one(["x"] * 200, "list")
    with pytest.raises(TooManyItems):
        gathered(pairing="product", a=long, b=long)


@pytest.mark.parametrize("handle", ["items-in", "any-in"])
def test_who_takes_lists_gets_them_whole(handle: str) -> None:
    typed = gathered(handle, rows=one(["a", "b"], "list"))
    assert (typed.count, values(typed, handle=handle)) == (None, [["a", "b"]])
    fanned = gathered(handle, rows=many("x", ..., "z"))
    assert (fanned.count, values(fanned, handle=handle)) == (None, [["x", None, "z"]])


@pytest.mark.parametrize("takes", ["one", "list", "any"])
def test_a_list_given_as_one_value_of_another_type_stays_one(takes: Takes) -> None:
    handles = {"in": Handle("in", "In", "any", takes=takes)}
    step = Step("it", "any", {}, (Wire("in", "images", "out"),))
    found = gather(step, handles, {"images": one(["ast_1", "ast_2"], "image")})
    assert (found.count, values(found, handle="in")) == (None, [["ast_1", "ast_2"]])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a fox", "a fox"),
        (4, "4"),
        (0.5, "0.5"),
        (True, "true"),
        ({"a": ["ü"]}, '{"a":["ü"]}'),
        (["a", 1], '["a",1]'),
        (None, ""),
    ],
)
def test_values_become_texts_for_a_text_handle(value: Any, text: str) -> None:
    assert as_text(value) == text
    assert values(gathered(a=one(value, "any"))) == [text]
    assert values(gathered("any-in", a=one(value, "any")), handle="any-in") == [value]

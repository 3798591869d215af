"""Nodes inside loops: what they may use, what may use them, and what they make of the plan."""

from __future__ import annotations

from typing import Any

import pytest

from harness.documents import Json, document, inside, node, wire
from limner.engine.plan import Plan
from limner.models.catalog import Catalog
from limner.nodes import load_nodes
from limner.nodes.contract import CheckScope
from limner.testing.models import fake_models
from limner.workflows.check import check
from limner.workflows.document import parse_document
from limner.workflows.plan import compile_plan
from limner.workflows.reading import Readings

NODES = load_nodes()
SCOPE = CheckScope(Catalog(fake_models()), 4_000)


def read(graph: Json) -> Readings:
    return Readings(parse_document(graph), NODES, SCOPE)


def told(graph: Json) -> list[tuple[str, str | None, str | None]]:
    return [(found.code, found.node_id, found.field) for found in check(read(graph))]


def plan(graph: Json, *targets: str) -> Plan:
    return compile_plan(read(graph), targets=targets or None)


def text(node_id: str, words: str = "x", loop: str | None = None) -> Json:
    made = node(node_id, "text", text=words)
    return inside(loop, made) if loop else made


def loop(node_id: str = "each", items: Any = ("a", "b"), around: str | None = None) -> Json:
    made = node(node_id, "loop", items=items if isinstance(items, str) else list(items))
    return inside(around, made) if around else made


def graph(*nodes: Json, wires: tuple[tuple[str, str], ...] = ()) -> Json:
    return document(list(nodes), [wire(*ends) for ends in wires])


NESTED = graph(
    text("outside", "o"),
    loop("outer", [["a"]]),
    text("first", "{{ outer.output.currentItem }} {{ outside.output.text }}", "outer"),
    loop("inner", "{{ outer.output.currentItem }}", "outer"),
    text("deep", "{{ loop.currentItem }} {{ outer.output.currentIndex }}", "inner"),
    text("second", "{{ inner.output.results }} {{ first.output.text }}", "outer"),
    text("after", "{{ outer.output.results.size }} {{ outer.output.errors }}"),
)


def test_nodes_use_what_is_beside_them_around_them_and_beside_that() -> None:
    assert told(NESTED) == []


def test_a_loop_waits_for_all_that_is_used_inside_it_and_holds_its_steps_in_order() -> None:
    made = plan(NESTED)
    assert [step.node_id for step in made.steps] == ["outside", "outer", "after"]
    outer = made.steps[1]
    assert outer.needs == ("outside",)
    assert [(step.node_id, step.depth) for step in outer.body] == [
        ("first", 1),
        ("inner", 1),
        ("second", 1),
    ]
    inner = outer.body[1]
    assert [(step.node_id, step.depth) for step in inner.body] == [("deep", 2)]
    assert [step.node_id for step in outer.results] == ["second"]


def test_a_node_inside_runs_with_its_loops_and_with_nothing_that_it_does_not_need() -> None:
    made = plan(NESTED, "deep")
    assert [step.node_id for step in made.every_step()] == ["outer", "inner", "deep"]


def test_what_uses_a_loop_needs_all_that_is_inside_it() -> None:
    made = plan(NESTED, "after")
    assert {step.node_id for step in made.every_step()} == set(read(NESTED).document.by_id)


@pytest.mark.parametrize(
    "outsider",
    [
        graph(loop(), text("a", "x", "each"), text("b", "{{ a.output.text }}")),
        graph(
            loop("each"), text("a", "x", "each"), loop("other"), text("b", "{{a.output}}", "other")
        ),
    ],
)
def test_a_template_that_reaches_into_a_loop(outsider: Json) -> None:
    assert told(outsider) == [("crosses_loop", "b", "text")]


def test_a_wire_out_of_a_loop_that_is_not_the_loops_own() -> None:
    value = graph(loop(), text("a", "x", "each"), text("b"), wires=(("a.text-out", "b.prompt-in"),))
    assert told(value) == [("crosses_loop", "b", "prompt-in")]


def test_a_loop_cannot_be_given_what_is_made_inside_it() -> None:
    value = graph(loop(), text("a", "x", "each"), node("list", "list", items=["{{ a.output }}"]))
    assert ("crosses_loop", "list", "items.0") in told(value)


def test_nodes_wait_for_each_other_across_a_loop_too() -> None:
    value = graph(
        loop(), text("a", "{{ b.output.text }}", "each"), text("b", "{{ each.output.results }}")
    )
    assert told(value) == [("cycle", "each", None)]


def test_inside_a_loop_there_is_its_item_and_outside_its_results() -> None:
    value = graph(
        loop(),
        text("a", "{{ each.output.results }} {{ loop.currentItm }}", "each"),
        text("b", "{{ each.output.currentItem }} {{ loop.currentItem }}"),
    )
    assert told(value) == [("unknown_reference", node_id, "text") for node_id in "aabb"]


def test_the_item_of_a_loop_fits_every_input_of_one_value() -> None:
    value = graph(
        loop(items=["x"]), text("a", "", "each"), wires=(("each.list-out", "a.prompt-in"),)
    )
    assert told(value) == []
    assert [step.node_id for step in plan(value).steps[0].body] == ["a"]


@pytest.mark.parametrize("items", ["", " \n", []])
def test_a_loop_without_items(items: Any) -> None:
    value = graph(loop(items=items), text("a", "x", "each"))
    assert told(value) == [("missing_input", "each", "items")]


def test_a_loop_without_nodes_inside() -> None:
    assert told(graph(loop())) == [("missing_input", "each", None)]


def test_a_loop_with_too_many_items_or_a_text_that_is_no_json() -> None:
    value = graph(loop(items="x\n" * 10_001), text("a", "x", "each"))
    assert told(value) == [("too_many_items", "each", "items")]
    value["nodes"][0]["data"] |= {"split": "json"}
    assert told(value) == [("bad_field", "each", "items")]


def test_where_a_node_cannot_stand() -> None:
    value = graph(
        loop(),
        text("a", "x", "each"),
        inside("each", node("answer", "response_output")),
        text("b", "x", "a"),
        text("c", "x", "gone"),
    )
    assert told(value) == [("bad_field", node_id, "parentId") for node_id in ("answer", "b", "c")]


def test_loops_that_stand_inside_each_other() -> None:
    value = graph(loop("one", around="two"), loop("two", around="one"))
    assert {code for code, _, field in told(value) if field == "parentId"} == {"bad_field"}


def test_loops_stand_inside_each_other_to_a_depth() -> None:
    names = ["one", "two", "three", "four"]
    loops = [loop(name, around=before) for name, before in zip(names, [None, *names], strict=False)]
    assert told(graph(*loops, text("a", "x", "four"))) == [("too_deep", "four", "parentId")]


def test_a_prompt_is_not_reviewed_once_per_item() -> None:
    image = node("image", "image", model="fake", prompt="x", promptMode="auto", reviewPrompt=True)
    found = told(graph(loop(), inside("each", image)))
    assert ("bad_field", "image", "reviewPrompt") in found

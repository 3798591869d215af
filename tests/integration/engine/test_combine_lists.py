"""Several named lists as one: pair by pair or each with each, refused before the run if need be."""

from __future__ import annotations

from typing import Any

import pytest

from harness.bench import Bench
from harness.documents import Json, document, inside, node, wire
from limner.errors import InvalidWorkflow
from limner.workflows.document import parse_document

COLOURS = {"name": "colour", "items": ["red", "blue"]}
SIZES = {"name": "size", "items": "size,stock\nS,3\nL,5", "split": "csv"}
CUPS = {"name": "cup", "items": "{{ trigger.output.cups }}"}


def each_of(*lists: Json, text: str, pairing: str = "zip", more: list[Json] | None = None) -> Json:
    """A loop over combined lists with a text inside; ``cups`` is an input."""
    return document(
        [
            node("request", "request_input", fields=[{"name": "cups", "type": "list"}]),
            node("all", "combine_lists", lists=list(lists), pairing=pairing),
            node("product", "loop"),
            inside("product", node("words", "text", text=text)),
        ],
        [wire("all.list-out", "product.list-in"), *(more or [])],
    )


async def results(bench: Bench, graph: Json, inputs: Json | None = None) -> list[str]:
    run = await bench.run(graph, inputs)
    assert run["status"] == "succeeded", run
    return [each["text"] for each in run["nodes"]["product"]["output"]["results"]]


async def refused(bench: Bench, graph: Json, inputs: Json | None = None) -> list[tuple[str, str]]:
    """The problems for which no run begins, with what they say."""
    with pytest.raises(InvalidWorkflow) as caught:
        await bench.studio.starter.preview(parse_document(graph), inputs)
    return [(problem.code, problem.message) for problem in caught.value.problems]


async def test_lists_go_together_by_position_under_their_names(bench: Bench) -> None:
    item = "product.output.currentItem"
    words = f"{{{{ {item}.colour }}}} {{{{ {item}.size.size }}}} {{{{ {item}.cup }}}}"
    graph = each_of(COLOURS, SIZES, CUPS, text=words)
    assert await results(bench, graph, {"cups": ["mug", "bowl"]}) == ["red S mug", "blue L bowl"]


async def test_each_goes_with_each_and_the_last_changes_fastest(bench: Bench) -> None:
    words = "{{ loop.currentItem.colour }} {{ loop.currentItem.cup }}"
    graph = each_of(COLOURS, CUPS, text=words, pairing="product")
    found = await results(bench, graph, {"cups": ["mug", "bowl", "jar"]})
    assert found == ["red mug", "red bowl", "red jar", "blue mug", "blue bowl", "blue jar"]


async def test_what_is_wired_in_wins_over_what_is_typed(bench: Bench) -> None:
    graph = each_of(
        COLOURS,
        {"name": "cup", "items": ["typed"]},
        text="{{ loop.currentItem.colour }} {{ loop.currentItem.cup }}",
        more=[wire("request.cups", "all.cup")],
    )
    assert await results(bench, graph, {"cups": ["mug", "bowl"]}) == ["red mug", "blue bowl"]


async def test_templates_in_typed_items_are_texts_and_a_lone_name_is_a_list(bench: Bench) -> None:
    typed = {"name": "colour", "items": ["{{ trigger.output.cups.size }} red", "blue"]}
    graph = each_of(typed, CUPS, text="{{ loop.currentItem.colour }} {{ loop.currentItem.cup }}")
    assert await results(bench, graph, {"cups": ["mug", "bowl"]}) == ["2 red mug", "blue bowl"]


async def test_different_lengths_are_refused_before_the_run_with_names_and_sizes(
    bench: Bench,
) -> None:
    typed = each_of(COLOURS, {"name": "size", "items": ["S", "M", "L"]}, text="a")
    given = each_of(COLOURS, CUPS, text="a")
    wired = each_of(COLOURS, {"name": "cup"}, text="a", more=[wire("request.cups", "all.cup")])
    [(code, message)] = await refused(bench, typed)
    assert (code, "colour 2, size 3" in message) == ("list_lengths_differ", True)
    for graph in (given, wired):
        [(code, message)] = await refused(bench, graph, {"cups": ["mug"] * 5})
        assert (code, "colour 2, cup 5" in message) == ("list_lengths_differ", True)


async def test_too_many_combinations_are_refused_before_the_run(bench: Bench) -> None:
    many = {"name": "many", "items": ["x"] * 200}
    graph = each_of(many, CUPS, COLOURS, text="a", pairing="product")
    [(code, message)] = await refused(bench, graph, {"cups": ["mug"] * 26})
    assert code == "too_many_items"
    assert "many 200, cup 26, colour 2 come to 10,400" in message
    assert len(await results(bench, graph, {"cups": ["mug"]})) == 400


async def test_lengths_that_show_in_the_run_are_refused_there(bench: Bench) -> None:
    graph = each_of(COLOURS, {"name": "made", "items": "{{ run.id }}"}, text="a")
    run = await bench.run(graph)
    assert run["nodes"]["all"]["error"]["code"] == "list_lengths_differ"
    assert run["nodes"]["product"]["status"] == "skipped"


@pytest.mark.parametrize(
    ("lists", "code", "field"),
    [
        ([], "missing_input", "lists"),
        ([COLOURS, {"name": "size"}], "missing_input", "lists.1.items"),
        ([COLOURS, COLOURS], "bad_field", "lists.1.name"),
        ([COLOURS, {"name": "a size", "items": ["S", "L"]}], "bad_field", "lists.1.name"),
        ([{"name": "a", "items": "[1", "split": "json"}], "bad_field", "lists.0.items"),
    ],
)
async def test_lists_that_cannot_be_combined(
    bench: Bench, lists: list[Json], code: str, field: str
) -> None:
    with pytest.raises(InvalidWorkflow) as caught:
        await bench.studio.starter.preview(parse_document(each_of(*lists, text="a")), {})
    told = [(problem.code, problem.field) for problem in caught.value.problems]
    assert (code, field) in told


@pytest.mark.parametrize(
    "loop",
    [
        {},
        {"items": "{{ all.output.items }}"},
    ],
)
async def test_a_name_that_no_list_has_is_told_before_the_run(bench: Bench, loop: Any) -> None:
    graph = each_of(COLOURS, SIZES, text="{{ product.output.currentItem.color }}")
    graph["nodes"][2]["data"] = loop
    if loop:
        graph["edges"] = []
    [(code, message)] = await refused(bench, graph)
    assert code == "unknown_reference"
    assert "it has colour, size" in message
    graph["nodes"][3]["data"]["text"] = "{{ loop.currentItem.size.stok }}"
    [(code, message)] = await refused(bench, graph)
    assert "it has size, stock" in message

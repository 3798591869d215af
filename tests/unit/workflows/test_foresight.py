"""How often nodes will run, as far as that is known before the run."""

from __future__ import annotations

from typing import Any

import pytest

from harness.documents import document, node, wire
from limner.models.catalog import Catalog
from limner.nodes import load_nodes
from limner.nodes.contract import CheckScope
from limner.storage.queries.runs import ExecutionRow
from limner.workflows.document import parse_document
from limner.workflows.foresight import Outlook, outlooks
from limner.workflows.plan import compile_plan
from limner.workflows.reading import Readings

Json = dict[str, Any]
NODES, CATALOG = load_nodes(), Catalog([])


def look(
    graph: Json, inputs: Json | None = None, reused: dict[str, ExecutionRow] | None = None
) -> dict[str, Outlook]:
    readings = Readings(parse_document(graph), NODES, CheckScope(CATALOG, max_prompt=4_000))
    return outlooks(compile_plan(readings), NODES, CATALOG, inputs or {}, reused or {})


def lists_into_a_text(*lists: Json, pairing: str = "zip") -> Json:
    """Lists, given by the data of their nodes, into one text node, and that into another."""
    nodes = [node(f"list-{place}", "list", **data) for place, data in enumerate(lists)]
    wires = [wire(f"{each['id']}.list-out", "text.prompt-in") for each in nodes]
    texts = [node("text", "text", pairing=pairing), node("next", "text")]
    return document([*nodes, *texts], [*wires, wire("text.text-out", "next.prompt-in")])


MADE: Json = {"text": "{{ 'made in the run' }}"}
TWO: Json = {"items": ["a", "b"]}
THREE: Json = {"text": "a\nb\nc"}


@pytest.mark.parametrize(
    ("lists", "pairing", "items"),
    [
        ([TWO], "zip", 2),
        ([THREE], "zip", 3),
        ([{"items": []}], "zip", 0),
        ([MADE], "zip", None),
        ([TWO, TWO], "zip", 2),
        ([TWO, THREE], "zip", None),
        ([MADE, THREE], "zip", 3),
        ([TWO, THREE], "product", 6),
        ([TWO, MADE], "product", None),
        ([{"items": ["x"] * 101}, {"items": ["x"] * 100}], "product", None),
    ],
)
def test_lists_run_a_node_and_those_after_it_per_item(
    lists: list[Json], pairing: str, items: int | None
) -> None:
    ahead = look(lists_into_a_text(*lists, pairing=pairing))
    for node_id in ("text", "next"):
        assert (ahead[node_id].in_list, ahead[node_id].items) == (True, items)
    assert not ahead["list-0"].in_list


def test_without_a_list_a_node_runs_once() -> None:
    ahead = look(lists_into_a_text())
    assert (ahead["next"].in_list, ahead["next"].items) == (False, None)


def test_a_whole_list_is_one_value() -> None:
    graph = document(
        [
            node("list", "list", items=["a", "b"]),
            node("more", "list"),
            node("answer", "response_output"),
        ],
        [wire("list.list-out", "more.list-in"), wire("more.list-out", "answer.names")],
    )
    ahead = look(graph)
    assert not ahead["more"].in_list
    assert not ahead["answer"].in_list
    assert [each.length for each in ahead["answer"].arriving["names"]] == [2]


def test_what_the_run_is_given_counts() -> None:
    field = {"name": "names", "type": "list"}
    graph = document(
        [node("request", "request_input", fields=[field]), node("text", "text")],
        [wire("request.names", "text.prompt-in")],
    )
    assert look(graph, {"names": ["a", "b"]})["text"].items == 2
    assert look(graph, {"names": None})["text"].items == 0


def test_a_reused_result_tells_what_it_is() -> None:
    graph = lists_into_a_text(MADE)
    made = ExecutionRow(run_id="run", node_id="list-0", output={"items": ["a", "b"]})
    assert look(graph, reused={"list-0": made})["text"].items == 2
    items = ExecutionRow(run_id="run", node_id="text", items=5)
    ahead = look(graph, reused={"text": items})
    assert (ahead["text"].items, ahead["next"].items) == (5, 5)

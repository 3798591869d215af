import copy
from typing import Any

import pytest

from harness.sample_documents import document
from limner.errors import InvalidDocument
from limner.workflows.document import MAX_BYTES, MAX_NODES, MAX_PROBLEMS, id_problem, parse_document

VALID = document(
    [("request", "start", {"fields": []}), ("image_gen", "paint", {"prompt": "a fox"})],
    ["request.prompt > image_gen.prompt-in"],
)


def refused(value: object) -> list[tuple[str, Any, Any]]:
    with pytest.raises(InvalidDocument) as told:
        parse_document(value)
    assert told.value.code == "invalid_document"
    return [(found.code, found.node_id, found.field) for found in told.value.problems]


def test_nodes_and_wires_are_read_in_order() -> None:
    parsed = parse_document(VALID)
    assert parsed.name == "Test"
    assert [(node.id, node.type) for node in parsed.nodes] == [
        ("request", "start"),
        ("image_gen", "paint"),
    ]
    assert parsed.by_id["image_gen"].data == {"prompt": "a fox"}
    (edge,) = parsed.edges_into["image_gen"]
    assert (edge.source, edge.source_handle, edge.target_handle) == (
        "request",
        "prompt",
        "prompt-in",
    )


def test_unknown_keys_are_kept_as_they_are() -> None:
    value = copy.deepcopy(VALID)
    value["viewport"] = {"x": 1.5, "zoom": 2}
    value["nodes"][0] |= {"width": 320, "selected": True, "style": {"color": "red"}}
    value["edges"][0] |= {"animated": True, "data": {"note": "mine"}}
    assert parse_document(value).raw == value


def test_the_document_given_stays_as_it_was() -> None:
    value = {"schema": 1, "name": "", "nodes": [{"id": "a", "type": "paint"}], "edges": []}
    before = copy.deepcopy(value)
    parse_document(value)
    assert value == before


def test_nodes_without_a_place_get_one_each() -> None:
    nodes = [{"id": f"n{index}", "type": "paint"} for index in range(20)]
    parsed = parse_document({"schema": 1, "name": "", "nodes": nodes, "edges": []})
    places = [(node["position"]["x"], node["position"]["y"]) for node in parsed.raw["nodes"]]
    assert len(set(places)) == 20
    assert [node.data for node in parsed.nodes] == [{}] * 20


@pytest.mark.parametrize("value", [None, True, 3, 1.5, "text", [], [VALID]])
def test_what_is_no_object_is_refused(value: object) -> None:
    assert refused(value) == [("bad_field", None, None)]


def test_every_missing_part_is_told_at_once() -> None:
    assert refused({}) == [
        ("bad_field", None, "schema"),
        ("bad_field", None, "name"),
        ("bad_field", None, "nodes"),
        ("bad_field", None, "edges"),
    ]


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (["schema"], True, "schema"),
        (["schema"], "1", "schema"),
        (["schema"], 2, "schema"),
        (["name"], 3, "name"),
        (["name"], "x" * 201, "name"),
        (["name"], "a\0b", "name"),
        (["nodes"], {}, "nodes"),
        (["nodes", 0], "text", "nodes.0"),
        (["nodes", 0, "id"], 3, "nodes.0.id"),
        (["nodes", 0, "type"], None, "nodes.0.type"),
        (["nodes", 0, "data"], [], "nodes.0.data"),
        (["nodes", 0, "parentId"], 1, "nodes.0.parentId"),
        (["nodes", 0, "position"], {"x": "0", "y": 0}, "nodes.0.position"),
        (["edges"], None, "edges"),
        (["edges", 0], None, "edges.0"),
        (["edges", 0, "id"], 1, "edges.0.id"),
        (["edges", 0, "source"], [], "edges.0.source"),
        (["edges", 0, "target"], None, "edges.0.target"),
        (["edges", 0, "targetHandle"], {}, "edges.0.targetHandle"),
    ],
)
def test_a_wrong_shape_is_told_with_its_place(
    path: list[str | int], value: object, field: str
) -> None:
    broken: Any = copy.deepcopy(VALID)
    *way, last = path
    inner = broken
    for step in way:
        inner = inner[step]
    inner[last] = value
    assert refused(broken) == [("bad_field", None, field)]


def test_a_later_schema_asks_for_a_later_limner() -> None:
    with pytest.raises(InvalidDocument, match="schema 7; this Limner knows 1"):
        parse_document(VALID | {"schema": 7})


def test_ids_used_twice_are_told() -> None:
    twice = document([("a", "paint", {}), ("a", "words", {}), ("b", "paint", {})], ["a.x > b.y"])
    twice["edges"] *= 2
    assert refused(twice) == [("duplicate_id", "a", "id"), ("duplicate_id", None, "id")]


def test_too_many_nodes_are_refused() -> None:
    nodes = [(f"n{index}", "paint", {}) for index in range(MAX_NODES + 1)]
    assert refused(document(nodes)) == [("too_large", None, "nodes")]
    assert len(parse_document(document(nodes[:MAX_NODES])).nodes) == MAX_NODES


def test_too_many_bytes_are_refused() -> None:
    large = document([("a", "paint", {"prompt": "x" * MAX_BYTES})])
    assert refused(large) == [("too_large", None, None)]


@pytest.mark.parametrize("hostile", ["\ud800", 10**5000], ids=["half a letter", "digits"])
def test_what_cannot_be_written_as_json_is_refused(hostile: object) -> None:
    assert refused(document([("a", "paint", {"prompt": hostile})])) == [("bad_field", None, None)]


def test_what_is_nested_too_deeply_is_refused() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    assert refused(document([("a", "paint", {"params": deep})])) == [("bad_field", None, None)]


def test_so_many_problems_are_told_and_no_more() -> None:
    broken = {"schema": 1, "name": "", "nodes": [None] * 500, "edges": []}
    assert len(refused(broken)) == MAX_PROBLEMS


@pytest.mark.parametrize("node_id", ["a", "image_gen", "n2", "x" * 64])
def test_ids_that_templates_can_name(node_id: str) -> None:
    assert id_problem(node_id) is None


@pytest.mark.parametrize(
    "node_id", ["", "A", "2a", "_a", "a-b", "a b", "é", "a\n", "x" * 65, "trigger", "run", "loop"]
)
def test_ids_that_templates_cannot_name(node_id: str) -> None:
    assert id_problem(node_id)


@pytest.mark.parametrize("word", ["true", "nil", "empty", "contains", "limit", "forloop"])
def test_words_of_liquid_are_no_ids(word: str) -> None:
    assert "meaning of its own" in (id_problem(word) or "")

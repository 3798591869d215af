from typing import Any

import pytest

from limner.errors import BadField, InputError, MissingInput, UnknownInput
from limner.nodes.contract import HandleType, RunInput
from limner.workflows.inputs import default_problem, validate_inputs

WANTED = (
    RunInput("prompt", "text", required=True),
    RunInput("count", "number", default=2),
    RunInput("photo", "image"),
)


def test_defaults_are_filled_in_and_the_rest_is_null() -> None:
    assert validate_inputs(WANTED, {"prompt": "a fox"}) == {
        "prompt": "a fox",
        "count": 2,
        "photo": None,
    }


def test_what_is_given_wins_over_the_default() -> None:
    assert validate_inputs(WANTED, {"prompt": "", "count": 0.5})["count"] == 0.5


def test_null_is_like_leaving_it_out() -> None:
    assert validate_inputs(WANTED, {"prompt": "x", "count": None})["count"] == 2


@pytest.mark.parametrize("given", [{}, {"prompt": None}])
def test_a_missing_input_is_named(given: dict[str, Any]) -> None:
    with pytest.raises(MissingInput, match="'prompt'") as told:
        validate_inputs(WANTED, given)
    assert told.value.extra == {"input": "prompt"}
    assert told.value.errors[0]["code"] == "missing_input"


def test_an_unknown_input_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownInput, match="'promt'") as told:
        validate_inputs(WANTED, {"prompt": "x", "promt": "y"})
    assert told.value.hint == "Its inputs: prompt, count, photo."


def test_every_wrong_input_is_told_at_once() -> None:
    with pytest.raises(InputError) as told:
        validate_inputs(WANTED, {"extra": 1, "count": "two", "photo": 3})
    assert [(error["loc"], error["code"]) for error in told.value.errors] == [
        (["extra"], "unknown_input"),
        (["prompt"], "missing_input"),
        (["count"], "bad_field"),
        (["photo"], "bad_field"),
    ]


@pytest.mark.parametrize("body", [None, [], "prompt", 3, True])
def test_a_body_that_is_no_object(body: object) -> None:
    with pytest.raises(BadField):
        validate_inputs(WANTED, body)


def test_a_workflow_without_inputs_takes_an_empty_object_only() -> None:
    assert validate_inputs((), {}) == {}
    with pytest.raises(UnknownInput):
        validate_inputs((), {"prompt": "x"})


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "a"),
        ("number", 3),
        ("number", -0.5),
        ("boolean", False),
        ("list", [1, "b", None]),
        ("params", {"seed": 4}),
        ("image", "ast_01hxyz"),
        ("file", "ast_01hxyz"),
    ],
)
def test_values_of_each_type(kind: HandleType, value: object) -> None:
    assert validate_inputs([RunInput("x", kind)], {"x": value}) == {"x": value}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", 3),
        ("text", ["a"]),
        ("text", "\ud800"),
        ("number", "3"),
        ("number", True),
        ("number", float("nan")),
        ("number", float("inf")),
        ("number", 10**400),
        ("boolean", 1),
        ("boolean", "true"),
        ("list", "a,b"),
        ("params", []),
        ("image", 3),
        ("image", ""),
        ("image", "photo.png"),
        ("image", "ast_../../secret"),
        ("image", {"url": "http://x/y.png"}),
        ("image", {"attachmentId": 3}),
        ("image", {"attachmentId": "http://example.com/cat.png"}),
        ("image", "https://example.com/\ud800"),
        ("image", ["ast_01hxyz"]),
    ],
)
def test_values_of_another_type_are_refused(kind: HandleType, value: object) -> None:
    with pytest.raises(BadField, match="'x'"):
        validate_inputs([RunInput("x", kind)], {"x": value})


def test_an_image_output_object_stands_for_its_asset() -> None:
    given = {"photo": {"attachmentId": "ast_01hxyz", "url": "http://localhost/x"}, "prompt": "x"}
    assert validate_inputs(WANTED, given)["photo"] == "ast_01hxyz"


@pytest.mark.parametrize("kind", ["image", "file"])
@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/cat.png",
        "http://example.com",
        "data:image/png;base64,AAAA",
        "data:,",
    ],
)
def test_an_image_may_be_named_by_an_address(kind: HandleType, address: str) -> None:
    assert validate_inputs([RunInput("photo", kind)], {"photo": address}) == {"photo": address}


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "gopher://example.com/", "ftp://example.com/a.png", "//example.com"],
)
def test_addresses_of_other_kinds_are_refused_with_what_there_is(address: str) -> None:
    with pytest.raises(BadField, match="an http\\(s\\) address or a data URI"):
        validate_inputs([RunInput("photo", "image")], {"photo": address})


def test_a_deeply_nested_value_is_refused() -> None:
    deep: Any = []
    for _ in range(5_000):
        deep = [deep]
    with pytest.raises(BadField, match="nested"):
        validate_inputs([RunInput("x", "list")], {"x": deep})


def test_defaults_must_be_of_their_type() -> None:
    assert default_problem(RunInput("n", "number", default=3)) is None
    assert default_problem(RunInput("n", "number")) is None
    assert "a number" in (default_problem(RunInput("n", "number", default="3")) or "")

"""Errors are told in words, and exit codes say whose turn it is."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from limner.cli.trouble import Refused, exit_code, show
from limner.errors import (
    AlreadyRunning,
    BadField,
    InvalidWorkflow,
    LimnerError,
    NotFound,
    Problem,
    ProviderTimeout,
    StorageFull,
    UnknownModel,
)


def told(error: dict[str, Any]) -> str:
    console = Console(file=io.StringIO(), width=60)
    with console.capture() as captured:
        show(console, error)
    return captured.get()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BadField("x"), 2),
        (UnknownModel("x"), 2),
        (NotFound("x"), 2),
        (InvalidWorkflow([]), 2),
        (StorageFull("x"), 1),
        (AlreadyRunning("x"), 1),
        (ProviderTimeout("x"), 1),
        (Refused(422, {}), 2),
        (Refused(413, {}), 2),
        (Refused(404, {}), 2),
        (Refused(409, {}), 1),
        (Refused(401, {}), 1),
        (Refused(503, {}), 1),
    ],
)
def test_what_can_be_typed_better_is_2_and_the_rest_is_1(
    error: LimnerError | Refused, code: int
) -> None:
    assert exit_code(error) == code


def test_one_problem_is_one_sentence_with_its_hint() -> None:
    text = told(BadField("The input 'n' [x] is no number.", hint="Write 3.").as_json())
    assert text == "Error The input 'n' [x] is no number.\n→ Write 3.\n"


def test_several_problems_are_listed_with_their_places() -> None:
    problems = [
        Problem("bad_field", "Not a field.", "draw", "q"),
        Problem("cycle", "They need each other.", None, None),
    ]
    lines = told(InvalidWorkflow(problems).as_json()).splitlines()
    assert lines[0].endswith(": 2 problems")
    assert lines[1].split() == ["draw.q", "Not", "a", "field.", "(bad_field)"]
    assert "They need each other." in lines[2]


def test_a_failed_node_is_named() -> None:
    assert told({"nodeId": "draw", "detail": "No credit."}) == "Error draw: No credit.\n"


def test_an_answer_without_a_reason_still_says_something() -> None:
    assert told(Refused(500, {}).body) == "Error The server answered 500.\n"

"""Names of tools: what they stand for where a document is brought to."""

from __future__ import annotations

from typing import Any

import pytest

from harness.sample_documents import document
from limner.workflows.called_names import CALLED, names_given, stand_ins, with_called
from limner.workflows.document import parse_document

NOBODY: frozenset[str] = frozenset()


def test_the_only_workflow_of_a_name_stands_in() -> None:
    assert stand_ins({"wf_a": "A", "wf_b": "B"}, {"A": ["wf_1"]}, NOBODY) == {"wf_a": "wf_1"}


def test_of_several_of_a_name_none_stands_in() -> None:
    assert stand_ins({"wf_a": "A"}, {"A": ["wf_1", "wf_2"]}, NOBODY) == {}


def test_none_stands_in_twice() -> None:
    assert stand_ins({"wf_a": "A", "wf_b": "A"}, {"A": ["wf_1"]}, NOBODY) == {"wf_a": "wf_1"}
    assert stand_ins({"wf_a": "A"}, {"A": ["wf_1"]}, frozenset({"wf_1"})) == {}


@pytest.mark.parametrize("given", [None, [], "wf_a", {"wf_a": 3}])
def test_names_that_are_none_are_left_out(given: Any) -> None:
    assert names_given(parse_document(document([]) | {CALLED: given})) == {}


def test_names_go_with_what_they_name() -> None:
    drawn = parse_document(document([("a", "paint", {"prompt": "wf_a"})]))
    named = with_called(drawn, {"wf_a": "wf_1"}, {"wf_1": "A"})
    assert named.raw[CALLED] == {"wf_1": "A"}
    assert named.by_id["a"].data["prompt"] == "wf_1"
    assert CALLED not in with_called(named, {}, {}).raw
    assert with_called(named, {}, {"wf_1": "A"}) is named

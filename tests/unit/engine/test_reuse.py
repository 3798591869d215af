"""An earlier result stands for a node exactly as long as nothing it depends on has changed."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from harness.sample_nodes import SAMPLE_NODES
from limner.engine.plan import Plan, Step, Wire
from limner.engine.reuse import (
    assets_in,
    item_key,
    newest_by_key,
    output_digest,
    reusable,
    step_key,
)
from limner.storage.queries.runs import KnownResult

TRIGGER = {"prompt": "a fox"}


def chain(**data: dict[str, Any]) -> Plan:
    """start → first → second, and a third that a template ties to first."""
    return Plan(
        (
            Step("start", "start", data.get("start", {})),
            Step(
                "first",
                "words",
                data.get("first", {"text": "one"}),
                (Wire("text-in", "start", "prompt"),),
                ("start",),
            ),
            Step(
                "second",
                "words",
                data.get("second", {"text": "two"}),
                (Wire("text-in", "first", "text-out"),),
                ("first",),
            ),
            Step(
                "third",
                "words",
                data.get("third", {"text": "{{ first.output.text }}"}),
                (),
                ("first",),
            ),
        ),
        trigger="start",
    )


def _version(step: Step) -> str:
    return str(SAMPLE_NODES[step.type_id].version)


def _found(plan: Plan, known: list[KnownResult], trigger: dict[str, Any]) -> dict[str, KnownResult]:
    return reusable(plan, SAMPLE_NODES, newest_by_key(known), trigger, _version)


def results_of(
    plan: Plan, trigger: dict[str, Any] = TRIGGER, run_id: str = "run_1"
) -> list[KnownResult]:
    """What a run of the plan leaves behind: each node's output is its data."""
    digests: dict[str, str] = {}
    known = []
    for step in plan.steps:
        node = SAMPLE_NODES[step.type_id]
        key = step_key(step, str(node.version), digests, trigger if node.is_trigger else None)
        digests[step.node_id] = output_digest(trigger if node.is_trigger else step.data)
        known.append(KnownResult(key, digests[step.node_id], run_id, step.node_id))
    return known


def reused(plan: Plan, known: list[KnownResult], trigger: dict[str, Any] = TRIGGER) -> list[str]:
    return list(_found(plan, known, trigger))


def test_nothing_changed_and_nothing_runs() -> None:
    assert reused(chain(), results_of(chain())) == ["start", "first", "second", "third"]


def test_nothing_known_and_everything_runs() -> None:
    assert reused(chain(), []) == []


@pytest.mark.parametrize(
    ("changed", "still"),
    [
        ("second", ["start", "first", "third"]),
        ("third", ["start", "first", "second"]),
        ("first", ["start"]),
    ],
)
def test_a_change_runs_exactly_what_depends_on_it(changed: str, still: list[str]) -> None:
    plan = chain(**{changed: {"text": "changed"}})
    assert reused(plan, results_of(chain())) == still


def test_other_inputs_run_what_depends_on_them() -> None:
    assert reused(chain(), results_of(chain()), {"prompt": "an owl"}) == []


def test_what_is_to_run_always_runs_with_all_that_depends_on_it() -> None:
    plan = msgspec.structs.replace(chain(), always=frozenset({"first"}))
    assert reused(plan, results_of(chain())) == ["start"]


def test_changing_back_finds_the_earlier_result_again() -> None:
    older = results_of(chain(), run_id="run_1")
    newer = results_of(chain(second={"text": "changed"}), run_id="run_2")
    found = _found(chain(), newer + older, TRIGGER)
    assert found["second"].run_id == "run_1"
    assert found["first"].run_id == "run_2"


def test_a_run_may_take_from_several_earlier_ones() -> None:
    plan = chain(second={"text": "x"}, third={"text": "y"})
    known = results_of(chain(second={"text": "x"})) + results_of(chain(third={"text": "y"}))
    assert reused(plan, known) == ["start", "first", "second", "third"]


STEP = Step("it", "words", {"text": "a"}, (Wire("text-in", "up", "out"),), ("up",))
DIGESTS = {"up": "1", "aside": "2"}


@pytest.mark.parametrize(
    "other",
    [
        msgspec.structs.replace(STEP, node_id="twin"),
        msgspec.structs.replace(STEP, type_id="paint"),
        msgspec.structs.replace(STEP, data={"text": "b"}),
        msgspec.structs.replace(STEP, pairing="product"),
        msgspec.structs.replace(STEP, wires=(Wire("text-in", "up", "other"),)),
        msgspec.structs.replace(STEP, wires=(Wire("other-in", "up", "out"),)),
        msgspec.structs.replace(STEP, wires=()),
        msgspec.structs.replace(STEP, needs=("up", "aside")),
    ],
)
def test_whatever_makes_a_difference_makes_another_key(other: Step) -> None:
    assert step_key(other, "1", DIGESTS, None) != step_key(STEP, "1", DIGESTS, None)
    assert step_key(STEP, "2", DIGESTS, None) != step_key(STEP, "1", DIGESTS, None)
    assert step_key(STEP, "1", {"up": "3"}, None) != step_key(STEP, "1", {"up": "1"}, None)


def test_the_order_of_keys_and_of_needs_makes_none() -> None:
    ordered = msgspec.structs.replace(STEP, data={"a": 1, "b": 2}, needs=("up", "aside"))
    turned = msgspec.structs.replace(STEP, data={"b": 2, "a": 1}, needs=("aside", "up"))
    assert step_key(ordered, "1", DIGESTS, None) == step_key(turned, "1", DIGESTS, None)


def test_the_order_of_wires_does() -> None:
    wires = (Wire("text-in", "up", "out"), Wire("text-in", "aside", "out"))
    one = msgspec.structs.replace(STEP, wires=wires)
    other = msgspec.structs.replace(STEP, wires=wires[::-1])
    assert step_key(one, "1", DIGESTS, None) != step_key(other, "1", DIGESTS, None)


def test_an_items_key_is_its_own_and_not_its_places() -> None:
    key = item_key(STEP, "1", [("text-in", ["a fox"])], [])
    assert key == item_key(STEP, "1", [("text-in", ["a fox"])], [])
    assert key != item_key(STEP, "1", [("text-in", ["an owl"])], [])
    assert key != item_key(STEP, "1", [("text-in", ["a fox"])], ["another"])
    assert key != item_key(
        msgspec.structs.replace(STEP, data={}), "1", [("text-in", ["a fox"])], []
    )


def test_the_images_an_output_names_are_found_wherever_they_stand() -> None:
    output = {
        "attachmentId": "ast_1",
        "images": [{"attachmentId": "ast_2", "_metadata": {"attachmentId": "ast_3"}}],
        "text": "ast_4",
        "items": [None, 5],
    }
    assert assets_in(output) == {"ast_1", "ast_2", "ast_3"}

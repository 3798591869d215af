"""A node that ran once per item has one output, in the order of the items."""

from __future__ import annotations

from typing import Any

from limner.engine.items import (
    common_error,
    failure_warning,
    item_outputs,
    output_at,
    progress_at,
)
from limner.engine.places import inside
from limner.engine.plan import Step
from limner.storage.queries.runs import WHOLE_NODE, ExecutionRow


def done(item: int, **output: Any) -> ExecutionRow:
    return ExecutionRow(run_id="run_1", node_id="it", item=item, status="succeeded", output=output)


def failed(item: int, detail: str | None = "No credit.") -> ExecutionRow:
    error = None if detail is None else {"code": "provider_no_credit", "detail": detail}
    return ExecutionRow(run_id="run_1", node_id="it", item=item, status="failed", error=error)


def combined(rows: list[ExecutionRow]) -> Any:
    """The output of a node that fanned out into these items."""
    whole = ExecutionRow(run_id="run_1", node_id="it", items=len(rows))
    places = {("it", row.item): row for row in [whole, *rows]}
    return output_at(places, Step("it", "image", {}), WHOLE_NODE)


def test_items_and_images_stand_in_order_and_failures_keep_their_place() -> None:
    rows = [done(0, images=["a", "b"]), failed(1), done(2, images=["c"])]
    assert combined(rows) == {
        "items": [
            {"status": "succeeded", "output": {"images": ["a", "b"]}},
            {"status": "failed", "error": {"code": "provider_no_credit", "detail": "No credit."}},
            {"status": "succeeded", "output": {"images": ["c"]}},
        ],
        "images": ["a", "b", "c"],
    }
    assert item_outputs(rows) == ({"images": ["a", "b"]}, None, {"images": ["c"]})


def test_without_images_there_is_no_list_of_them() -> None:
    assert combined([done(0, text="a")]) == {
        "items": [{"status": "succeeded", "output": {"text": "a"}}]
    }
    assert combined([]) == {"items": []}


def test_a_partial_failure_is_a_warning_that_names_the_first() -> None:
    [warning] = failure_warning([done(0), failed(1), failed(2, "Another.")])
    assert warning.code == "item_failed"
    assert warning.message == "2 of 3 items failed. Item 2: No credit."
    assert failure_warning([done(0), done(1)]) == ()


def test_a_whole_failure_is_the_first_items_error() -> None:
    error = common_error([failed(0), failed(1, "Another.")])
    assert error == {
        "code": "provider_no_credit",
        "detail": "All 2 items failed. Item 1: No credit.",
    }
    assert "failed" in common_error([failed(0, None)])["detail"]


def test_what_all_items_may_have_cost_is_told_with_the_first_that_may_have() -> None:
    lost = failed(1, "Lost.")
    lost.error = {"code": "unknown_outcome", "detail": "Lost.", "possibleCost": 4}
    error = common_error([failed(0), lost, lost])
    assert error["detail"] == "All 3 items failed. Item 2: Lost."
    assert (error["code"], error["possibleCost"]) == ("unknown_outcome", 8)
    lost.error["possibleCost"] = None
    assert common_error([failed(0), lost])["possibleCost"] is None


LOOP = Step("loop", "loop", {}, body=(Step("a", "t", {}, depth=1), Step("b", "t", {}, depth=1)))
ONE_RESULT = Step(
    "loop", "loop", {}, body=(Step("a", "t", {}, depth=1), Step("b", "t", {}, (), ("a",), depth=1))
)


def loop_rows() -> dict[tuple[str, int], ExecutionRow]:
    """A loop of three items, of which the second failed at `a` and the third has not begun."""

    def row(node_id: str, item: int, status: str, **fields: Any) -> ExecutionRow:
        return ExecutionRow(run_id="run_1", node_id=node_id, item=item, status=status, **fields)

    error = {"nodeId": "a", "code": "provider_no_credit", "detail": "No credit."}
    rows = [
        row("loop", WHOLE_NODE, "running", items=3, output={"items": ["x", "y", "z"]}),
        row("loop", 0, "succeeded"),
        row("loop", 1, "failed", error=error),
        row("a", WHOLE_NODE, "running", items=3),
        row("a", 0, "succeeded", output={"text": "a0"}),
        row("a", 1, "failed", error=error),
        row("b", WHOLE_NODE, "running", items=3),
        row("b", 0, "succeeded", output={"text": "b0"}),
        row("b", 1, "skipped"),
    ]
    return {(row.node_id, row.item): row for row in rows}


def test_a_loop_gives_what_its_last_node_gave_for_each_item_and_what_failed() -> None:
    output = output_at(loop_rows(), ONE_RESULT, WHOLE_NODE)
    assert output is not None
    assert output["results"] == [{"text": "b0"}, None, None]
    [error] = output["errors"]
    assert (error["index"], error["item"], error["nodeId"]) == (1, "y", "a")
    assert error["error"]["code"] == "provider_no_credit"


def test_where_several_nodes_are_last_a_result_holds_each_under_its_id() -> None:
    output = output_at(loop_rows(), LOOP, WHOLE_NODE)
    assert output is not None
    assert output["results"][0] == {"a": {"text": "a0"}, "b": {"text": "b0"}}


def test_a_node_inside_has_its_items_in_order_those_to_come_included() -> None:
    output = output_at(loop_rows(), ONE_RESULT.body[0], WHOLE_NODE)
    assert output is not None
    assert [item["status"] for item in output["items"]] == ["succeeded", "failed", "pending"]


def test_progress_counts_items_of_the_loop_and_of_the_nodes_inside() -> None:
    rows = loop_rows()
    assert progress_at(rows, ONE_RESULT) == {"done": 1, "failed": 1, "total": 3}
    assert progress_at(rows, ONE_RESULT.body[1]) == {"done": 1, "failed": 0, "total": 3}
    assert progress_at(rows, Step("elsewhere", "t", {})) is None


def test_progress_of_a_node_in_a_loop_in_a_loop_counts_what_is_known_to_be_run() -> None:
    deep = Step("deep", "t", {}, depth=2)
    rows = {
        ("deep", WHOLE_NODE): ExecutionRow(run_id="r", node_id="deep", items=2),
        ("deep", 0): ExecutionRow(run_id="r", node_id="deep", item=0, items=3),
        ("deep", inside(0, 1)): ExecutionRow(
            run_id="r", node_id="deep", item=inside(0, 1), status="succeeded"
        ),
    }
    assert progress_at(rows, deep) == {"done": 1, "failed": 0, "total": 3}

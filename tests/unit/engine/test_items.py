"""A node that ran once per item has one output, in the order of the items."""

from __future__ import annotations

from typing import Any

from limner.engine.items import combined_output, common_error, failure_warning, item_outputs
from limner.storage.queries.runs import ExecutionRow


def done(item: int, **output: Any) -> ExecutionRow:
    return ExecutionRow(run_id="run_1", node_id="it", item=item, status="succeeded", output=output)


def failed(item: int, detail: str | None = "No credit.") -> ExecutionRow:
    error = None if detail is None else {"code": "provider_no_credit", "detail": detail}
    return ExecutionRow(run_id="run_1", node_id="it", item=item, status="failed", error=error)


def test_items_and_images_stand_in_order_and_failures_keep_their_place() -> None:
    rows = [done(0, images=["a", "b"]), failed(1), done(2, images=["c"])]
    assert combined_output(rows) == {
        "items": [
            {"status": "succeeded", "output": {"images": ["a", "b"]}},
            {"status": "failed", "error": {"code": "provider_no_credit", "detail": "No credit."}},
            {"status": "succeeded", "output": {"images": ["c"]}},
        ],
        "images": ["a", "b", "c"],
    }
    assert item_outputs(rows) == ({"images": ["a", "b"]}, None, {"images": ["c"]})


def test_without_images_there_is_no_list_of_them() -> None:
    assert combined_output([done(0, text="a")]) == {
        "items": [{"status": "succeeded", "output": {"text": "a"}}]
    }
    assert combined_output([]) == {"items": []}


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

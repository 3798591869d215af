"""The one output of a node that ran once per item of a list or a loop. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from limner.engine.places import index_of, inside, path_of
from limner.engine.plan import Step
from limner.models.image_request import RequestWarning
from limner.nodes.contract import MADE, Json
from limner.storage.queries.runs import WHOLE_NODE, ExecutionRow
from limner.values import total

Rows = Mapping[tuple[str, int], ExecutionRow]
"""The rows of a run by node and place."""


def output_at(rows: Rows, step: Step, place: int) -> Json | None:
    """What templates and the interface see of a step at a place: its output, its items together,
    or, of a loop, the results and errors of its items. None where it has none."""
    row = rows.get((step.node_id, place))
    if row is None or row.items is None:
        return row.output if row else None
    if step.body and len(path_of(place)) == step.depth:
        return _loop_output(rows, step, place, row)
    return _combined(rows, step, place, row.items)


def _combined(rows: Rows, step: Step, place: int, count: int) -> Json:
    """`items` with each item's status and output or error, and in their order `images` and the
    like."""
    items = [_item(rows, step, inside(place, index)) for index in range(count)]
    output: Json = {"items": items}
    for key in MADE:
        made = [file for item in items for file in _made(item.get("output"), key)]
        if made:
            output[key] = made
    return output


def _item(rows: Rows, step: Step, place: int) -> Json:
    row = rows.get((step.node_id, place))
    if row is None:
        return {"status": "pending", "error": None}
    if row.status == "succeeded":
        return {"status": row.status, "output": output_at(rows, step, place)}
    return {"status": row.status, "error": row.error}


def _made(output: Json | None, key: str) -> list[Any]:
    files = (output or {}).get(key)
    return files if isinstance(files, list) else []


def _loop_output(rows: Rows, step: Step, place: int, row: ExecutionRow) -> Json:
    """`results` in item order, None where there is none, and `errors` with what failed."""
    given = items_given(row)
    results: list[Any] = []
    errors: list[Json] = []
    last = step.results
    for index, item in enumerate(given):
        at = inside(place, index)
        of_item = rows.get((step.node_id, at))
        succeeded = of_item is not None and of_item.status == "succeeded"
        results.append(_result(rows, last, at) if succeeded else None)
        if of_item is not None and of_item.status == "failed":
            error = of_item.error or {}
            node_id = error.get("nodeId")
            errors.append({"index": index, "item": item, "nodeId": node_id, "error": error})
    return {"results": results, "errors": errors}


def _result(rows: Rows, last: Sequence[Step], place: int) -> Any:
    """What an item of a loop came to: what its last node gave, or all of them by their ids."""
    if len(last) == 1:
        return output_at(rows, last[0], place)
    return {step.node_id: output_at(rows, step, place) for step in last}


def progress_at(rows: Rows, step: Step, place: int = WHOLE_NODE) -> Json | None:
    """How many items of a step are done, have failed, and are known to be to run, in all; None
    where it does not run by items."""
    row = rows.get((step.node_id, place))
    if row is None or row.items is None:
        return None
    counts = Counter({"done": 0, "failed": 0, "total": 0})
    for index in range(row.items):
        at = inside(place, index)
        if len(path_of(at)) < step.depth:
            counts.update(progress_at(rows, step, at) or {})
            continue
        item = rows.get((step.node_id, at))
        status = item.status if item else None
        counts.update(done=status == "succeeded", failed=status == "failed", total=1)
    return dict(counts)


def items_given(row: ExecutionRow) -> list[Any]:
    """The items a loop runs for, as they were when it began."""
    items: list[Any] = (row.output or {}).get("items", [])
    return items


def item_outputs(rows: Sequence[ExecutionRow]) -> tuple[Json | None, ...]:
    """Each item's output, None where it failed."""
    return tuple(row.output if row.status == "succeeded" else None for row in rows)


def failure_warning(rows: Sequence[ExecutionRow]) -> tuple[RequestWarning, ...]:
    """A warning that says how many items failed and why the first did; none if none failed."""
    failed = [row for row in rows if row.status != "succeeded"]
    if not failed:
        return ()
    first = failed[0]
    reason = first.error["detail"] if first.error else first.status
    message = (
        f"{len(failed)} of {len(rows)} items failed. Item {index_of(first.item) + 1}: {reason}"
    )
    return (RequestWarning("item_failed", message),)


def common_error(rows: Sequence[ExecutionRow]) -> Json:
    """The error of a node none of whose items succeeded: one item's, and how many failed.

    It is the first that may have cost something, with what all may have cost together, else
    the first.
    """
    errors = [row.error or {} for row in rows]
    unclear = [place for place, error in enumerate(errors) if "possibleCost" in error]
    place = unclear[0] if unclear else 0
    number = index_of(rows[place].item) + 1
    reason = errors[place].get("detail", rows[place].status)
    told = errors[place] | {"detail": f"All {len(rows)} items failed. Item {number}: {reason}"}
    if unclear:
        told["possibleCost"] = total(errors[place]["possibleCost"] for place in unclear)
    return told

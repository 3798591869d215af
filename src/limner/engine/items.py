"""The one output of a node that ran once per item of a list. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from limner.models.image_request import RequestWarning
from limner.nodes.contract import Json
from limner.storage.queries.runs import ExecutionRow
from limner.values import total


def combined_output(rows: Sequence[ExecutionRow]) -> Json:
    """`images` in item order, and `items` with each item's status and output or error."""
    output: Json = {"items": [_item(row) for row in rows]}
    images = [image for row in rows for image in _images(row)]
    if images:
        output["images"] = images
    return output


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
    message = f"{len(failed)} of {len(rows)} items failed. Item {first.item + 1}: {reason}"
    return (RequestWarning("item_failed", message),)


def common_error(rows: Sequence[ExecutionRow]) -> Json:
    """The error of a node none of whose items succeeded: one item's, and how many failed.

    It is the first that may have cost something, with what all may have cost together, else
    the first.
    """
    errors = [row.error or {} for row in rows]
    unclear = [place for place, error in enumerate(errors) if "possibleCost" in error]
    place = unclear[0] if unclear else 0
    reason = errors[place].get("detail", rows[place].status)
    told = errors[place] | {"detail": f"All {len(rows)} items failed. Item {place + 1}: {reason}"}
    if unclear:
        told["possibleCost"] = total(errors[place]["possibleCost"] for place in unclear)
    return told


def _item(row: ExecutionRow) -> dict[str, Any]:
    if row.status == "succeeded":
        return {"status": row.status, "output": row.output}
    return {"status": row.status, "error": row.error}


def _images(row: ExecutionRow) -> list[Any]:
    images = (row.output or {}).get("images")
    return images if isinstance(images, list) else []

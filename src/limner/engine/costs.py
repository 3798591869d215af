"""What nodes and runs are told to have cost: credits, and nothing where nobody knows."""

from __future__ import annotations

from collections.abc import Iterable

from limner.storage.queries.runs import WHOLE_NODE, ExecutionRow
from limner.values import credits_from

COST_UNKNOWN = "cost_unknown"
"""The code of the warning that a result's cost is not known."""


def node_cost(rows: Iterable[ExecutionRow]) -> int | None:
    """The credits of a node from its rows, items included; None where a part is not known."""
    rows = list(rows)
    if any(_is_unknown(row) for row in rows):
        return None
    return credits_from(sum(row.cost for row in rows if row.item == WHOLE_NODE))


def _is_unknown(row: ExecutionRow) -> bool:
    """What was made before costs nothing again, whatever it cost then."""
    return not row.cached and any(warning["code"] == COST_UNKNOWN for warning in row.warnings)

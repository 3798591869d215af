"""Some items of a node, wherever its loops put them, read without the others."""

from __future__ import annotations

from sqlalchemy import Connection

from limner.engine.places import around, index_of, inside, level, path_of
from limner.media.outputs import files_in
from limner.nodes.contract import Json
from limner.storage.queries import runs as queries
from limner.storage.queries.runs import ExecutionRow


def read_items(
    connection: Connection, run_id: str, node_id: str, depth: int, first: int, count: int
) -> Json:
    """Those items from the one of a number on that have begun, as far as they are known to be.

    ``depth`` is how many loops the node is inside of. The items of all of them are one row, those
    of the first item of the outermost loop before those of the second.
    """
    groups = queries.item_counts(connection, run_id, node_id, *level(max(depth - 1, 0)))
    begins: dict[int, int] = {}
    total = 0
    for place, items in groups:
        begins[place] = total
        total += items
    wanted = [
        (max(first - begins[place], 0), min(first + count - begins[place], items), place)
        for place, items in groups
        if begins[place] < first + count and first < begins[place] + items
    ]
    if not wanted:
        return {"total": total, "items": []}
    (low, _, first_place), (_, high, last_place) = wanted[0], wanted[-1]
    rows = queries.executions_between(
        connection, run_id, node_id, inside(first_place, low), inside(last_place, high - 1)
    )
    known = dict(groups)
    found = []
    for row in rows:
        group, index = around(row.item), index_of(row.item)
        if index < known.get(group, 0):
            found.append(_item(begins[group] + index, row, _with_output(connection, row)))
    return {"total": total, "items": found}


def _with_output(connection: Connection, row: ExecutionRow) -> ExecutionRow:
    """The row that has what an item made: where a list runs in it, that of the list's first."""
    if not row.items:
        return row
    place = inside(row.item, 0)
    below = queries.executions_between(connection, row.run_id, row.node_id, place, place)
    return below[0] if below else row


def _item(number: int, row: ExecutionRow, made: ExecutionRow) -> Json:
    """An item with the first file that it made."""
    file = next(iter(files_in(made.output)), None)
    metadata = file["_metadata"] if file else {}
    return {
        "index": number,
        "path": list(path_of(row.item)),
        "status": row.status,
        "assetId": metadata.get("attachmentId"),
        "mimeType": metadata.get("mimeType"),
        "error": row.error,
    }

"""Items from a text: lines, rows of a table, or JSON. Pure."""

from __future__ import annotations

import csv
import io
from typing import Any, Literal

import msgspec

from limner.errors import BadField

Split = Literal["lines", "csv", "json"]

SPLITS = (
    ("lines", "Lines", "One item per line."),
    ("csv", "CSV", "One item per row; the first row names the columns."),
    ("json", "JSON", "A JSON array."),
)


def split_items(text: str, split: Split) -> list[Any]:
    """The items of a text. Raises BadField where it is not what ``split`` says."""
    if split == "lines":
        return [line.strip() for line in text.splitlines() if line.strip()]
    if split == "csv":
        return _csv_items(text)
    try:
        items = msgspec.json.decode(text)
    except (ValueError, RecursionError) as error:
        raise BadField(f"The text is not JSON: {error}.", hint="Write a JSON array.") from error
    if not isinstance(items, list):
        raise BadField("The JSON is not an array.", hint="Write a JSON array: [ … ].")
    return items


def _csv_items(text: str) -> list[Any]:
    """Rows as objects by column; a single column gives its values alone."""
    try:
        rows = [row for row in csv.reader(io.StringIO(text.strip()), strict=True) if row]
    except csv.Error as error:
        raise BadField(f"The text is not CSV: {error}.") from error
    if not rows:
        return []
    columns = [column.strip() for column in rows[0]]
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(columns):
            raise BadField(
                f"Row {number} has {len(row)} values; the header has {len(columns)} columns."
            )
    if len(columns) == 1:
        return [row[0] for row in rows[1:]]
    return [dict(zip(columns, row, strict=True)) for row in rows[1:]]

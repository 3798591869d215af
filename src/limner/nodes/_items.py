"""Items from what a node is given: a list, or a text of lines, rows of a table, or JSON. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec

from limner import template
from limner.errors import BadField, InputError
from limner.nodes.contract import Expected, Json, Schema

MOST_ROWS = 100_000
"""Items of one text: more than any node runs for, also where several make one."""

_DEEPEST = 100
_DELIMITERS = (",", "\t", ";")
_QUOTED = re.compile(r'"[^"]*"')
_AROUND_A_TABLE = "\ufeff\r\n "
"""A byte order mark, as spreadsheets save it, and empty lines; no tabs, which are empty values."""

Split = Literal["lines", "csv", "json"]

SPLITS = (
    ("lines", "Lines", "One item per line."),
    ("csv", "CSV", "One item per row; the first row names the columns."),
    ("json", "JSON", "A JSON array."),
)


def items_of(value: Any, split: Split) -> Sequence[Any]:
    """The items a value stands for. Raises BadField where it stands for none."""
    if isinstance(value, list):
        return value
    if value is None:
        return []
    if isinstance(value, str):
        return split_items(value, split)
    raise BadField(
        f"A list is needed here, and {value!r:.80} is none.",
        hint="Name a list, or pass the items as lines, CSV or JSON.",
    )


def known_items(value: Any, split: Split) -> Sequence[Any] | None:
    """The items as far as they stand in the data; None where a template gives them.

    A template in an item changes the item, and not how many there are. Raises BadField.
    """
    if isinstance(value, str) and template.is_template(value):
        return None
    return items_of(value, split)


def foreseen_length(value: Any, split: Split, inputs: Json) -> int | None:
    """How many items there will be, also where a template names them of what a run is given."""
    try:
        known = known_items(value, split)
        if known is None:
            known = items_of(template.value_of(value, {"trigger": {"output": inputs}}), split)
    except InputError:
        return None
    return len(known)


def arriving_length(arriving: Mapping[str, Sequence[Expected]], handle: str) -> int | None:
    """How many items a wire will bring, where that is known."""
    expected = arriving.get(handle)
    return expected[0].length if expected else None


def items_schema(value: Any, split: Split) -> Schema | None:
    """A JSON Schema of the items that stand in the data: objects have the keys any of them has."""
    try:
        items = known_items(value, split)
    except BadField:
        return None
    if not items:
        return None
    if not all(isinstance(item, dict) for item in items):
        return {}
    names = dict.fromkeys(key for item in items for key in item)
    return {"type": "object", "properties": {name: {} for name in names}}


def split_items(text: str, split: Split) -> list[Any]:
    """The items of a text. Raises BadField where it is not what ``split`` says, and beyond
    MOST_ROWS."""
    match split:
        case "lines":
            items: list[Any] = [line.strip() for line in text.splitlines() if line.strip()]
        case "csv":
            items = _csv_items(text)
        case "json":
            items = _json_items(text)
    if len(items) > MOST_ROWS:
        raise BadField(f"The text has {len(items):,} items; at most {MOST_ROWS:,} are taken.")
    return items


def _json_items(text: str) -> list[Any]:
    try:
        items = msgspec.json.decode(text)
    except (ValueError, RecursionError) as error:
        raise BadField(f"The text is not JSON: {error}.", hint="Write a JSON array.") from error
    if not isinstance(items, list):
        raise BadField("The JSON is not an array.", hint="Write a JSON array: [ … ].")
    if _is_deeper(items, _DEEPEST):
        raise BadField(f"The JSON is nested more than {_DEEPEST} levels deep.")
    return items


def _is_deeper(value: Any, levels: int) -> bool:
    """Whether a value has more levels of lists and objects; goes no deeper than that."""
    inner = value.values() if isinstance(value, dict) else value
    if not isinstance(value, list | dict):
        return False
    return levels == 0 or any(_is_deeper(one, levels - 1) for one in inner)


def _csv_items(text: str) -> list[Any]:
    """Rows as objects by column; a single column gives its values alone."""
    text = text.strip(_AROUND_A_TABLE)
    try:
        found = csv.reader(io.StringIO(text), strict=True, delimiter=_delimiter(text))
        rows = [row for row in found if row]
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
    _refuse_twins(columns)
    return [dict(zip(columns, row, strict=True)) for row in rows[1:]]


def _delimiter(text: str) -> str:
    """What stands between the columns, by the header: spreadsheets copy with tabs, and where a
    comma is written in numbers they save with semicolons."""
    header = _QUOTED.sub("", text.partition("\n")[0])
    return next((sign for sign in _DELIMITERS if sign in header), _DELIMITERS[0])


def _refuse_twins(columns: Sequence[str]) -> None:
    seen: set[str] = set()
    for column in columns:
        if column in seen:
            raise BadField(
                f"The header names the column {column!r:.80} twice.",
                hint="Give each column a name of its own.",
            )
        seen.add(column)

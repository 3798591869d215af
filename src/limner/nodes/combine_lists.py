"""Combine Lists: one list of several, pair by pair or each with each."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from pydantic import Field

from limner.errors import BadField, ListLengthsDiffer, RequestError, TooManyItems
from limner.models.catalog import Catalog
from limner.nodes._controls import shown_as
from limner.nodes._items import (
    SPLITS,
    Split,
    arriving_length,
    foreseen_length,
    items_of,
    items_schema,
    known_items,
)
from limner.nodes._templates import VALUE_MARK
from limner.nodes.contract import (
    MOST_ITEMS,
    CheckScope,
    Expected,
    Finding,
    Foreseen,
    Handle,
    ItemSchemas,
    Json,
    Node,
    NodeContext,
    NodeData,
    NodeResult,
    OutputField,
    Schema,
    Wiring,
)

Pairing = Literal["zip", "product"]
Lengths = Mapping[str, int | None]
"""How many items each list has, by its name; None where that is not known."""

_MOST_LISTS = 12
_PAIRINGS = (
    ("zip", "By position", "The first with the first, the second with the second; equally long."),
    ("product", "Each with each", "Every combination; the last list changes fastest."),
)


class NamedList(NodeData):
    """One of the lists; what is wired into its socket wins over its items."""

    name: str = Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")
    items: list[Any] | str | None = Field(
        None, json_schema_extra=shown_as("text", template=True) | {VALUE_MARK: True}
    )
    split: Split = Field("lines", json_schema_extra=shown_as("choice", choices=SPLITS))


class CombineListsData(NodeData):
    """The lists by their names, and how they come together."""

    lists: list[NamedList] = Field(
        default_factory=list,
        max_length=_MOST_LISTS,
        title="Lists",
        description="Each is a socket, and a field of every item.",
        json_schema_extra=shown_as("lists", "both", row=1),
    )
    pairing: Pairing = Field(
        "zip",
        title="Combined",
        description="Which items come together.",
        json_schema_extra=shown_as("choice", "both", row=2, choices=_PAIRINGS),
    )


class CombineLists(Node[CombineListsData]):
    type_id = "combine_lists"
    title = "Combine Lists"
    category = "input"
    description = "Makes one list of several: pair by pair, or every combination."
    icon = "combine"
    keywords = ("zip", "product", "pairs", "combinations", "cross", "matrix", "variants", "merge")
    dynamic_inputs = "lists"
    outputs = (Handle("list-out", "Items", "list", field="items"),)
    output_schema = (OutputField("items", "any"),)
    data_type = CombineListsData

    def input_handles(self, data: CombineListsData, catalog: Catalog) -> tuple[Handle, ...]:
        return tuple(Handle(each.name, each.name, "list", takes="list") for each in data.lists)

    def fields_with(self, data: CombineListsData, arriving: ItemSchemas) -> tuple[OutputField, ...]:
        """An item has a field for each list."""
        if not data.lists:
            return self.output_schema
        fields = {each.name: _item_schema(each, arriving) for each in data.lists}
        item = {"type": "object", "properties": fields}
        return (OutputField("items", "any", {"type": "array", "items": item}),)

    def check(self, data: CombineListsData, wiring: Wiring, scope: CheckScope) -> Iterable[Finding]:
        if not data.lists:
            yield Finding("missing_input", "lists", "There is no list to combine: add two.")
        lengths: dict[str, int | None] = {}
        for place, each in enumerate(data.lists):
            if each.name in lengths:
                message = f"The list {each.name!r} is there twice."
                yield Finding("bad_field", f"lists.{place}.name", message)
            try:
                lengths[each.name] = None if wiring.wired(each.name) else _known(each)
            except BadField as error:
                lengths[each.name] = None
                message = f"{each.name}: {error.sentence}"
                yield Finding(error.code, f"lists.{place}.items", message)
            if lengths[each.name] == 0:
                message = f"The list {each.name!r} has no items."
                yield Finding("missing_input", f"lists.{place}.items", message)
        yield from _refused(lengths, data.pairing)

    def check_ahead(self, data: CombineListsData, foreseen: Foreseen) -> Iterable[Finding]:
        yield from _refused(_foreseen(data, foreseen), data.pairing)

    def expected(self, data: CombineListsData, output: Handle, foreseen: Foreseen) -> Expected:
        lengths = _foreseen(data, foreseen)
        try:
            refuse(lengths, data.pairing)
        except RequestError:
            return Expected()
        return Expected(_combined_length(lengths.values(), data.pairing))

    async def run(self, context: NodeContext[CombineListsData]) -> NodeResult:
        """Raises BadField, ListLengthsDiffer and TooManyItems."""
        lists: dict[str, Sequence[Any]] = {}
        for each in context.data.lists:
            arrived = context.arrived(each.name)
            lists[each.name] = items_of(arrived[0] if arrived else each.items, each.split)
        refuse({name: len(items) for name, items in lists.items()}, context.data.pairing)
        return NodeResult({"items": list(_combined(lists, context.data.pairing))})


def refuse(lengths: Lengths, pairing: Pairing) -> None:
    """Raises ListLengthsDiffer and TooManyItems, as far as the lengths are known."""
    known = {name: length for name, length in lengths.items() if length is not None}
    sizes = ", ".join(f"{name} {length:,}" for name, length in known.items())
    if pairing == "zip" and len(set(known.values())) > 1:
        raise ListLengthsDiffer(
            f"Lists that go together by position are equally long; here are {sizes}.",
            hint="Give them the same length, or combine each with each.",
        )
    count = math.prod(known.values())
    if pairing == "product" and count > MOST_ITEMS:
        raise TooManyItems(
            f"Each with each, {sizes} come to {count:,} items; at most {MOST_ITEMS:,} are made.",
            hint="Shorten the lists, or combine fewer of them.",
        )


def _refused(lengths: Lengths, pairing: Pairing) -> Iterator[Finding]:
    try:
        refuse(lengths, pairing)
    except RequestError as error:
        yield Finding(error.code, "lists", error.sentence)


def _combined(lists: Mapping[str, Sequence[Any]], pairing: Pairing) -> Iterator[Json]:
    if not lists:
        return
    rows = (
        itertools.product(*lists.values())
        if pairing == "product"
        else zip(*lists.values(), strict=True)
    )
    for row in rows:
        yield dict(zip(lists, row, strict=True))


def _combined_length(lengths: Iterable[int | None], pairing: Pairing) -> int | None:
    """How many items come of lists of these lengths; of a pair, one length tells the other."""
    found = list(lengths)
    known = [length for length in found if length is not None]
    if pairing == "product":
        return math.prod(known) if len(known) == len(found) > 0 else None
    return known[0] if known else None


def _known(each: NamedList) -> int | None:
    """The length of a list that stands in the data. Raises BadField."""
    items = known_items(each.items, each.split)
    return None if items is None else len(items)


def _item_schema(each: NamedList, arriving: ItemSchemas) -> Schema:
    if each.name in arriving:
        return arriving[each.name]
    return items_schema(each.items, each.split) or {}


def _foreseen(data: CombineListsData, foreseen: Foreseen) -> Lengths:
    return {
        each.name: arriving_length(foreseen.arriving, each.name)
        if foreseen.arriving.get(each.name)
        else foreseen_length(each.items, each.split, foreseen.inputs)
        for each in data.lists
    }


NODE = CombineLists()

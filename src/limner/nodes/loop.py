"""Loop: the nodes inside it run once for each item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from pydantic import Field

from limner.errors import BadField
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
    Node,
    NodeContext,
    NodeData,
    NodeResult,
    OutputField,
    Repetition,
    Wiring,
)

OnError = Literal["continue", "stop"]

_LIST_IN, _ITEMS = "list-in", "items"
_ON_ERROR = (
    ("continue", "Go on", "The others run all the same; what failed is told in errors."),
    ("stop", "Stop", "No more items begin, and the run fails."),
)
_MOST_AT_ONCE = 128
_MOST_RETRIES = 5
_LARGEST_BATCH = 1_000


class LoopData(NodeData):
    """The items, and how the nodes inside run for them."""

    items: list[Any] | str | None = Field(
        None,
        title="Items",
        description="A list, or a template that names one, such as {{ trigger.output.products }}.",
        json_schema_extra=shown_as("text", "both", row=1, template=True) | {VALUE_MARK: True},
    )
    split: Split = Field(
        "lines",
        title="Split a text by",
        description="How items written as a text are told apart.",
        json_schema_extra=shown_as("choice", choices=SPLITS),
    )
    concurrency: int = Field(
        8,
        ge=1,
        le=_MOST_AT_ONCE,
        title="At a time",
        description="How many items are under way together.",
        json_schema_extra=shown_as("number"),
    )
    on_error: OnError = Field(
        "continue",
        title="When an item fails",
        description="Whether the other items still run.",
        json_schema_extra=shown_as("choice", choices=_ON_ERROR),
    )
    retries: int = Field(
        0,
        ge=0,
        le=_MOST_RETRIES,
        title="Tries more",
        description="How often a failed item is tried again; never where it may have been paid.",
        json_schema_extra=shown_as("number"),
    )
    batch_size: int = Field(
        1,
        ge=1,
        le=_LARGEST_BATCH,
        title="Batch",
        description="Above 1, currentItem is a list of so many items.",
        json_schema_extra=shown_as("number"),
    )


class Loop(Node[LoopData]):
    type_id = "loop"
    title = "Loop"
    category = "flow"
    description = "Runs the nodes inside it once for each item, some of them at a time."
    icon = "repeat"
    keywords = ("for each", "iterate", "batch", "repeat", "map")
    inputs = (Handle(_LIST_IN, "Items", "list", takes="list"),)
    outputs = (Handle("list-out", "Results", "list", field="result"),)
    holds_nodes = True
    output_schema = (OutputField("results", "list"), OutputField("errors", "list"))
    inner_schema = (OutputField("currentItem", "any"), OutputField("currentIndex", "number"))
    data_type = LoopData

    def check(self, data: LoopData, wiring: Wiring, scope: CheckScope) -> Iterable[Finding]:
        if wiring.wired(_LIST_IN):
            return
        try:
            items = known_items(data.items, data.split)
        except BadField as error:
            yield Finding(error.code, "items", error.sentence)
            return
        if items is None:
            return
        if not items:
            yield Finding("missing_input", "items", "The loop has no items.")
        yield from _too_many(_count(len(items), data))

    def check_ahead(self, data: LoopData, foreseen: Foreseen) -> Iterable[Finding]:
        yield from _too_many(_length(data, foreseen))

    def inner_fields(self, data: LoopData, arriving: ItemSchemas) -> tuple[OutputField, ...]:
        """Of the present item is known what all items have."""
        item = items_schema(data.items, data.split)
        for named in (_ITEMS, _LIST_IN):
            item = arriving.get(named, item)
        if item is not None and data.batch_size > 1:
            item = {"type": "array", "items": item}
        return (OutputField("currentItem", "any", item), OutputField("currentIndex", "number"))

    def expected(self, data: LoopData, output: Handle, foreseen: Foreseen) -> Expected:
        """One result for each item, as far as these are known before."""
        return Expected(_length(data, foreseen))

    async def run(self, context: NodeContext[LoopData]) -> NodeResult:
        """A wired list wins over the field."""
        data, arrived = context.data, context.arrived(_LIST_IN)
        items = items_of(arrived[0] if arrived else data.items, data.split)
        return NodeResult(
            {},
            repetition=Repetition(
                _batches(items, data.batch_size),
                at_once=data.concurrency,
                stops=data.on_error == "stop",
                retries=data.retries,
            ),
        )


def _length(data: LoopData, foreseen: Foreseen) -> int | None:
    """For how many items the nodes inside will run, where that is known."""
    if foreseen.arriving.get(_LIST_IN):
        length = arriving_length(foreseen.arriving, _LIST_IN)
    else:
        length = foreseen_length(data.items, data.split, foreseen.inputs)
    return None if length is None else _count(length, data)


def _count(length: int, data: LoopData) -> int:
    return -(-length // data.batch_size)


def _too_many(count: int | None) -> Iterable[Finding]:
    if count is not None and count > MOST_ITEMS:
        message = (
            f"The loop would have {count:,} items; at most {MOST_ITEMS:,} run. "
            "Make batches, or several runs."
        )
        yield Finding("too_many_items", "items", message)


def _batches(items: Sequence[Any], size: int) -> Sequence[Any]:
    if size == 1:
        return items
    return [list(items[start : start + size]) for start in range(0, len(items), size)]


NODE = Loop()

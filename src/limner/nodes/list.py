"""List: items that run the next node once each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import Field

from limner.errors import BadField
from limner.nodes._controls import shown_as
from limner.nodes._items import SPLITS, Split, items_schema, split_items
from limner.nodes.contract import (
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
    Wiring,
)
from limner.template import is_template

_LIST_IN = "list-in"


class ListData(NodeData):
    """Items as they are, or a text to be split into them."""

    items: list[Any] | None = Field(
        None,
        title="Items",
        description="The items, in order.",
        json_schema_extra=shown_as("items", "both", row=1, template=True),
    )
    text: str = Field(
        "",
        title="Text",
        description="A text to split into items.",
        json_schema_extra=shown_as("text", template=True),
    )
    split: Split = Field(
        "lines",
        title="Split by",
        description="How the text is split.",
        json_schema_extra=shown_as("choice", choices=SPLITS),
    )


class List(Node[ListData]):
    type_id = "list"
    title = "List"
    category = "input"
    description = "Items that run the next node once each, in order."
    icon = "list"
    keywords = ("batch", "array", "rows", "CSV", "for each")
    inputs = (Handle(_LIST_IN, "Items", "list", takes="list"),)
    outputs = (Handle("list-out", "Items", "list", field="items"),)
    output_schema = (OutputField("items", "any"),)
    data_type = ListData

    def check(self, data: ListData, wiring: Wiring, scope: CheckScope) -> Iterable[Finding]:
        if data.items or data.text.strip() or wiring.wired(_LIST_IN):
            return ()
        return (Finding("missing_input", "items", "The list has no items."),)

    def fields_with(self, data: ListData, arriving: ItemSchemas) -> tuple[OutputField, ...]:
        """Of items that stand in the data, or are known where they come from: what they have."""
        given = data.text if data.items is None else data.items
        item = arriving.get(_LIST_IN, items_schema(given, data.split))
        return (OutputField("items", "any", {"type": "array", "items": item} if item else None),)

    def expected(self, data: ListData, output: Handle, foreseen: Foreseen) -> Expected:
        """A template in an item changes the item, and in the text it may change how many."""
        arriving = foreseen.arriving.get(_LIST_IN)
        if arriving:
            return arriving[0]
        if data.items is not None:
            return Expected(len(data.items))
        if is_template(data.text):
            return Expected()
        try:
            return Expected(len(split_items(data.text, data.split)))
        except BadField:
            return Expected()

    async def run(self, context: NodeContext[ListData]) -> NodeResult:
        """A wired list wins over typed items, and these over the text."""
        arrived = context.arrived(_LIST_IN)
        if arrived:
            return NodeResult({"items": arrived[0]})
        if context.data.items is not None:
            return NodeResult({"items": context.data.items})
        return NodeResult({"items": split_items(context.data.text, context.data.split)})


NODE = List()

"""Compose: several images in one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import Field

from limner.errors import TooManyReferences
from limner.media.edits.compose import Compose as Wanted
from limner.media.edits.compose import Layout, compose
from limner.nodes._controls import only_for, shown_as
from limner.nodes._edit import IMAGE_IN, SEVERAL_IMAGES, EditData, EditNode, images_in
from limner.nodes._edit_data import Anchor, anchor_field, color_field
from limner.nodes.contract import (
    CheckScope,
    Edited,
    Expected,
    Finding,
    Foreseen,
    Handle,
    NodeContext,
    NodeResult,
    Wiring,
)

_MOST_IMAGES = 36
_PERCENT = 100
_LAYOUTS = (
    ("row", "Row", "Side by side, as high as the lowest."),
    ("column", "Column", "Under each other, as wide as the narrowest."),
    ("grid", "Grid", "In rows and columns."),
    ("overlay", "Overlay", "The others over the first."),
)


class ComposeData(EditData):
    """How the images lie, in the order of the wires."""

    layout: Layout = Field(
        "row",
        title="Layout",
        description="Where the images lie, in the order of the wires.",
        json_schema_extra=shown_as("choice", "both", row=1, choices=_LAYOUTS),
    )
    columns: int | None = Field(
        None,
        ge=1,
        le=_MOST_IMAGES,
        title="Columns",
        description="Of a grid; without a number, about as many as rows.",
        json_schema_extra=shown_as("number") | only_for("layout", "grid"),
    )
    gap: int = Field(
        0,
        ge=0,
        le=1_000,
        title="Gap",
        description="Pixels between the images; of an overlay, to the edge.",
        json_schema_extra=shown_as("number"),
    )
    background: str = color_field("white", "Background", "Shows between and behind the images.")
    anchor: Anchor = anchor_field("Where an overlay stands.", only_for("layout", "overlay"))
    scale: int | None = Field(
        None,
        ge=1,
        le=_PERCENT,
        title="Overlay width",
        description="In percent of the first image; without one, as it is.",
        json_schema_extra=shown_as("number") | only_for("layout", "overlay"),
    )
    opacity: int = Field(
        _PERCENT,
        ge=0,
        le=_PERCENT,
        title="Opacity",
        description="Of an overlay, in percent.",
        json_schema_extra=shown_as("number") | only_for("layout", "overlay"),
    )


class Compose(EditNode[ComposeData]):
    type_id = "compose"
    title = "Compose"
    description = "Puts several images into one: side by side, in a grid, or as an overlay."
    icon = "layout-grid"
    keywords = ("side by side", "collage", "grid", "overlay", "watermark", "merge", "join")
    inputs = (SEVERAL_IMAGES,)
    data_type = ComposeData

    def check(self, data: ComposeData, wiring: Wiring, scope: CheckScope) -> Iterable[Finding]:
        yield from super().check(data, wiring, scope)
        if wiring.count(IMAGE_IN) > _MOST_IMAGES:
            message = f"At most {_MOST_IMAGES} images fit into one."
            yield Finding("too_many_references", IMAGE_IN, message)

    def expected(self, data: ComposeData, output: Handle, foreseen: Foreseen) -> Expected:
        return Expected(1)

    async def run(self, context: NodeContext[ComposeData]) -> NodeResult:
        ids = images_in(context)
        if len(ids) > _MOST_IMAGES:
            raise TooManyReferences(f"{len(ids)} images came; at most {_MOST_IMAGES} fit into one.")
        return self.result([await self.edit(context, ids)])

    async def edit(self, context: NodeContext[ComposeData], asset_ids: Sequence[str]) -> Edited:
        data = context.data
        wanted = Wanted(
            layout=data.layout,
            columns=data.columns,
            gap=data.gap,
            background=data.background,
            anchor=data.anchor,
            scale=None if data.scale is None else data.scale / _PERCENT,
            opacity=data.opacity / _PERCENT,
        )
        return await context.edits.make(compose, asset_ids, wanted, kind=self.type_id)


NODE = Compose()

"""Mask: where an image may change, made from an image."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from limner.media.edits.mask import Mask as Wanted
from limner.media.edits.mask import Source, mask
from limner.nodes._controls import only_for, shown_as
from limner.nodes._edit import EditData, EditNode
from limner.nodes._edit_data import color_field
from limner.nodes.contract import Edited, NodeContext

_BRIGHTEST = 255
_SOURCES = (
    ("alpha", "Transparency", "White where the image is transparent."),
    ("luminance", "Brightness", "White where the image is bright."),
    ("color", "Color", "White where the image has this color."),
)


class MaskData(EditData):
    """What of the image becomes white: there another image may change."""

    source: Source = Field(
        "alpha",
        title="White where",
        description="What of the image becomes white; white may change, black stays.",
        json_schema_extra=shown_as("choice", "both", row=1, choices=_SOURCES),
    )
    color: str = color_field(
        "white", "Color", "Which color becomes white.", only_for("source", "color")
    )
    tolerance: int = Field(
        32,
        ge=0,
        le=_BRIGHTEST,
        title="Tolerance",
        description="How far a pixel may be from the color, 0 to 255.",
        json_schema_extra=shown_as("number") | only_for("source", "color"),
    )
    threshold: int | None = Field(
        None,
        ge=0,
        le=_BRIGHTEST,
        title="Threshold",
        description="From which brightness on a pixel is white, 0 to 255; without one, in shades.",
        json_schema_extra=shown_as("number") | only_for("source", "luminance"),
    )
    invert: bool = Field(
        False,
        title="Invert",
        description="White becomes black, and black white.",
        json_schema_extra=shown_as("switch"),
    )
    feather: int = Field(
        0,
        ge=0,
        le=200,
        title="Feather",
        description="Pixels over which the edge fades.",
        json_schema_extra=shown_as("number"),
    )


class Mask(EditNode[MaskData]):
    type_id = "mask"
    title = "Mask"
    description = "Makes a mask of an image: white where another image may change."
    icon = "venetian-mask"
    keywords = ("inpaint", "alpha", "select", "cut out", "chroma key")
    data_type = MaskData

    async def edit(self, context: NodeContext[MaskData], asset_ids: Sequence[str]) -> Edited:
        data = context.data
        wanted = Wanted(
            source=data.source,
            colour=data.color,
            tolerance=data.tolerance,
            threshold=data.threshold,
            invert=data.invert,
            feather=data.feather,
        )
        return await context.edits.make(mask, asset_ids, wanted, kind=self.type_id)


NODE = Mask()

"""Crop: a part of an image."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import Field

from limner.media.edits.crop import RatioCrop, Rectangle, crop_pixels, crop_ratio
from limner.nodes._controls import only_for, shown_as
from limner.nodes._edit import EditData, EditNode
from limner.nodes._edit_data import RATIOS, Anchor, anchor_field
from limner.nodes.contract import Edited, Finding, NodeContext

_RATIO = re.compile(r"([1-9]\d{0,3}(?:\.\d{1,3})?):([1-9]\d{0,3}(?:\.\d{1,3})?)", re.ASCII)
_LARGEST = 100_000


class CropData(EditData):
    """Which part: the largest of a ratio, or a rectangle in pixels."""

    by: Literal["ratio", "pixels"] = Field(
        "ratio",
        title="Crop to",
        description="A ratio keeps as much of the image as it can.",
        json_schema_extra=shown_as(
            "choice",
            choices=(
                ("ratio", "Ratio", "The largest part with these sides."),
                ("pixels", "Pixels", "A rectangle in pixels."),
            ),
        ),
    )
    aspect_ratio: str = Field(
        "1:1",
        pattern=f"^{_RATIO.pattern}$",
        title="Ratio",
        description="Width to height, such as 4:5.",
        json_schema_extra=shown_as("choice", "both", row=1, choices=RATIOS)
        | only_for("by", "ratio"),
    )
    anchor: Anchor = anchor_field(
        "Which part stays where the image is larger than the ratio.", only_for("by", "ratio")
    )
    x: int = Field(
        0,
        ge=0,
        le=_LARGEST,
        title="From the left",
        description="Pixels left out at the left.",
        json_schema_extra=shown_as("number") | only_for("by", "pixels"),
    )
    y: int = Field(
        0,
        ge=0,
        le=_LARGEST,
        title="From the top",
        description="Pixels left out at the top.",
        json_schema_extra=shown_as("number") | only_for("by", "pixels"),
    )
    width: int | None = Field(
        None,
        ge=1,
        le=_LARGEST,
        title="Width",
        description="In pixels; without one, to the right edge.",
        json_schema_extra=shown_as("number") | only_for("by", "pixels"),
    )
    height: int | None = Field(
        None,
        ge=1,
        le=_LARGEST,
        title="Height",
        description="In pixels; without one, to the bottom edge.",
        json_schema_extra=shown_as("number") | only_for("by", "pixels"),
    )


class Crop(EditNode[CropData]):
    type_id = "crop"
    title = "Crop"
    description = "Cuts a part out of an image, by ratio or in pixels."
    icon = "crop"
    keywords = ("cut", "trim", "aspect ratio", "square")
    data_type = CropData

    def check_data(self, data: CropData) -> Iterable[Finding]:
        if data.by == "pixels" and not (data.x or data.y or data.width or data.height):
            yield Finding("bad_field", "width", "The rectangle is the whole image. Give its size.")

    async def edit(self, context: NodeContext[CropData], asset_ids: Sequence[str]) -> Edited:
        data, make = context.data, context.edits.make
        if data.by == "pixels":
            rectangle = Rectangle(data.x, data.y, data.width, data.height)
            return await make(crop_pixels, asset_ids, rectangle, kind=self.type_id)
        across, down = data.aspect_ratio.split(":")
        ratio = RatioCrop(float(across), float(down), data.anchor)
        return await make(crop_ratio, asset_ids, ratio, kind=self.type_id)


NODE = Crop()

"""Resize: an image in another size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from pydantic import Field

from limner.media.edits.resize import NOT_ENLARGED, Fit, resize
from limner.media.edits.resize import Resize as Wanted
from limner.nodes._controls import shown_as
from limner.nodes._edit import EditData, EditNode
from limner.nodes.contract import Edited, Finding, NodeContext

_LARGEST = 16_384
_FITS = (
    ("contain", "Contain", "All of the image, inside this size."),
    ("cover", "Cover", "This size, filled; what stands over is cut."),
    ("exact", "Exact", "This size, distorted where its ratio is another."),
)


class ResizeData(EditData):
    """The size; one side alone keeps the ratio."""

    width: int | None = Field(
        1024,
        ge=1,
        le=_LARGEST,
        title="Width",
        description="In pixels; without one, after the height.",
        json_schema_extra=shown_as("number", "both", row=1),
    )
    height: int | None = Field(
        None,
        ge=1,
        le=_LARGEST,
        title="Height",
        description="In pixels; without one, after the width.",
        json_schema_extra=shown_as("number", "both", row=1),
    )
    fit: Fit = Field(
        "contain",
        title="Fit",
        description="What happens where the ratio is another.",
        json_schema_extra=shown_as("choice", "both", row=2, choices=_FITS),
    )
    enlarge: bool = Field(
        False,
        title="Enlarge",
        description="Make images larger than they are; to add detail, use an upscaling model.",
        json_schema_extra=shown_as("switch"),
    )


class Resize(EditNode[ResizeData]):
    type_id = "resize"
    title = "Resize"
    description = "Brings an image to a size in pixels."
    icon = "scaling"
    keywords = ("scale", "shrink", "pixels", "thumbnail", "fit")
    data_type = ResizeData
    notes: ClassVar = {NOT_ENLARGED: "The image is smaller than this size and was not enlarged."}

    def check_data(self, data: ResizeData) -> Iterable[Finding]:
        if data.width is None and data.height is None:
            yield Finding("bad_field", "width", "Give a width, a height, or both.")

    async def edit(self, context: NodeContext[ResizeData], asset_ids: Sequence[str]) -> Edited:
        data = context.data
        wanted = Wanted(data.width, data.height, data.fit, data.enlarge)
        return await context.edits.make(resize, asset_ids, wanted, kind=self.type_id)


NODE = Resize()

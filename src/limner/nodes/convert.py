"""Convert: an image in another file format."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from limner.media.edits.reformat import Reformat, reformat
from limner.media.image import DEFAULT_QUALITY
from limner.models.parts import ImageFormat
from limner.nodes._controls import only_for, shown_as
from limner.nodes._edit import EditData, EditNode
from limner.nodes._edit_data import color_field
from limner.nodes.contract import Edited, NodeContext

_FORMATS = (
    ("png", "PNG", "Lossless, with transparency."),
    ("jpeg", "JPEG", "Small, without transparency."),
    ("webp", "WebP", "Smallest, with transparency."),
)


class ConvertData(EditData):
    """The format, and what is lost on the way to it."""

    format: ImageFormat = Field(
        "webp",
        title="Format",
        description="The file format of the result.",
        json_schema_extra=shown_as("choice", "both", row=1, choices=_FORMATS),
    )
    quality: int = Field(
        DEFAULT_QUALITY,
        ge=1,
        le=100,
        title="Quality",
        description="1 to 100, for JPEG and WebP: smaller files lose more.",
        json_schema_extra=shown_as("number") | only_for("format", "jpeg", "webp"),
    )
    lossless: bool = Field(
        False,
        title="Lossless",
        description="For WebP: nothing is lost, and the quality says nothing.",
        json_schema_extra=shown_as("switch") | only_for("format", "webp"),
    )
    background: str = color_field(
        "", "Background", "Laid under what is transparent; without one, JPEG takes white."
    )


class Convert(EditNode[ConvertData]):
    type_id = "convert"
    title = "Convert"
    description = "Writes an image as PNG, JPEG or WebP."
    icon = "file-output"
    keywords = ("format", "JPEG", "WebP", "PNG", "compress", "export")
    data_type = ConvertData

    async def edit(self, context: NodeContext[ConvertData], asset_ids: Sequence[str]) -> Edited:
        data = context.data
        wanted = Reformat(data.format, data.quality, data.lossless, data.background)
        return await context.edits.make(reformat, asset_ids, wanted, kind=self.type_id)


NODE = Convert()

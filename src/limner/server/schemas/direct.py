"""Direct generation: images without a workflow."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from limner.models.parts import ImageFormat
from limner.models.request import DEFAULT_STYLE
from limner.server.schemas.run import RunWarning
from limner.server.schemas.shape import JsonObject, Shape

JobStatus = Literal["IN_QUEUE", "IN_PROGRESS", "COMPLETED", "FAILED"]


class DirectRequest(Shape):
    """An image to make. Sizes are given in one form."""

    prompt: str = ""
    model: str | None = Field(None, description="Without one, the provider's default.")
    aspect_ratio: str | None = Field(None, description="Such as 16:9.")
    image_size: str | None = Field(None, description="A preset, such as landscape_16_9.")
    size: str | None = Field(None, description="Pixels, such as 1024x1024.")
    resolution: str | None = Field(None, description="1K, 2K or 4K.")
    quality: str | None = None
    style: str = DEFAULT_STYLE
    count: int = Field(1, ge=1, le=15)
    format: ImageFormat = "png"
    model_params: dict[str, Any] = Field(
        default_factory=dict,
        description="The model's own parameters; what it does not know is dropped and told.",
    )
    image_url: str | None = Field(
        None,
        description="A reference: an http(s) address, a data URI or an address of a file here.",
    )
    asset_id: str | None = Field(None, description="A reference from the library.")
    canvas_id: str | None = Field(None, description="The workflow that the image counts to.")


class ImageMetadata(Shape):
    """The file of an image."""

    name: str
    mime_type: str
    size_in_kb: float
    attachment_id: str
    width: int
    height: int


class OneImage(Shape):
    """One image of an image output."""

    url: str = Field(description="Signed; opens without a key for one week.")
    image_url: str = Field(description="The same address.")
    image_path: str
    path: str
    attachment_id: str = Field(description="The asset's id.")
    prompt: str | None = Field(description="As sent.")
    revised_prompt: str | None = Field(
        alias="revised_prompt", description="As the model rewrote it, else as sent."
    )
    aspect_ratio: str
    size: str = Field(description="As made.")
    seed: int | None
    model: str
    provider: str
    cost: int | None = Field(description="Credits; null where nobody can tell.")
    metadata: ImageMetadata = Field(alias="_metadata")


class ImageOutput(OneImage):
    """What an image node gives: the first image's fields, and all images."""

    model_config = ConfigDict(extra="allow")

    images: list[OneImage]
    warnings: list[RunWarning]
    dropped_params: list[str]


class QueuedImage(Shape):
    """A call that goes on; follow it with the token."""

    request_id: str = Field(description="The run's id.")
    status_token: str = Field(description="Good for 24 hours.")
    status: Literal["IN_QUEUE"]
    dropped_params: list[str]


class ImageStatus(Shape):
    """How far a call is."""

    request_id: str
    status: JobStatus
    queue_position: int | None = Field(None, description="At the provider, from 0.")
    output: ImageOutput | None = None
    error: JsonObject | None = None

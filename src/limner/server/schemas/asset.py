"""Assets."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from limner.server.schemas.shape import Shape

Origin = Literal["upload", "generation", "edit", "import"]

Kind = Literal["image", "video", "audio", "file"]


class Asset(Shape):
    """One kept file: an image, or of any other type."""

    id: str
    name: str
    mime_type: str
    width: int | None = Field(description="In pixels; null where there are none, or not known.")
    height: int | None
    length_ms: int | None = Field(description="How long it plays, where that is known.")
    size_bytes: int
    sha256: str
    created_at: str
    origin: Origin
    url: str = Field(description="Signed; opens without a key for one week.")
    thumbnail_url: str | None = Field(description="Of images.")
    prompt: str | None
    model: str | None
    run_id: str | None
    node_id: str | None
    workflow_id: str | None
    parents: list[str] = Field(description="Ids of the assets it was made from.")
    seed: int | None
    cost: int | None = Field(description="Credits.")


class CropArea(Shape):
    """A rectangle in pixels."""

    x: int
    y: int
    width: int
    height: int
    node_id: str | None = Field(
        None,
        description="The node of the same workflow whose history the part joins, "
        "where that is another than the image's own.",
    )

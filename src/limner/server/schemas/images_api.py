"""The images API of existing clients: snake_case, as published by OpenAI."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from limner.models.parts import ImageFormat
from limner.server.schemas.shape import JsonObject

ResponseFormat = Literal["url", "b64_json"]
_OPEN = ConfigDict(extra="allow", protected_namespaces=())


class ImagesRequest(BaseModel):
    """Images to make. Whatever else is sent is a parameter of the model."""

    model_config = _OPEN

    prompt: str | None = None
    model: str | None = Field(None, description="An id of `GET /v1/models`; else the default.")
    n: int | None = Field(None, ge=1, le=15)
    size: str | None = Field(
        None, description="`auto`, pixels such as 1024x1024, an aspect ratio or a preset."
    )
    resolution: str | None = Field(None, description="1K, 2K or 4K.")
    aspect_ratio: str | None = Field(
        None, validation_alias=AliasChoices("aspect_ratio", "aspectRatio")
    )
    image_size: str | None = Field(None, validation_alias=AliasChoices("image_size", "imageSize"))
    quality: str | None = None
    style: str | None = None
    output_format: ImageFormat | None = None
    response_format: ResponseFormat | None = Field(
        None, description="What each image is given as; without it, as both."
    )
    stream: bool | None = None
    partial_images: int | None = Field(None, ge=0, le=3, description="Previews, when streaming.")
    user: Any = Field(None, description="Not used.")
    safety_identifier: Any = Field(None, description="Not used.")

    @property
    def parameters(self) -> JsonObject:
        """The model's own parameters, null ones left out."""
        extra = self.model_extra or {}
        return {name: value for name, value in extra.items() if value is not None}


class ImageReference(BaseModel):
    """A picture by its address (http(s), data URI) or by the id of an asset."""

    model_config = ConfigDict(extra="forbid")

    image_url: str | None = None
    file_id: str | None = None


class EditsRequest(ImagesRequest):
    """The same with references, where they are sent as JSON."""

    images: list[ImageReference] = Field(min_length=1, max_length=16)
    mask: ImageReference | None = None


class MadeImage(BaseModel):
    """One image."""

    model_config = _OPEN

    b64_json: str | None = None
    url: str | None = Field(None, description="Signed; opens without a key for one week.")
    revised_prompt: str | None = None


class Usage(BaseModel):
    """Tokens, as the provider counted them."""

    model_config = _OPEN

    input_tokens: int
    output_tokens: int
    total_tokens: int


class ImageWarning(BaseModel):
    """Something worth knowing about the result."""

    code: str
    message: str


class ImagesAnswer(BaseModel):
    """The images."""

    model_config = _OPEN

    created: int
    data: list[MadeImage]
    output_format: ImageFormat
    size: str = Field(description="Of the first image, as made.")
    model: str
    quality: str | None = None
    background: str | None = None
    usage: Usage | None = None
    warnings: list[ImageWarning] | None = Field(
        None, description="Such as parameters that the model does not know."
    )


class ListedModel(BaseModel):
    """A model."""

    id: str
    object: Literal["model"]
    created: int = Field(description="0: not known.")
    owned_by: str = Field(description="The provider.")
    shutdown_date: str | None


class ListedModels(BaseModel):
    """Every model that can be used now."""

    object: Literal["list"]
    data: list[ListedModel]


class ErrorBody(BaseModel):
    """What went wrong. `code` is stable."""

    model_config = _OPEN

    message: str
    type: str
    param: str | None
    code: str


class ErrorAnswer(BaseModel):
    """Why a request was not carried out."""

    error: ErrorBody

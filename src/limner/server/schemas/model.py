"""Image models and estimates."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from limner.models.parts import CustomSize, ImageFormat, Role, Task
from limner.server.schemas.shape import JsonObject, Shape
from limner.values import Tier


class ModelSocket(Shape):
    """One kind of reference the model takes, and how many."""

    role: Role
    limit: int


class ModelSizing(Shape):
    """The sizes the model can be asked for."""

    aspect_ratios: list[str]
    sizes: list[str]
    image_sizes: list[str]
    resolutions: list[str]
    custom: CustomSize | None = Field(
        description="Any width and height in these bounds, in pixels."
    )
    default: str
    edit_default: str = Field(description="The default once there are references.")
    default_resolution: str | None
    auto: bool = Field(description="Whether `auto` leaves the size to the model.")


class ModelPrice(Shape):
    """The price of one image of the model's own size, between two bounds."""

    credits_min: int
    credits_max: int
    unit: str = Field(description="What the provider charges by: image, megapixel or second.")
    usd: str = Field(description="The upper bound in USD.")
    read: str | None = Field(description="The day the figure was read at the provider.")


class ModelAnswer(Shape):
    """A model: what it does, takes, makes and costs, and whether it can be used now."""

    id: str
    title: str
    description: str
    task: Task = Field(description="What it is for; the last two make films and sounds.")
    provider: str
    provider_title: str
    enabled: bool
    available: bool
    unavailable_reason: str | None
    is_default: bool
    is_provider_default: bool = Field(description="Whether naming the provider alone means it.")
    sockets: list[ModelSocket]
    max_references: int
    needs_references: bool
    takes_prompt: bool
    sizing: ModelSizing
    styles: list[str]
    qualities: list[str]
    default_quality: str | None
    parameters: JsonObject = Field(description="JSON Schema of `params`.")
    formats: list[ImageFormat]
    max_count: int
    max_prompt: int
    price: ModelPrice | None = Field(description="null: unknown.")
    time_limit_seconds: float
    tier: Tier
    licence: str | None
    requirements: str | None = Field(description="What the user's own machine needs.")
    shutdown: str | None = Field(description="The day its provider shuts it down.")
    successor: str | None
    fallbacks: list[str] = Field(description="Models tried when it is down or refuses.")


class ModelDetail(ModelAnswer):
    """An image model with the contract it is described by."""

    contract: JsonObject


class ImportModel(Shape):
    """An endpoint to be known: by its id, its OpenAPI document, or both."""

    endpoint: str | None = Field(None, min_length=1, max_length=255)
    document: JsonObject | None = Field(
        None, description="The endpoint's OpenAPI document; without it the provider is asked."
    )
    provider: str | None = Field(None, description="By default the one that takes such ids.")
    enabled: bool = True


class SwitchModel(Shape):
    """Whether the workspace offers a model."""

    enabled: bool


class Models(Shape):
    """Every model of the catalogue."""

    items: list[ModelAnswer]
    default: str | None
    defaults: dict[Task, str | None] = Field(description="The model used for each task.")


class EstimateRequest(Shape):
    """A node's data, and how many items of a list it would run for."""

    model_config = ConfigDict(extra="allow")

    node_type: str | None = Field(
        None,
        max_length=64,
        description="The node's type; without one, the data are an image node's.",
    )
    items: int = Field(0, ge=0, le=100_000)


class Estimate(Shape):
    """What a run may cost; null where the price is unknown."""

    credits: int | None = Field(description="The upper bound.")
    min_credits: int | None
    max_credits: int | None
    usd: str | None
    exact: bool

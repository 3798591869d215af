"""The contract of one image model: everything Limner knows about it, as data.

A contract is read from TOML (``models/data``); it draws the node's sockets and the
panel, checks and shapes the request, and prices it.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

Role = Literal["image", "style", "character", "startImage", "endImage", "mask"]
ImageFormat = Literal["png", "jpeg", "webp"]
Tier = Literal["free", "pro", "business", "enterprise"]


class Frozen(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True
    )


class Socket(Frozen):
    """One kind of reference the model takes, and how many of them."""

    role: Role
    limit: int = Field(ge=1)


class CustomSize(Frozen):
    """Any width and height between ``min`` and ``max`` pixels."""

    min: int = Field(ge=1)
    max: int = Field(ge=1)


class Sizing(Frozen):
    """The sizes a model can be asked for. ``default`` is ``WxH`` in pixels."""

    default: str
    aspect_ratios: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    image_sizes: tuple[str, ...] = ()
    resolutions: tuple[str, ...] = ()
    custom: CustomSize | None = None


class PerImage(Frozen):
    """A price per image made, in USD as a decimal string, between two bounds."""

    unit: Literal["image"] = "image"
    usd: str
    usd_min: str | None = None


class Model(Frozen):
    """One image model. ``parameters`` maps a parameter's name to its JSON Schema."""

    id: str = Field(min_length=1)
    title: str
    description: str
    provider: str
    endpoint: str
    sockets: tuple[Socket, ...] = ()
    max_references: int = 0
    sizing: Sizing
    own_styles: tuple[str, ...] = ()
    qualities: tuple[str, ...] = ()
    default_quality: str | None = None
    parameters: dict[str, dict[str, Any]] = Field(default_factory=dict)
    formats: tuple[ImageFormat, ...] = ("png", "jpeg", "webp")
    max_per_request: int = Field(1, ge=1)
    max_count: int = Field(15, ge=1)
    max_prompt: int = Field(4000, ge=1)
    price: PerImage | None = None
    time_limit_seconds: float = Field(60, gt=0)
    tier: Tier = "free"
    licence: str | None = None
    enabled: bool = False

    @model_validator(mode="after")
    def _references_fit(self) -> Model:
        if bool(self.sockets) != (self.max_references > 0):
            raise ValueError("max_references must be above 0 exactly when there are sockets")
        return self

    def limit_of(self, role: Role) -> int:
        """How many references of this role the model takes; 0 when none."""
        return next((socket.limit for socket in self.sockets if socket.role == role), 0)

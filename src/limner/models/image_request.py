"""One request to a provider of images, and what is reported about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from limner.models.parts import ImageFormat, Role
from limner.models.price import Asked


@dataclass(frozen=True, slots=True)
class RequestWarning:
    """Something the caller should know although the request works."""

    code: str
    message: str

    def as_json(self) -> dict[str, str]:
        return {"code": self.code, "message": self.message}


@dataclass(frozen=True, slots=True)
class ReferenceImage:
    """A picture that goes with a request: kept bytes by digest, and what it is for.

    ``pixels`` is its width times its height, where known. ``field`` is the provider's name for
    it, which takes a list where ``many``.
    """

    role: Role
    asset_id: str
    digest: str
    mime_type: str
    field: str | None = None
    many: bool = True
    pixels: int | None = None


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """One request to a provider: ``count`` images of ``width`` × ``height`` pixels.

    Both are None where the model decides, and about right where it is told a ratio
    (``exact_size`` is false). Image i of the request uses ``seed`` + i; None for a model that
    takes no seed. ``prompt`` is the user's text; ``styled_prompt`` is what is sent.
    ``arguments`` is the body under the provider's own names, all but the references.
    """

    model: str
    provider: str
    endpoint: str
    prompt: str
    styled_prompt: str
    style: str
    width: int | None
    height: int | None
    count: int
    seed: int | None
    format: ImageFormat
    exact_size: bool = True
    resolution: str | None = None
    quality: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    arguments: Mapping[str, Any] = field(default_factory=dict)
    references: tuple[ReferenceImage, ...] = ()

    @property
    def asked(self) -> Asked:
        """What its price depends on."""
        return Asked(
            width=self.width,
            height=self.height,
            resolution=self.resolution,
            quality=self.quality,
            params=self.params,
            references=tuple(reference.pixels for reference in self.references),
            prompt_bytes=len(self.styled_prompt.encode()),
        )

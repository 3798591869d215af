"""The parts of a model's contract: what it takes as references, its sizes, its field names."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Role = Literal["image", "style", "character", "startImage", "endImage", "mask"]
ImageFormat = Literal["png", "jpeg", "webp"]
SizeForm = Literal["sides", "object", "text", "ratio", "none"]


class Frozen(BaseModel):
    """Base of all parts: unchangeable, and strict about unknown keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True
    )


class Socket(Frozen):
    """One kind of reference the model takes, and how many of them.

    ``field`` is the provider's name for it, a list where ``many``. A provider that knows no such
    role gets the picture among the others and ``instruction`` in the prompt, where ``{number}``
    is the picture's place among all of its field.
    """

    role: Role
    limit: int = Field(ge=1)
    field: str | None = None
    many: bool = True
    instruction: str | None = None


class CustomSize(Frozen):
    """Any width and height in these bounds, in pixels."""

    min: int = Field(1, ge=1)
    max: int = Field(ge=1)
    multiple_of: int = Field(1, ge=1)
    min_pixels: int = Field(1, ge=1)
    max_pixels: int | None = None
    max_ratio: float | None = Field(None, ge=1)

    def allows(self, width: int, height: int) -> bool:
        sides = (width, height)
        pixels = width * height
        return (
            all(self.min <= side <= self.max for side in sides)
            and all(side % self.multiple_of == 0 for side in sides)
            and self.min_pixels <= pixels <= (self.max_pixels or pixels)
            and (self.max_ratio is None or max(sides) <= self.max_ratio * min(sides))
        )

    def words(self) -> str:
        said = f"any width and height from {self.min} to {self.max} pixels"
        if self.multiple_of > 1:
            said += f" in steps of {self.multiple_of}"
        if self.min_pixels > 1 or self.max_pixels is not None:
            most = f" and at most {self.max_pixels:,}" if self.max_pixels else ""
            said += f", at least {self.min_pixels:,}{most} pixels in all"
        if self.max_ratio is not None:
            said += f", no side longer than {self.max_ratio:g} times the other"
        return said


class Sizing(Frozen):
    """The sizes a model can be asked for, and how they are told.

    ``form``: two fields (`sides`), one `object` with width and height, one `text` like
    1024x1024, a `ratio` with a resolution, or `none`. ``default`` is a size (`1024x1024`) or, for
    the form `ratio`, an aspect ratio; `auto` leaves it to the model. ``edit_default`` is used
    instead once there are references. ``ratios`` gives aspect ratios the sizes that stand for
    them. ``auto`` tells how `auto` is said: `send` the word, or `omit` the field.
    """

    form: SizeForm = "sides"
    default: str
    edit_default: str | None = None
    default_resolution: str = "1K"
    aspect_ratios: tuple[str, ...] = ()
    ratios: dict[str, str] = Field(default_factory=dict)
    sizes: tuple[str, ...] = ()
    image_sizes: tuple[str, ...] = ()
    resolutions: tuple[str, ...] = ()
    custom: CustomSize | None = None
    auto: Literal["send", "omit"] | None = None

    @property
    def ratios_offered(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.aspect_ratios, *self.ratios)))


class Fields(Frozen):
    """The provider's own names for what every model has; dots nest. None: it is not told."""

    prompt: str | None = None
    count: str | None = None
    size: str | None = None
    width: str | None = None
    height: str | None = None
    aspect_ratio: str | None = None
    resolution: str | None = None
    quality: str | None = None
    style: str | None = None
    format: str | None = None

"""The parts of a model's contract: what it takes as references, its sizes, its field names."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

Role = Literal["image", "style", "character", "startImage", "endImage", "mask", "video"]
Task = Literal["image", "upscale", "remove_background", "video", "audio"]
IMAGE_TASKS: tuple[Task, ...] = ("image", "upscale", "remove_background")
"""What models do whose result is an image; the first where nothing else is said."""

ImageFormat = Literal["png", "jpeg", "webp"]
SizeForm = Literal["sides", "object", "text", "ratio", "none"]
Resolution = Literal["512", "0.5K", "1K", "2K", "3K", "4K"]
Preset = Literal[
    "square_hd", "square", "portrait_4_3", "portrait_16_9", "landscape_4_3", "landscape_16_9"
]

LONGEST_NAME = 255
"""Characters of what a model is called anywhere."""

_PIXELS = r"[1-9][0-9]{0,4}x[1-9][0-9]{0,4}"
_RATIO = r"[1-9][0-9]{0,3}:[1-9][0-9]{0,3}"
Pixels = Annotated[str, Field(pattern=f"^{_PIXELS}$")]
Ratio = Annotated[str, Field(pattern=f"^{_RATIO}$")]
AnySize = Annotated[str, Field(pattern=f"^(auto|{_PIXELS}|{_RATIO})$")]

BODY_PATH = r"^[\w-]+(\.[\w-]+){0,9}$"
BodyPath = Annotated[str, Field(pattern=BODY_PATH)]
"""Where something stands in the body of a request: names of objects within objects, with dots."""


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
    max: int = Field(ge=1, le=99_999)
    multiple_of: int = Field(1, ge=1, le=99_999)
    min_pixels: int = Field(1, ge=1)
    max_pixels: int | None = Field(None, ge=1)
    max_ratio: float | None = Field(None, ge=1)

    @model_validator(mode="after")
    def _holds_something(self) -> CustomSize:
        if self.min > self.max:
            raise ValueError("min must not be above max")
        return self

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
    default: AnySize
    edit_default: AnySize | None = None
    default_resolution: Resolution = "1K"
    aspect_ratios: tuple[Ratio, ...] = ()
    ratios: dict[Ratio, Pixels] = Field(default_factory=dict)
    sizes: tuple[Pixels, ...] = ()
    image_sizes: tuple[Preset, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    custom: CustomSize | None = None
    auto: Literal["send", "omit"] | None = None

    @property
    def ratios_offered(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.aspect_ratios, *self.ratios)))


class Fields(Frozen):
    """The provider's own names for what every model has; dots nest. None: it is not told."""

    prompt: BodyPath | None = None
    count: BodyPath | None = None
    size: BodyPath | None = None
    width: BodyPath | None = None
    height: BodyPath | None = None
    aspect_ratio: BodyPath | None = None
    resolution: BodyPath | None = None
    quality: BodyPath | None = None
    style: BodyPath | None = None
    format: BodyPath | None = None


def is_name(text: str) -> bool:
    """Whether a text may name a model at some provider: short, and nothing that cannot be seen."""
    return len(text) <= LONGEST_NAME and text.isprintable()

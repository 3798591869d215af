"""The price of a model as its contract states it. Amounts are decimal strings in USD."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from limner.models.parts import Frozen

Usd = Annotated[str, Field(pattern=r"^[0-9]{1,6}(\.[0-9]{1,12})?$")]
"""Less than a million: whatever is multiplied with it, the sum can be kept."""


class Surcharge(Frozen):
    """What an image costs more when a parameter has a value."""

    param: str
    value: Any
    usd: Usd


class TokenPrice(Frozen):
    """USD per million tokens, by what the provider reports as used.

    ``per_reference`` is the most tokens one reference image counts as, ``per_image`` the most that
    one made counts as; 0 where that is not known.
    """

    text_input: Usd = "0"
    image_input: Usd = "0"
    text_output: Usd = "0"
    image_output: Usd = "0"
    per_reference: int = Field(0, ge=0, le=1_000_000)
    per_image: int = Field(0, ge=0, le=1_000_000)


class PriceRule(Frozen):
    """What all rules have. ``read`` is the day the figures were read at ``source``."""

    read: date | None = None
    source: str | None = None
    surcharges: tuple[Surcharge, ...] = ()
    tokens: TokenPrice | None = None


class PriceCase(Frozen):
    """The price of one image under conditions; a condition left out holds for every request."""

    usd: Usd
    quality: str | None = None
    size: str | None = Field(None, pattern=r"^[1-9]\d{0,4}x[1-9]\d{0,4}$")
    resolution: str | None = None


class PerImage(PriceRule):
    """A price per image made: between two bounds, or by case."""

    unit: Literal["image"] = "image"
    usd: Usd | None = None
    usd_min: Usd | None = None
    cases: tuple[PriceCase, ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> PerImage:
        if (self.usd is None) == (not self.cases):
            raise ValueError("a price per image has either usd or cases")
        if self.usd_min is not None and Decimal(self.usd_min) > Decimal(self.usd or 0):
            raise ValueError("usd_min must not be above usd")
        return self


class PerMegapixel(PriceRule):
    """A price per million pixels made; the first may cost ``usd_first``.

    With ``references``, those of each reference image are charged too.
    """

    unit: Literal["megapixel"]
    usd: Usd
    usd_first: Usd | None = None
    references: bool = False


class SecondCase(Frozen):
    """The price of a second where all these parameters have these values."""

    usd: Usd
    params: dict[str, Any] = Field(min_length=1)


class PerSecond(PriceRule):
    """A price per second of what an image takes or a film plays, which is at most ``seconds``.

    ``param`` is the parameter that says how many they are, if one does. The first of the ``cases``
    that holds is charged, and without one ``usd``; without that, nobody knows beforehand.
    """

    unit: Literal["second"]
    usd: Usd | None = None
    seconds: float = Field(gt=0, le=24 * 60 * 60)
    param: str | None = None
    cases: tuple[SecondCase, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> PerSecond:
        if self.usd is None and not self.cases:
            raise ValueError("a price per second has usd, cases or both")
        return self


class PerToken(PriceRule):
    """A price by the tokens a provider reports, known before as far as ``per_image`` bounds it."""

    unit: Literal["token"]
    tokens: TokenPrice


AnyPrice = PerImage | PerMegapixel | PerSecond | PerToken


def _unit(rule: Any) -> Any:
    return rule.get("unit", "image") if isinstance(rule, dict) else getattr(rule, "unit", None)


OnePrice = Annotated[
    Annotated[PerImage, Tag("image")]
    | Annotated[PerMegapixel, Tag("megapixel")]
    | Annotated[PerSecond, Tag("second")]
    | Annotated[PerToken, Tag("token")],
    Discriminator(_unit),
]
"""``AnyPrice`` told apart by its unit, so that a fault names the field and not every rule."""

"""What a request may cost, as an interval in integer micro-USD. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from limner.models.model import Model
from limner.models.price_rule import (
    AnyPrice,
    PerImage,
    PerMegapixel,
    PerSecond,
    PriceCase,
    TokenPrice,
)
from limner.models.sizing import AUTO
from limner.values import MICRO_USD_PER_USD, credits_from, micro_usd_from, usd_text

TOKEN_KINDS = ("text_input", "image_input", "text_output", "image_output")
"""What providers count: the keys of ``usage``."""

_SECONDS = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)s?", re.ASCII)
_MILLION = 1_000_000
_BINARY_MEGAPIXEL = 1024 * 1024
"""Providers count a megapixel as one or the other: the bounds are one with each."""

_MOST_MEGAPIXELS_A_REFERENCE = 4
"""Larger references are scaled down before they are charged (source: fal's FLUX.2 page)."""


@dataclass(frozen=True, slots=True)
class Price:
    """A lower and an upper bound in micro-USD."""

    lower: int
    upper: int

    @property
    def exact(self) -> bool:
        return self.lower == self.upper

    def times(self, count: int) -> Price:
        return Price(self.lower * count, self.upper * count)

    def plus(self, other: Price) -> Price:
        return Price(self.lower + other.lower, self.upper + other.upper)


FREE = Price(0, 0)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a price depends on. Sizes in pixels; None is what is not known beforehand.

    ``references`` are the pixels of each reference image, ``seconds`` how long what came plays.
    """

    width: int | None = None
    height: int | None = None
    resolution: str | None = None
    quality: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    references: tuple[int | None, ...] = ()
    prompt_bytes: int = 0
    seconds: float | None = None

    @property
    def pixels(self) -> int | None:
        return None if self.width is None or self.height is None else self.width * self.height


def price_of(
    model: Model, images: int, asked: Asked = Asked(), *, requests: int = 1
) -> Price | None:
    """The price of so many images, or None where the contract has no rule that holds.

    ``requests`` is into how many calls they are split: what goes in is charged with each.
    """
    model = _asked_with(model, asked)
    rule = model.price
    one = None if rule is None else _one_image(model, rule, asked)
    if rule is None or one is None:
        return None
    for surcharge in rule.surcharges:
        if asked.params.get(surcharge.param) == surcharge.value:
            more = micro_usd_from(surcharge.usd)
            one = one.plus(Price(more, more))
    return one.times(images).plus(_going_in(rule.tokens, asked).times(requests))


def cost_of(
    model: Model,
    images: int,
    asked: Asked,
    *,
    micro_usd: int | None,
    usage: Mapping[str, int],
) -> int | None:
    """What an answered request did cost, in micro-USD; None where nobody can tell.

    The provider's own figure counts first, then its tokens at the contract's rates, then the
    rule's upper bound for what came.
    """
    if micro_usd is not None:
        return micro_usd
    model = _asked_with(model, asked)
    tokens = model.price.tokens if model.price else None
    if tokens is not None and any(usage.get(kind) for kind in TOKEN_KINDS):
        rates = {kind: getattr(tokens, kind) for kind in TOKEN_KINDS}
        return sum(_tokens_cost(usage.get(kind, 0), rate) for kind, rate in rates.items())
    price = price_of(model, images, asked)
    return None if price is None else price.upper


def _asked_with(model: Model, asked: Asked) -> Model:
    """The contract by whose price a request is charged: that for references may have its own."""
    has_own = model.edit is not None and model.edit.price is not None
    return model.for_references() if has_own and asked.references else model


def usual(model: Model) -> Asked:
    """What a request asks for that says nothing but a prompt."""
    width, height = _sides(model.sizing.default)
    return Asked(width, height, model.sizing.default_resolution, model.default_quality)


def estimate_json(price: Price | None) -> dict[str, object]:
    """The answer of the estimate route: an unknown price is null, never 0."""
    if price is None:
        return {
            "credits": None,
            "minCredits": None,
            "maxCredits": None,
            "usd": None,
            "exact": False,
        }
    return {
        "credits": credits_from(price.upper),
        "minCredits": credits_from(price.lower),
        "maxCredits": credits_from(price.upper),
        "usd": usd_text(price.upper),
        "exact": price.exact,
    }


def _one_image(model: Model, rule: AnyPrice, asked: Asked) -> Price | None:
    """One image without surcharges, and without what goes in."""
    if isinstance(rule, PerImage):
        return _by_case(model, rule, asked)
    if isinstance(rule, PerMegapixel):
        return _by_pixels(model, rule, asked)
    if isinstance(rule, PerSecond):
        return _by_time(model, rule, asked)
    return _by_tokens(rule.tokens)


def _by_case(model: Model, rule: PerImage, asked: Asked) -> Price | None:
    if rule.usd is not None:
        upper = micro_usd_from(rule.usd)
        return Price(micro_usd_from(rule.usd_min) if rule.usd_min is not None else upper, upper)
    quality = None if asked.quality == AUTO else asked.quality or model.default_quality
    if quality == AUTO:
        quality = None
    known = {"quality": quality, "resolution": asked.resolution}
    possible = [
        case
        for case in rule.cases
        if all(
            value is None or getattr(case, name) in (None, value) for name, value in known.items()
        )
    ]
    return _by_size(possible, asked) if possible else None


def _by_size(cases: Sequence[PriceCase], asked: Asked) -> Price:
    """The bounds of what cases say of a size, also of one that none of them names."""
    prices = [(case.size, micro_usd_from(case.usd)) for case in cases]
    size = None if asked.pixels is None else f"{asked.width}x{asked.height}"
    fitting = [usd for listed, usd in prices if listed is None or size in (None, listed)]
    if size is None or fitting:
        return Price(min(fitting), max(fitting))
    return _beside(prices, size)


def _beside(prices: Sequence[tuple[str | None, int]], size: str) -> Price:
    """The bounds of a size that is not listed, from those that are.

    More pixels cost no less, and a squarer picture of as many costs no less: so it is with every
    list of prices by size. A size costs at most what a larger and squarer one does, and at least
    what a smaller and longer one does.
    """
    of_size: dict[str, list[int]] = {}
    for listed, usd in prices:
        of_size.setdefault(listed or size, []).append(usd)
    shape = _shape(size)
    above = [max(usd) for listed, usd in of_size.items() if _covers(_shape(listed), shape)]
    below = [min(usd) for listed, usd in of_size.items() if _covers(shape, _shape(listed))]
    upper = min(above, default=max(usd for _, usd in prices))
    lower = max(below, default=min(usd for _, usd in prices))
    return Price(min(lower, upper), upper)


def _shape(size: str) -> tuple[int, float]:
    """The pixels of a size such as 1024x768, and how square it is: at most 1."""
    width, height = (int(side) for side in size.split("x"))
    return width * height, min(width, height) / max(width, height)


def _covers(larger: tuple[int, float], smaller: tuple[int, float]) -> bool:
    return all(one >= other for one, other in zip(larger, smaller, strict=True))


def _by_pixels(model: Model, rule: PerMegapixel, asked: Asked) -> Price | None:
    pixels = asked.pixels
    if pixels is not None:
        least, most = pixels, pixels
    else:
        custom = model.sizing.custom
        if custom is None:
            return None
        least, most = custom.min_pixels, custom.max_pixels or custom.max**2
    price = Price(
        _megapixels_cost(rule, Decimal(least) / _BINARY_MEGAPIXEL, ROUND_FLOOR),
        _megapixels_cost(rule, Decimal(math.ceil(most / _MILLION)), ROUND_CEILING),
    )
    if rule.references:
        for pixels in asked.references:
            price = price.plus(_reference_cost(rule, pixels))
    return price


def _reference_cost(rule: PerMegapixel, pixels: int | None) -> Price:
    """What a reference of so many pixels costs: one megapixel at least, whole ones at most."""
    least, most = Decimal(1), Decimal(_MOST_MEGAPIXELS_A_REFERENCE)
    if pixels is not None:
        least = min(max(Decimal(pixels) / _BINARY_MEGAPIXEL, least), most)
        most = min(max(Decimal(math.ceil(pixels / _MILLION)), least), most)
    one = Decimal(rule.usd)
    return Price(_micro_usd(one * least, ROUND_FLOOR), _micro_usd(one * most, ROUND_CEILING))


def _megapixels_cost(rule: PerMegapixel, megapixels: Decimal, rounding: str) -> int:
    if rule.usd_first is None:
        return _micro_usd(Decimal(rule.usd) * megapixels, rounding)
    more = max(megapixels - 1, Decimal(0))
    return _micro_usd(Decimal(rule.usd_first) + Decimal(rule.usd) * more, rounding)


def _by_time(model: Model, rule: PerSecond, asked: Asked) -> Price | None:
    """Exact where the settings say how many seconds, else up to the longest."""
    usd = _usd_a_second(model, rule, asked)
    if usd is None:
        return None
    said = _seconds_said(model, rule, asked)
    seconds = Decimal(str(rule.seconds)) if said is None else said
    upper = _micro_usd(Decimal(usd) * seconds, ROUND_CEILING)
    return Price(0 if said is None else upper, upper)


def _usd_a_second(model: Model, rule: PerSecond, asked: Asked) -> str | None:
    for case in rule.cases:
        if all(_value_of(model, asked, name) == value for name, value in case.params.items()):
            return case.usd
    return rule.usd


def _value_of(model: Model, asked: Asked, name: str) -> Any:
    """What a parameter says, or its default."""
    return asked.params.get(name, model.parameters.get(name, {}).get("default"))


def _seconds_said(model: Model, rule: PerSecond, asked: Asked) -> Decimal | None:
    """The seconds that came, or that a parameter says: a number or a text such as `5` or `8s`."""
    if rule.param is not None:
        match = _SECONDS.fullmatch(str(_value_of(model, asked, rule.param)))
        if match:
            return Decimal(match[1])
    return None if asked.seconds is None else Decimal(str(asked.seconds))


def _by_tokens(tokens: TokenPrice) -> Price | None:
    if not tokens.per_image:
        return None
    return Price(0, _tokens_cost(tokens.per_image, tokens.image_output))


def _going_in(tokens: TokenPrice | None, asked: Asked) -> Price:
    """What prompt and references may cost: no token is shorter than a byte."""
    if tokens is None:
        return FREE
    text = _tokens_cost(asked.prompt_bytes, tokens.text_input)
    pictures = _tokens_cost(len(asked.references) * tokens.per_reference, tokens.image_input)
    return Price(0, text + pictures)


def _tokens_cost(count: int, usd_per_million: str) -> int:
    return _micro_usd(Decimal(usd_per_million) * count / _MILLION, ROUND_CEILING)


def _micro_usd(usd: Decimal, rounding: str) -> int:
    return int((usd * MICRO_USD_PER_USD).to_integral_value(rounding=rounding))


def _sides(size: str) -> tuple[int | None, int | None]:
    width, times, height = size.partition("x")
    return (int(width), int(height)) if times else (None, None)


def made(
    asked: Asked, width: int | None, height: int | None, seconds: float | None = None
) -> Asked:
    """The same request with the size, and the length in time, that came."""
    return replace(asked, width=width, height=height, seconds=seconds)

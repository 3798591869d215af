"""What a request may cost, as an interval in integer micro-USD. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from limner.models.model import Model
from limner.values import credits_from, micro_usd_from, usd_text


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


def price_of(model: Model, images: int) -> Price | None:
    """The price of so many images, or None where the contract has no price rule."""
    if model.price is None:
        return None
    upper = micro_usd_from(model.price.usd)
    lower = micro_usd_from(model.price.usd_min) if model.price.usd_min is not None else upper
    return Price(lower, upper).times(images)


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

"""A model as the interface describes it. Pure."""

from __future__ import annotations

from typing import Any

from limner.models.model import Model
from limner.models.price import price_of
from limner.models.styles import STYLES
from limner.values import credits_from, usd_text

Json = dict[str, Any]


def model_json(
    model: Model, *, provider_title: str, unavailable_reason: str | None, is_default: bool
) -> Json:
    """A model's contract, with what this installation knows of it."""
    return {
        "id": model.id,
        "title": model.title,
        "description": model.description,
        "provider": model.provider,
        "providerTitle": provider_title,
        "enabled": model.enabled,
        "available": unavailable_reason is None,
        "unavailableReason": unavailable_reason,
        "isDefault": is_default,
        "sockets": [{"role": socket.role, "limit": socket.limit} for socket in model.sockets],
        "maxReferences": model.max_references,
        "sizing": model.sizing.model_dump(by_alias=True, mode="json"),
        "styles": [*(style.id for style in STYLES), *model.own_styles],
        "qualities": list(model.qualities),
        "parameters": {"type": "object", "properties": model.parameters},
        "formats": list(model.formats),
        "maxCount": model.max_count,
        "maxPrompt": model.max_prompt,
        "price": _price(model),
        "timeLimitSeconds": model.time_limit_seconds,
        "tier": model.tier,
        "licence": model.licence,
    }


def _price(model: Model) -> Json | None:
    """The price of one image; None where it is not known."""
    price = price_of(model, 1)
    if price is None or model.price is None:
        return None
    return {
        "creditsMin": credits_from(price.lower),
        "creditsMax": credits_from(price.upper),
        "unit": model.price.unit,
        "usd": usd_text(price.upper),
    }

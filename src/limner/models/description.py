"""Models as the interface describes them: their contracts, and what this installation knows."""

from __future__ import annotations

from typing import Any, Protocol

from limner.errors import UnknownModel
from limner.models.catalog import Catalog
from limner.models.model import Model
from limner.models.price import price_of
from limner.models.styles import STYLES
from limner.values import credits_from, usd_text

Json = dict[str, Any]


class ProviderFacts(Protocol):
    """What is known of providers, by name."""

    def title(self, name: str) -> str: ...

    def unavailable_reason(self, name: str) -> str | None:
        """Why the provider cannot be asked now and what to do, or None."""


def catalog_json(catalog: Catalog, providers: ProviderFacts, max_prompt: int) -> Json:
    """Every model, and the id of the default one, if any is enabled."""
    items = [model_json(model, catalog, providers, max_prompt) for model in catalog]
    return {"items": items, "default": _default_id(catalog)}


def model_json(model: Model, catalog: Catalog, providers: ProviderFacts, max_prompt: int) -> Json:
    """One model. ``max_prompt`` is the installation's own limit in characters."""
    reason = providers.unavailable_reason(model.provider)
    if reason is None and not model.enabled:
        reason = "It is not enabled in this workspace."
    return {
        "id": model.id,
        "title": model.title,
        "description": model.description,
        "provider": model.provider,
        "providerTitle": providers.title(model.provider),
        "enabled": model.enabled,
        "available": reason is None,
        "unavailableReason": reason,
        "isDefault": model.id == _default_id(catalog),
        "sockets": [socket.model_dump(by_alias=True) for socket in model.sockets],
        "maxReferences": model.max_references,
        "sizing": model.sizing.model_dump(by_alias=True, mode="json"),
        "styles": [*(style.id for style in STYLES), *model.own_styles],
        "qualities": list(model.qualities),
        "parameters": {"type": "object", "properties": model.parameters},
        "formats": list(model.formats),
        "maxCount": model.max_count,
        "maxPrompt": min(model.max_prompt, max_prompt),
        "price": _price(model),
        "timeLimitSeconds": model.time_limit_seconds,
        "tier": model.tier,
        "licence": model.licence,
    }


def _default_id(catalog: Catalog) -> str | None:
    try:
        return catalog.default().id
    except UnknownModel:
        return None


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

"""Text models as the interface describes them."""

from __future__ import annotations

from typing import Any

from limner.errors import UnknownModel
from limner.models.text_catalog import TextCatalog
from limner.models.text_model import TextModel
from limner.models.text_price import prompt_price
from limner.values import credits_from, usd_text

Json = dict[str, Any]


def text_models_json(catalog: TextCatalog) -> Json:
    """Every text model, what stands for others, and the id of the default one, if any is ready."""
    default = _default_id(catalog)
    return {
        "items": [_model(model, catalog, default) for model in catalog],
        "templates": [_template(model, catalog) for model in catalog.templates],
        "default": default,
    }


def _model(model: TextModel, catalog: TextCatalog, default: str | None) -> Json:
    reason = catalog.unavailable_reason(model)
    return {
        "id": model.id,
        "title": model.title,
        "description": model.description,
        "provider": model.provider,
        "providerTitle": catalog.writers.title(model.provider),
        "enabled": model.enabled,
        "available": reason is None,
        "unavailableReason": reason,
        "isDefault": model.id == default,
        "price": _price(model, catalog),
        "contextTokens": model.context_tokens,
        "timeLimitSeconds": model.time_limit_seconds,
        "tools": model.tools,
        "tier": model.tier,
        "shutdown": model.shutdown.isoformat() if model.shutdown else None,
        "successor": model.successor,
    }


def _template(model: TextModel, catalog: TextCatalog) -> Json:
    return {
        "idPrefix": model.id_prefix,
        "title": model.title,
        "description": model.description,
        "provider": model.provider,
        "providerTitle": catalog.writers.title(model.provider),
        "unavailableReason": catalog.unavailable_reason(model),
        "tools": model.tools,
    }


def _default_id(catalog: TextCatalog) -> str | None:
    try:
        return catalog.default().id
    except UnknownModel:
        return None


def _price(model: TextModel, catalog: TextCatalog) -> Json | None:
    """The price of one prompt, and the price per million tokens behind it."""
    price, tokens = prompt_price(model), catalog.price_now(model)
    if price is None or tokens is None:
        return None
    return {
        "creditsMin": credits_from(price.lower),
        "creditsMax": credits_from(price.upper),
        "unit": "prompt",
        "usd": usd_text(price.upper),
        "inputUsd": tokens.input,
        "outputUsd": tokens.output,
        "read": tokens.read.isoformat() if tokens.read else None,
    }

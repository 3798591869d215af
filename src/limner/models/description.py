"""Models as the interface describes them: their contracts, and what this installation knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, get_args

from limner.errors import UnknownModel
from limner.models.catalog import Catalog
from limner.models.model import Model
from limner.models.parts import Task
from limner.models.price import price_of, usual
from limner.models.styles import STYLES
from limner.values import credits_from, usd_text

Json = dict[str, Any]


@dataclass(frozen=True)
class _Defaults:
    """Ids of the models used where none is named, None where there is none."""

    model: str | None
    of_provider: Mapping[str, str | None]


def catalog_json(catalog: Catalog, max_prompt: int) -> Json:
    """Every model, and the id of the default one, if any is enabled."""
    defaults = _defaults(catalog, {model.provider for model in catalog})
    items = [_model(model, catalog, max_prompt, defaults) for model in catalog]
    return {"items": items, "default": defaults.model, "defaults": _defaults_by_task(catalog)}


def model_json(model: Model, catalog: Catalog, max_prompt: int) -> Json:
    """One model. ``max_prompt`` is the installation's own limit in characters."""
    return _model(model, catalog, max_prompt, _defaults(catalog, {model.provider}))


def _model(model: Model, catalog: Catalog, max_prompt: int, defaults: _Defaults) -> Json:
    reason, shutdown = catalog.unavailable_reason(model), catalog.shutdown_of(model)
    return {
        "id": model.id,
        "title": model.title,
        "description": model.description,
        "task": model.task,
        "provider": model.provider,
        "providerTitle": catalog.providers.title(model.provider),
        "enabled": model.enabled,
        "available": reason is None,
        "unavailableReason": reason,
        "isDefault": model.id == defaults.model,
        "isProviderDefault": model.id == defaults.of_provider[model.provider],
        "sockets": [{"role": socket.role, "limit": socket.limit} for socket in model.sockets],
        "maxReferences": model.max_references,
        "needsReferences": model.needs_references,
        "takesPrompt": model.takes_prompt,
        "sizing": _sizing(model),
        "styles": [*(style.id for style in STYLES), *model.own_styles],
        "qualities": list(model.qualities),
        "defaultQuality": model.default_quality,
        "parameters": {"type": "object", "properties": model.parameters},
        "formats": list(model.formats),
        "maxCount": model.max_count,
        "maxPrompt": model.longest_prompt(max_prompt),
        "price": _price(model),
        "timeLimitSeconds": model.time_limit_seconds,
        "tier": model.tier,
        "licence": model.licence,
        "requirements": model.requirements,
        "shutdown": shutdown.isoformat() if shutdown else None,
        "successor": model.successor,
        "fallbacks": list(model.fallbacks),
    }


def _sizing(model: Model) -> Json:
    sizing, edited = model.sizing, model.for_references().sizing
    return {
        "default": sizing.default,
        "editDefault": edited.edit_default or edited.default,
        "aspectRatios": list(sizing.ratios_offered),
        "sizes": list(sizing.sizes),
        "imageSizes": list(sizing.image_sizes),
        "resolutions": list(sizing.resolutions),
        "defaultResolution": sizing.default_resolution if sizing.resolutions else None,
        "custom": sizing.custom.model_dump(by_alias=True) if sizing.custom else None,
        "auto": sizing.auto is not None,
    }


def _defaults(catalog: Catalog, providers: Iterable[str]) -> _Defaults:
    return _Defaults(
        _id_or_none(catalog.default),
        {name: _id_or_none(partial(catalog.choose, None, name)) for name in providers},
    )


def _defaults_by_task(catalog: Catalog) -> Json:
    return {task: _id_or_none(partial(catalog.default, task)) for task in get_args(Task)}


def _id_or_none(choose: Callable[[], Model]) -> str | None:
    try:
        return choose().id
    except UnknownModel:
        return None


def _price(model: Model) -> Json | None:
    """The price of one image as a request that says nothing else has it; None: not known."""
    price = price_of(model, 1, usual(model))
    if price is None or model.price is None:
        return None
    return {
        "creditsMin": credits_from(price.lower),
        "creditsMax": credits_from(price.upper),
        "unit": model.price.unit,
        "usd": usd_text(price.upper),
        "read": model.price.read.isoformat() if model.price.read else None,
    }

"""Models in the shape in which clients of the images API list them."""

from __future__ import annotations

from collections.abc import Iterator

from limner.errors import UnknownModel
from limner.models.catalog import Catalog
from limner.models.model import Model
from limner.models.parts import IMAGE_TASKS
from limner.server.schemas.shape import JsonObject

_UNKNOWN_TIME = 0


def usable_models(catalog: Catalog) -> Iterator[JsonObject]:
    """The enabled models that can be used now: whatever is listed can be asked."""
    for model in catalog:
        if (
            model.task == IMAGE_TASKS[0]
            and model.enabled
            and catalog.unavailable_reason(model) is None
        ):
            yield listed(model)


def usable_model(catalog: Catalog, model_id: str) -> JsonObject:
    """One model, listed or not, as long as it may be used. Raises UnknownModel."""
    model = catalog.get(model_id)
    reason = catalog.unavailable_reason(model)
    if reason is not None:
        raise UnknownModel(f"{model.title} cannot be used now. {reason}")
    return listed(model)


def listed(model: Model) -> JsonObject:
    """Nobody says when a model was made: that is 0."""
    return {
        "id": model.id,
        "object": "model",
        "created": _UNKNOWN_TIME,
        "owned_by": model.provider,
        "shutdown_date": model.shutdown.isoformat() if model.shutdown else None,
    }

"""What `limner doctor` says of providers and their models."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from limner.cli.checks import Check
from limner.models.catalog import Catalog
from limner.models.model import Model
from limner.models.parts import IMAGE_TASKS
from limner.providers import configured_providers
from limner.settings import Settings
from limner.text import configured_writers

_SOON = timedelta(days=30)
_IMAGES, _TEXTS = "images", "texts"

Reasons = dict[str, str | None]
"""Why a provider cannot make images or texts, None where it can; by what it makes."""


def check_providers(settings: Settings) -> Iterator[Check]:
    """Each provider once: for what it is ready, and what to set for the rest."""
    reasons: dict[str, Reasons] = defaultdict(dict)
    for provider in configured_providers(settings):
        reasons[provider.title][_IMAGES] = provider.unavailable_reason()
    for writer in configured_writers(settings):
        reasons[writer.title][_TEXTS] = writer.unavailable_reason()
    for title, of_provider in reasons.items():
        yield _provider(f"Provider {title}", of_provider)


def _provider(title: str, reasons: Reasons) -> Check:
    ready = [what for what, reason in reasons.items() if reason is None]
    missing = {what: reason for what, reason in reasons.items() if reason is not None}
    if not missing:
        return Check(title, "ok", f"ready: {_listed(ready)}")
    detail = f"not configured: {_listed(missing)}"
    if ready:
        detail = f"ready: {_listed(ready)}; {detail}"
    return Check(title, "warning", detail, " ".join(dict.fromkeys(missing.values())))


def check_models(catalog: Catalog, today: date) -> Iterator[Check]:
    """How many models can be used, and those that are enabled but end soon, or have."""
    enabled = [model for model in catalog if model.enabled]
    drawing = [model for model in enabled if model.task == IMAGE_TASKS[0]]
    ready = [model for model in drawing if catalog.unavailable_reason(model) is None]
    yield _ready("Image models", len(drawing), [model.title for model in ready])
    texts = [model for model in catalog.texts if model.enabled]
    writing = [model for model in texts if catalog.texts.unavailable_reason(model) is None]
    yield _ready("Text models", len(texts), [model.title for model in writing])
    for model in enabled:
        shutdown = catalog.shutdown_of(model)
        if shutdown is not None and shutdown <= today + _SOON:
            yield _ending(model, shutdown, today)


def _ready(title: str, enabled: int, ready: Sequence[str]) -> Check:
    """``ready`` are titles; the first one is used where none is named."""
    detail = f"{len(ready)} of {enabled} can be used"
    if not ready:
        return Check(title, "warning", detail, "Set a provider's key, or enable another model.")
    return Check(title, "ok", f"{detail}; {ready[0]} where none is named")


def _ending(model: Model, shutdown: date, today: date) -> Check:
    if shutdown <= today:
        detail = f"{model.title} is enabled, but was shut down on {shutdown}."
    else:
        detail = f"{model.title} is shut down on {shutdown}, in {_days(shutdown - today)}."
    another = f"Use {model.successor} instead." if model.successor else "Choose another model."
    return Check(f"Model {model.id}", "warning", detail, another)


def _days(time: timedelta) -> str:
    return "1 day" if time.days == 1 else f"{time.days} days"


def _listed(names: Iterable[str]) -> str:
    return " and ".join(names)

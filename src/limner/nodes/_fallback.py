"""The chain of models that a generation may use: the chosen one, then its fallbacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from limner.errors import (
    AccessError,
    ContentRefused,
    LimnerError,
    NotConfigured,
    ProviderModelGone,
    ProviderNoCredit,
    ProviderOverloaded,
    ProviderUnauthorized,
    ProviderUnreachable,
    RateLimited,
    RequestError,
)
from limner.models.catalog import Catalog
from limner.models.image_request import ReferenceImage, RequestWarning
from limner.models.model import Model
from limner.models.parts import Task
from limner.models.request import ImageSettings, PlannedRequests, check_references, plan_requests
from limner.nodes.contract import Attempt, Generation, NodeContext

_DOWN_OR_REFUSES = (
    ContentRefused,
    NotConfigured,
    ProviderModelGone,
    ProviderNoCredit,
    ProviderOverloaded,
    ProviderUnauthorized,
    ProviderUnreachable,
    RateLimited,
)
"""Another model may do, as long as nothing was or may have been paid: the journal knows."""

_UNFIT = (RequestError, AccessError)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was planned and what came of it, with a word on each model that was passed over."""

    model: Model
    planned: PlannedRequests
    generation: Generation
    passed_over: tuple[RequestWarning, ...]


def chain(
    catalog: Catalog, settings: ImageSettings, named: Sequence[str], tasks: Sequence[Task]
) -> list[Model]:
    """The chosen model and its fallbacks, those the caller named before the contract's own.

    Raises UnknownModel and WrongModel.
    """
    chosen = catalog.choose(settings.model, settings.provider, tasks)
    later = [catalog.choose(name, None, tasks) for name in (*named, *chosen.fallbacks)]
    return list({model.id: model for model in (chosen, *later)}.values())


async def generate_along(
    context: NodeContext[Any],
    models: Sequence[Model],
    settings: ImageSettings,
    references: Sequence[ReferenceImage],
) -> Outcome:
    """Generate with the first model of a chain that is there and does not refuse.

    A fallback that cannot do what is asked is passed over, and so is a model that was given up
    before a restart. Raises the chosen model's own error where none can.
    """
    passed_over: list[RequestWarning] = []
    first_error: LimnerError | None = None
    for step, model in enumerate(models):
        attempt = Attempt(step, last=step == len(models) - 1)
        try:
            planned, generation = await _tried(context, model, attempt, settings, references)
        except _PassedOver as passed:
            first_error = first_error or passed.error
            passed_over.append(RequestWarning("model_passed_over", f"{model.title}: {passed}"))
        else:
            warnings = (*passed_over, *_stands_in(models[0], model))
            return Outcome(model, planned, generation, warnings)
    assert first_error is not None
    raise first_error


class _PassedOver(Exception):
    """A model of the chain that will not do, and why."""

    def __init__(self, error: LimnerError) -> None:
        super().__init__(error.detail)
        self.error = error


async def _tried(
    context: NodeContext[Any],
    model: Model,
    attempt: Attempt,
    settings: ImageSettings,
    references: Sequence[ReferenceImage],
) -> tuple[PlannedRequests, Generation]:
    """What one model of the chain makes. Raises _PassedOver where the next one is to be tried."""
    left = None if attempt.last else context.pictures.left_behind(attempt.step)
    if left is not None:
        raise _PassedOver(left)
    try:
        planned = _planned(context, model, settings, references)
        generation = await context.pictures.generate(model, planned, dict(context.written), attempt)
    except LimnerError as error:
        if _goes_on(error, attempt.step) and not context.pictures.may_be_paid(attempt.step):
            raise _PassedOver(error) from error
        raise
    return planned, generation


def _planned(
    context: NodeContext[Any],
    model: Model,
    settings: ImageSettings,
    references: Sequence[ReferenceImage],
) -> PlannedRequests:
    context.catalog.require_usable(model)
    check_references(model, [reference.role for reference in references], context.catalog)
    return plan_requests(
        model,
        settings,
        references,
        seed=context.seed,
        max_prompt=context.max_prompt,
    )


def _goes_on(error: LimnerError, step: int) -> bool:
    """Whether the next model is tried. What the chosen one cannot do is the caller's to mend."""
    return isinstance(error, _DOWN_OR_REFUSES) or (step > 0 and isinstance(error, _UNFIT))


def _stands_in(chosen: Model, used: Model) -> list[RequestWarning]:
    if used.id == chosen.id:
        return []
    return [RequestWarning("fallback_used", f"{used.title} stands in for {chosen.title}.")]

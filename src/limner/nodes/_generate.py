"""What every node that makes images does: check its settings, and generate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from pydantic import ValidationError

from limner import template
from limner.errors import AccessError, BadParameter, LimnerError, RequestError
from limner.models.catalog import Catalog
from limner.models.faults import first_fault
from limner.models.image_request import ReferenceImage, RequestWarning
from limner.models.model import Model
from limner.models.parameters import accept_parameters
from limner.models.parts import Task
from limner.models.price import FREE, Asked, Price, price_of
from limner.models.request import (
    ImageSettings,
    check_count,
    check_prompt,
    check_quality,
    check_references,
)
from limner.models.sizing import SizeWish, resolve_size
from limner.nodes._fallback import Outcome, chain, generate_along
from limner.nodes._image_data import PARAMS_IN, PROMPT_IN, REFERENCE_INPUTS, ImageData
from limner.nodes._picked import file_values
from limner.nodes._prompt_modes import (
    Refinement,
    check_prompt_mode,
    has_prompt,
    is_manual,
    refine,
    refinement_price,
)
from limner.nodes._refining import LONGEST_REFINED
from limner.nodes._values import asset_ids, joined_texts
from limner.nodes.contract import (
    MADE,
    NOT_KNOWN,
    CheckScope,
    Finding,
    Foreseen,
    Handle,
    Json,
    NodeContext,
    NodeResult,
    Wiring,
)
from limner.values import credits_if_known, total

Context = NodeContext[Any]


_MADE_BY: Mapping[Task, str] = {"video": "videos", "audio": "audios"}


def handles_for(data: ImageData, inputs: Sequence[Handle], catalog: Catalog) -> tuple[Handle, ...]:
    """Those of a node's sockets that the chosen model takes. Raises UnknownModel."""
    model = catalog.choose(data.model, data.provider, data.tasks)
    return tuple(handle for handle in inputs if handle.role is None or model.limit_of(handle.role))


def check_image(data: ImageData, wiring: Wiring, scope: CheckScope) -> Iterator[Finding]:
    """Everything that can be known to be wrong before the node runs."""
    try:
        model = scope.catalog.choose(data.model, data.provider, data.tasks)
        scope.catalog.require_usable(model)
    except (RequestError, AccessError) as error:
        yield _finding(error, "model")
        return
    if model.takes_prompt and not has_prompt(data, wiring):
        yield Finding("missing_input", "prompt", "There is no prompt, and no text is wired in.")
    yield from check_prompt_mode(data, wiring, scope)
    yield from _check_against(model, data, wiring, scope)


def image_price(data: ImageData, foreseen: Foreseen, catalog: Catalog) -> Price | None:
    """The price of the node's run, all items of a list together; None where it shows only then.

    Raises UnknownModel.
    """
    settings = settings_before(data, foreseen)
    if settings is None:
        return None
    model = catalog.choose(settings.model, settings.provider, data.tasks)
    count = settings.count if foreseen.items is None else foreseen.items
    requests = -(-count // model.max_per_request) if foreseen.items is None else count
    try:
        asked = _asked(model, data, settings, foreseen)
        images = price_of(model, count, asked, requests=requests)
        prompts = refinement_price(data, foreseen.items, catalog) if model.takes_prompt else FREE
    except RequestError:
        return None
    return None if images is None or prompts is None else images.plus(prompts)


def settings_before(data: ImageData, foreseen: Foreseen) -> ImageSettings | None:
    """The settings as they will be; None where wired parameters show only in the run."""
    wired = [expected.value for expected in foreseen.arriving.get(PARAMS_IN, ())]
    if NOT_KNOWN in wired:
        return None
    try:
        return data.settings(data.prompt, _bundle(wired), in_list=foreseen.items is not None)
    except ValidationError:
        return None


def _asked(model: Model, data: ImageData, settings: ImageSettings, foreseen: Foreseen) -> Asked:
    """What the price depends on, as far as it is known beforehand.

    Raises UnsupportedSize for a size the model does not make.
    """
    references = sum(len(ids) for ids in data.references.by_role().values())
    references += sum(
        1 if expected.length is None else expected.length
        for handle in REFERENCE_INPUTS
        for expected in foreseen.arriving.get(handle.name, ())
    )
    model = model.for_references() if references else model
    size = resolve_size(model.sizing, settings.size_wish, edit=bool(references))
    return Asked(
        width=size.width,
        height=size.height,
        resolution=size.resolution,
        quality=settings.quality or model.default_quality,
        params=settings.params,
        references=(None,) * references,
        prompt_bytes=len(data.prompt.encode()) if is_manual(data) else LONGEST_REFINED,
    )


async def generate_images(context: Context) -> NodeResult:
    """Make the images and the output object that describes them. Raises LimnerError."""
    data: ImageData = context.data
    bundle = _bundle(context.arrived(PARAMS_IN))
    try:
        settings = data.settings(_prompt(context), bundle, in_list=context.in_list)
    except ValidationError as error:
        raise _bad_bundle(error) from error
    models = chain(context.catalog, settings, data.fallback_models, data.tasks)
    references = await _references(context, data)
    refinement = await refine(context, models, settings, references)
    if refinement is not None:
        settings = settings.model_copy(update={"prompt": refinement.prompt})
    outcome = await generate_along(context, models, settings, references)
    return _result(outcome, refinement)


def _bundle(wired: Sequence[Any]) -> Json:
    """Wired parameters together: the later ones win; what is no object says nothing."""
    bundle: Json = {}
    for value in wired:
        bundle |= value if isinstance(value, dict) else {}
    return bundle


def slots_of(output: Json) -> Any:
    """The images of an output as a value on a wire.

    One image where one was asked for; else a list with None for those that failed.
    """
    images: list[Any] = next((output[key] for key in MADE if key in output), [])
    failed = output.get("failed", [])
    if len(images) + len(failed) == 1:
        return images[0] if images else None
    slots = list(images)
    for failure in failed:
        slots.insert(failure["index"], None)
    return slots


def _prompt(context: Context) -> str:
    """The wired texts, then the field; a text the field names itself is not added again."""
    named = {name.root for name in template.names(context.written.get("prompt", ""))}
    wired = [
        arrived.value
        for arrived in context.inputs.get(PROMPT_IN, ())
        if arrived.source not in named
    ]
    return joined_texts([*wired, context.data.prompt])


async def _references(context: Context, data: ImageData) -> list[ReferenceImage]:
    """Wired pictures first, in the order of the edges, then those picked in the panel."""
    picked = data.references.by_role()
    found: list[ReferenceImage] = []
    for handle in REFERENCE_INPUTS:
        if handle.role is None:
            continue
        named = file_values(picked[handle.role])
        if ids := asset_ids([*context.arrived(handle.name), *named]):
            found += await context.pictures.references(handle.role, ids)
    return found


def _result(outcome: Outcome, refinement: Refinement | None) -> NodeResult:
    planned, generation = outcome.planned, outcome.generation
    cost = total([generation.micro_usd, refinement.micro_usd if refinement else 0])
    images = [image.output for image in generation.images]
    warnings = [*planned.warnings, *outcome.passed_over, *generation.warnings]
    if refinement is not None and refinement.micro_usd is None:
        message = f"What the prompt cost is not known: {refinement.model} has no price here."
        warnings.append(RequestWarning("cost_unknown", message))
    if generation.failures:
        asked = len(images) + len(generation.failures)
        reason = generation.failures[0].detail
        message = f"{len(generation.failures)} of {asked} failed: {reason}"
        warnings.append(RequestWarning("partial_failure", message))
    output = images[0] | {
        _MADE_BY.get(outcome.model.task, "images"): images,
        "cost": credits_if_known(cost),
        "warnings": [warning.as_json() for warning in warnings],
        "droppedParams": list(planned.dropped_params),
    }
    if refinement is not None:
        output["refinement"] = refinement.as_json()
    if generation.failures:
        output["failed"] = [
            {"index": index, "error": error.as_json()}
            for index, error in zip(generation.failed_at, generation.failures, strict=True)
        ]
    return NodeResult(output, tuple(warnings))


def _check_against(
    model: Model, data: ImageData, wiring: Wiring, scope: CheckScope
) -> Iterator[Finding]:
    wish = data.size_wish
    roles = _roles(data, wiring)
    edited = model.for_references() if roles else model
    templated = any(template.names(text) for text in _texts(data.own_params))
    checks: list[tuple[str, Callable[[], object]]] = [
        (_size_field(wish), lambda: resolve_size(edited.sizing, wish, edit=bool(roles))),
        ("quality", lambda: check_quality(model, data.quality)),
        ("count", lambda: check_count(model, data.count)),
        ("references", lambda: check_references(model, roles, scope.catalog)),
    ]
    checks += [
        ("fallbackModels", partial(scope.catalog.choose, name, None, data.tasks))
        for name in data.fallback_models
    ]
    if not templated:
        checks.append(("params", lambda: accept_parameters(edited, data.own_params)))
    if is_manual(data) and data.prompt.strip() and not template.is_template(data.prompt):
        checks.append(("prompt", lambda: check_prompt(model, data.prompt, scope.max_prompt)))
    for field, check in checks:
        try:
            check()
        except RequestError as error:
            yield _finding(error, field)


def _roles(data: ImageData, wiring: Wiring) -> list[Any]:
    picked = data.references.by_role()
    return [
        handle.role
        for handle in REFERENCE_INPUTS
        if handle.role is not None
        for _ in range(wiring.count(handle.name) + len(picked[handle.role]))
    ]


def _size_field(wish: SizeWish) -> str:
    said = {"size": wish.size, "imageSize": wish.image_size, "resolution": wish.resolution}
    return next((name for name, value in said.items() if value), "aspectRatio")


def _texts(params: Json) -> Sequence[str]:
    return [value for value in params.values() if isinstance(value, str)]


def _finding(error: LimnerError, field: str) -> Finding:
    return Finding(error.code, field, error.sentence)


def _bad_bundle(error: ValidationError) -> BadParameter:
    field, words = first_fault(error)
    return BadParameter(f"{field} in the wired parameters: {words}.")

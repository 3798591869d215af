"""From an image node's settings to requests a provider can send. Pure.

This is the most tested file of the project: everything a model cannot do is found
here, before anything is sent or paid.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from limner.errors import (
    BadParameter,
    PromptEmpty,
    PromptTooLong,
    PromptTooShort,
    ReferenceNotSupported,
    ReferencesMissing,
    TooManyReferences,
)
from limner.models.arguments import arguments
from limner.models.image_request import ImageRequest, ReferenceImage, RequestWarning
from limner.models.model import Model
from limner.models.parameters import accept_parameters
from limner.models.parts import ImageFormat, Role
from limner.models.prompt_quality import looks_unlike_a_description
from limner.models.sizing import Size, SizeWish, resolve_size
from limner.models.styles import is_preset, styled

DEFAULT_STYLE = "auto"

_MASKED: frozenset[Role] = frozenset({"image", "startImage"})
"""What a mask may say where to change."""


class ImageSettings(BaseModel):
    """What a caller may say of an image, in any of the forms people use."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")

    model: str | None = None
    provider: str | None = None
    prompt: str = ""
    style: str = DEFAULT_STYLE
    aspect_ratio: str | None = None
    size: str | None = None
    image_size: str | None = None
    resolution: str | None = None
    quality: str | None = None
    count: int = Field(1, ge=1, le=15)
    format: ImageFormat = "png"
    params: dict[str, Any] = Field(default_factory=dict)

    @property
    def size_wish(self) -> SizeWish:
        return SizeWish(self.aspect_ratio, self.size, self.image_size, self.resolution)


@dataclass(frozen=True, slots=True)
class PlannedRequests:
    """The requests for one generation, with everything to report about them."""

    requests: tuple[ImageRequest, ...]
    size: Size
    warnings: tuple[RequestWarning, ...]
    dropped_params: tuple[str, ...]


def plan_requests(
    model: Model,
    settings: ImageSettings,
    references: Sequence[ReferenceImage],
    *,
    seed: int,
    max_prompt: int,
) -> PlannedRequests:
    """The requests that make ``settings.count`` images with a model.

    ``seed`` is used where the settings name none. Raises a RequestError for
    everything the model cannot do.
    """
    check_prompt(model, settings.prompt, max_prompt)
    check_count(model, settings.count)
    check_references(model, [reference.role for reference in references])
    model = model.for_references() if references else model
    size = resolve_size(model.sizing, settings.size_wish, edit=bool(references))
    accepted = accept_parameters(model, settings.params)
    style, style_warnings = _style(model, settings.style)
    quality_warnings = check_quality(model, settings.quality)
    first_seed = _first_seed(model, accepted.values.pop("seed", None), seed, settings.count)
    placed = _placed(model, references)
    whole = ImageRequest(
        model=model.id,
        provider=model.provider,
        endpoint=model.endpoint,
        prompt=settings.prompt,
        styled_prompt=_with_instructions(model, styled(settings.prompt, style), placed),
        style=style,
        width=size.width,
        height=size.height,
        exact_size=size.exact,
        resolution=size.resolution,
        count=settings.count,
        seed=first_seed,
        format=settings.format,
        quality=(settings.quality or model.default_quality) if model.qualities else None,
        params=accepted.values,
        references=placed,
    )
    warnings = [*style_warnings, *quality_warnings, *_prompt_warnings(settings.prompt)]
    warnings += [
        RequestWarning(
            "dropped_parameter", f"{model.title} has no parameter {name!r:.80}; it was dropped."
        )
        for name in accepted.dropped
    ]
    requests = tuple(
        replace(part, arguments=arguments(model, part, size)) for part in _split(model, whole)
    )
    return PlannedRequests(requests, size, tuple(warnings), tuple(accepted.dropped))


def _placed(model: Model, references: Sequence[ReferenceImage]) -> tuple[ReferenceImage, ...]:
    """The references with the provider's names for them."""
    placed = []
    for reference in references:
        socket = model.socket_of(reference.role)
        if socket is not None:
            placed.append(replace(reference, field=socket.field, many=socket.many))
    return tuple(placed)


def _with_instructions(model: Model, prompt: str, references: Sequence[ReferenceImage]) -> str:
    """The prompt, and below it what each reference is for that the provider has no role for."""
    numbers: Counter[str | None] = Counter()
    lines = [prompt]
    for reference in references:
        numbers[reference.field] += 1
        socket = model.socket_of(reference.role)
        if socket is not None and socket.instruction:
            lines.append(socket.instruction.replace("{number}", str(numbers[reference.field])))
    return "\n".join(lines)


def check_prompt(model: Model, prompt: str, max_prompt: int) -> None:
    """Raises PromptEmpty, PromptTooLong or PromptTooShort; a model without a prompt takes any.

    ``max_prompt`` is the installation's own limit in characters.
    """
    if not model.takes_prompt:
        return
    if not prompt.strip():
        raise PromptEmpty("The prompt is empty.", hint="Describe the image you want to generate.")
    longest = model.longest_prompt(max_prompt)
    if len(prompt) > longest:
        raise PromptTooLong(
            f"The prompt has {len(prompt):,} characters; the longest is {longest:,}.",
            hint="Shorten it.",
        )
    if len(prompt) < model.min_prompt:
        raise PromptTooShort(
            f"The prompt has {len(prompt)} characters; {model.title} wants {model.min_prompt}.",
            hint="Say more of the image.",
        )


def check_count(model: Model, count: int) -> None:
    """Raises BadParameter where the model does not make so many images in one run."""
    if count > model.max_count:
        raise BadParameter(
            f"{model.title} makes at most {model.max_count} images per run, not {count}.",
            hint="Lower the count.",
        )


def _first_seed(model: Model, said: int | None, otherwise: int, count: int) -> int | None:
    """The first image's seed: the one that was said, else one the model takes; None for none.

    Raises BadParameter where the last image's seed would be none the model takes.
    """
    if "seed" not in model.parameters:
        return said
    largest: int | None = model.parameters["seed"].get("maximum")
    if largest is None:
        return otherwise if said is None else said
    largest_first = max(largest - count + 1, 0)
    if said is None:
        return otherwise % (largest_first + 1)
    if said > largest_first:
        raise BadParameter(
            f"The seeds of {count} images from {said} on go beyond {largest}.",
            hint=f"Take a seed of at most {largest_first}.",
        )
    return said


def check_references(model: Model, roles: Sequence[Role], others: Iterable[Model] = ()) -> None:
    """Raises ReferenceNotSupported, naming those of the ``others`` that take what this does not,
    TooManyReferences or ReferencesMissing."""
    for role in dict.fromkeys(roles):
        limit, given = model.limit_of(role), roles.count(role)
        if limit == 0:
            raise ReferenceNotSupported(
                f"{model.title} takes no {role} reference.",
                hint=_what_takes(model, role, others),
            )
        if given > limit:
            raise TooManyReferences(
                f"{model.title} takes {limit} {role} reference(s); {given} are given.",
                hint="Switch the model or remove a reference.",
            )
    if model.needs_references and not roles:
        raise ReferencesMissing(
            f"{model.title} works on an image, and none is given.",
            hint="Wire an image in, or pick one in the panel.",
        )
    if "endImage" in roles and model.limit_of("startImage") and "startImage" not in roles:
        raise ReferencesMissing(
            "There is an end image, and no start image.",
            hint="Wire the image in that it begins with, too.",
        )
    if "mask" in roles and not _MASKED & set(roles):
        raise ReferencesMissing(
            "There is a mask, and no image it belongs to.",
            hint="Wire the image to be changed in, too.",
        )
    if len(roles) > model.max_references:
        raise TooManyReferences(
            f"{model.title} takes {model.max_references} references in all, not {len(roles)}.",
            hint="Switch the model or remove a reference.",
        )


def _what_takes(model: Model, role: Role, others: Iterable[Model]) -> str:
    taken = ", ".join(socket.role for socket in model.sockets) or "none at all"
    takers = ", ".join(other.title for other in others if other.enabled and other.limit_of(role))
    hint = f"References it takes: {taken}."
    return f"{hint} Models that take this one: {takers}." if takers else hint


def _style(model: Model, style: str) -> tuple[str, list[RequestWarning]]:
    if is_preset(style) or style in model.own_styles:
        return style, []
    warning = RequestWarning(
        "dropped_style", f"{model.title} has no style {style!r:.80}; it was dropped."
    )
    return DEFAULT_STYLE, [warning]


def check_quality(model: Model, quality: str | None) -> list[RequestWarning]:
    """Raises BadParameter for a quality the model does not have; warns where it has none."""
    if quality is None or quality in model.qualities:
        return []
    if model.qualities:
        raise BadParameter(
            f"{quality!r:.80} is not a quality of {model.title}.",
            hint=f"It takes: {', '.join(model.qualities)}.",
        )
    return [RequestWarning("dropped_quality", f"{model.title} has no quality; it was dropped.")]


def _prompt_warnings(prompt: str) -> list[RequestWarning]:
    kind = looks_unlike_a_description(prompt)
    if kind is None:
        return []
    return [
        RequestWarning(
            "prompt_quality", f"The prompt looks like {kind} rather than a description of an image."
        )
    ]


def _split(model: Model, whole: ImageRequest) -> list[ImageRequest]:
    most = model.max_per_request
    return [
        replace(
            whole,
            count=min(most, whole.count - start),
            seed=None if whole.seed is None else whole.seed + start,
        )
        for start in range(0, whole.count, most)
    ]

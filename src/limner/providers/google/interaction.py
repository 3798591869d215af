"""An interaction: what is sent for a film, and what Google says of it until it has ended. Pure.

Wire format: https://ai.google.dev/gemini-api/docs/omni and the official client's own types
(google-genai 2.34, `interactions`). Films are not made by generateContent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from limner.errors import ContentRefused, ProviderBadAnswer, ProviderError
from limner.models.image_request import ImageRequest, ReferenceImage
from limner.models.parts import Role
from limner.providers._http import HttpAnswer, shortened
from limner.providers.google.refusals import REFUSALS, REFUSED_HINT

_FRAMES: Mapping[Role, str] = {"startImage": "<FIRST_FRAME>", "endImage": "<LAST_FRAME>"}
"""How a prompt says what an image is: by tags, in the order of the images."""

_ENDED_WITHOUT = frozenset(
    {"cancelled", "incomplete", "budget_exceeded", "requires_action", "requires_continuation"}
)


class _Content(msgspec.Struct, frozen=True):
    type: str = ""
    text: str | None = None
    data: str | None = None
    uri: str | None = None


class _Fault(msgspec.Struct, frozen=True):
    code: str | int | None = None
    message: str = ""


class _Step(msgspec.Struct, frozen=True):
    type: str = ""
    content: tuple[_Content, ...] = ()
    error: _Fault | None = None


class _Tokens(msgspec.Struct, frozen=True):
    modality: str = ""
    tokens: int = 0


class _Usage(msgspec.Struct, frozen=True):
    input_tokens_by_modality: tuple[_Tokens, ...] = ()
    output_tokens_by_modality: tuple[_Tokens, ...] = ()
    total_thought_tokens: int = 0


class Interaction(msgspec.Struct, frozen=True):
    """One order for a film, as far as it has come."""

    status: str
    id: str = ""
    steps: tuple[_Step, ...] = ()
    errors: tuple[_Fault, ...] = ()
    usage: _Usage = _Usage()

    @property
    def ended(self) -> bool:
        """A status that nobody knows yet counts as one that goes on."""
        return self.status in {"completed", "failed", *_ENDED_WITHOUT}

    @property
    def made(self) -> Iterator[_Content]:
        """What the model gave: neither what was sent to it nor its thoughts."""
        for step in self.steps:
            if step.type == "model_output":
                yield from step.content

    @property
    def faults(self) -> tuple[_Fault, ...]:
        return self.errors + tuple(step.error for step in self.steps if step.error is not None)

    def tokens(self) -> dict[str, int]:
        """What was used; a film's tokens count as those of an image."""
        given, made = self.usage.input_tokens_by_modality, self.usage.output_tokens_by_modality
        return {
            "text_input": _of_text(given),
            "image_input": sum(each.tokens for each in given) - _of_text(given),
            "text_output": _of_text(made) + self.usage.total_thought_tokens,
            "image_output": sum(each.tokens for each in made) - _of_text(made),
        }


@dataclass(frozen=True, slots=True)
class Film:
    """Where a film stands, or the film itself as base64."""

    uri: str | None
    data: str | None


def body_of_film(model: str, request: ImageRequest, images: Sequence[str]) -> dict[str, Any]:
    """What is sent; ``images`` are the references' bytes as base64, in their order.

    It is made in the background, so that its id is known before it is done.
    """
    placed = sorted(zip(request.references, images, strict=True), key=lambda each: _place(each[0]))
    tags = [_FRAMES[reference.role] for reference, _ in placed]
    shown = [
        {"type": "image", "mime_type": reference.mime_type, "data": data}
        for reference, data in placed
    ]
    text = {"type": "text", "text": " ".join((*tags, request.styled_prompt))}
    asked = request.arguments.get("response_format", {})
    return {
        **request.arguments,
        "model": model,
        "input": [{"type": "user_input", "content": [*shown, text]}],
        "background": True,
        "response_format": {"type": "video", "delivery": "uri", **asked},
    }


def read_interaction(answer: HttpAnswer) -> Interaction:
    """Raises ProviderBadAnswer for what is none."""
    try:
        return msgspec.convert(answer.json(), Interaction)
    except msgspec.ValidationError as error:
        raise ProviderBadAnswer(
            f"The answer of {answer.title} has an unknown shape: {error}."
        ) from error


def film_of(title: str, interaction: Interaction) -> Film:
    """The film of an interaction that has ended. Raises ProviderError: why there is none."""
    for content in interaction.made:
        if content.type == "video" and (content.uri or content.data):
            return Film(content.uri, content.data)
    raise _no_film(title, interaction)


def _no_film(title: str, interaction: Interaction) -> ProviderError:
    for fault in interaction.faults:
        said = shortened(fault.message) or str(fault.code)
        if str(fault.code).upper() in REFUSALS:
            return ContentRefused(f"{title} refused the content: {said}", hint=REFUSED_HINT)
        return ProviderBadAnswer(f"The film failed at {title}: {said}", hint="Try again.")
    if interaction.status != "completed":
        return ProviderBadAnswer(
            f"The film ended at {title} as {interaction.status:.40}.", hint="Try again."
        )
    text = " ".join(content.text for content in interaction.made if content.text)
    if text and not interaction.tokens()["image_output"]:
        return ContentRefused(
            f"{title} answered in words instead of a film: {shortened(text)}", hint=REFUSED_HINT
        )
    return ProviderBadAnswer(f"{title} answered without a film and gave no reason.")


def _place(reference: ReferenceImage) -> int:
    return list(_FRAMES).index(reference.role)


def _of_text(tokens: Sequence[_Tokens]) -> int:
    return sum(each.tokens for each in tokens if each.modality.lower() == "text")

"""What a model of fal answers: files by their addresses, under one name or another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from limner.errors import ProviderBadAnswer
from limner.models.image_request import RequestWarning
from limner.providers._http import HttpAnswer, shortened
from limner.providers.contract import MOST_IMAGES


class _File(msgspec.Struct, frozen=True):
    url: str


class _Output(msgspec.Struct, frozen=True):
    """Most models answer with ``images``, those that change one picture with ``image``."""

    images: list[_File] = []
    image: _File | None = None
    video: _File | None = None
    audio: _File | None = None
    seed: Any = None
    prompt: Any = None
    description: Any = None
    has_nsfw_concepts: list[bool] | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """The output of a job. ``seed`` is the first picture's; films and sounds play."""

    urls: tuple[str, ...]
    plays: bool
    seed: int | None
    prompt: str | None
    description: str | None
    flagged: tuple[int, ...]

    def warnings(self) -> tuple[RequestWarning, ...]:
        """What fal's safety checker says: a picture it flags may be blacked out."""
        return tuple(
            RequestWarning(
                "content_flagged",
                f"fal's safety checker flagged image {number}; it may be blank.",
            )
            for number in self.flagged
        )


def read_output(answer: HttpAnswer) -> Output:
    """Raises ProviderBadAnswer for an output without files."""
    try:
        told = msgspec.json.decode(answer.body, type=_Output)
    except (ValueError, RecursionError) as error:
        raise ProviderBadAnswer(f"fal's output has an unknown shape: {error}.") from error
    single = told.image or told.video or told.audio
    files = told.images or ([single] if single else [])
    if not files:
        raise ProviderBadAnswer("fal's output holds no file.", hint="Choose another model.")
    flags = told.has_nsfw_concepts or []
    return Output(
        urls=tuple(file.url for file in files[:MOST_IMAGES]),
        plays=not told.images and single is not None and single is not told.image,
        seed=told.seed if isinstance(told.seed, int) else None,
        prompt=told.prompt if isinstance(told.prompt, str) else None,
        description=shortened(told.description) if told.description else None,
        flagged=tuple(number for number, flag in enumerate(flags, start=1) if flag),
    )

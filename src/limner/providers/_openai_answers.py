"""Answers of the OpenAI images API: in one piece, or as server-sent events."""

from __future__ import annotations

import re
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from limner.errors import ProviderBadAnswer
from limner.providers._http import LARGEST_ANSWER
from limner.providers.contract import MOST_IMAGES

_BLANK_LINE = re.compile(rb"(?:\r?\n){2,}")
_LONGEST_BLANK_LINE = 4


class _TokensIn(msgspec.Struct, frozen=True):
    text_tokens: int = 0
    image_tokens: int = 0


class _Usage(msgspec.Struct, frozen=True):
    input_tokens: int = 0
    output_tokens: int = 0
    input_tokens_details: _TokensIn | None = None
    output_tokens_details: _TokensIn | None = None

    def by_kind(self) -> dict[str, int]:
        """Tokens under the names of ``models.price.TOKEN_KINDS``; what is not split is dear."""
        going_in = self.input_tokens_details or _TokensIn(image_tokens=self.input_tokens)
        made = self.output_tokens_details or _TokensIn(image_tokens=self.output_tokens)
        return {
            "text_input": going_in.text_tokens,
            "image_input": going_in.image_tokens,
            "text_output": made.text_tokens,
            "image_output": made.image_tokens,
        }


class _Image(msgspec.Struct, frozen=True):
    b64_json: str | None = None
    url: str | None = None
    revised_prompt: str | None = None


class _Body(msgspec.Struct, frozen=True):
    data: tuple[_Image, ...] = ()
    usage: _Usage | None = None


class Event(msgspec.Struct, frozen=True):
    """One server-sent event, of generations and edits alike."""

    type: str = ""
    b64_json: str | None = None
    partial_image_index: int = 0
    usage: _Usage | None = None
    error: Any = None

    @property
    def is_partial(self) -> bool:
        return self.type.endswith(".partial_image")

    @property
    def is_completed(self) -> bool:
        return self.type.endswith(".completed")

    def tokens(self) -> dict[str, int]:
        return self.usage.by_kind() if self.usage else {}


@dataclass(frozen=True, slots=True)
class Results:
    """What came: pictures, or the addresses where they are. ``unusable`` could not be read."""

    images: tuple[bytes, ...]
    urls: tuple[str, ...]
    unusable: int
    revised_prompt: str | None
    usage: Mapping[str, int]


def read_results(title: str, body: Any) -> Results:
    """The results in the JSON of an answer. Raises ProviderBadAnswer for another shape."""
    try:
        read = msgspec.convert(body, _Body)
    except msgspec.ValidationError as error:
        raise ProviderBadAnswer(f"{title} answered in another shape: {error}.") from None
    told = [image.b64_json for image in read.data if image.b64_json]
    images = [data for data in map(decoded, told) if data is not None]
    revised = (image.revised_prompt for image in read.data)
    return Results(
        images=tuple(images),
        urls=() if told else tuple(image.url for image in read.data if image.url)[:MOST_IMAGES],
        unusable=len(told) - len(images),
        revised_prompt=next((prompt for prompt in revised if prompt), None),
        usage=read.usage.by_kind() if read.usage else {},
    )


def decoded(text: str) -> bytes | None:
    """Bytes from base64, also where it comes as a data URI; None for what is neither."""
    payload = text.partition(",")[2] if text.startswith("data:") else text
    try:
        # A fifth of the time of the standard library's, and as strict.
        return msgspec.convert(payload, bytes) or None
    except msgspec.ValidationError:
        return None


async def events(title: str, chunks: AsyncIterable[bytes]) -> AsyncIterator[Event]:
    """The events of a stream (WHATWG HTML, 9.2.6). Raises ProviderBadAnswer."""
    waiting, searched, size = bytearray(), 0, 0
    async for chunk in chunks:
        waiting += chunk
        size += len(chunk)
        if size > LARGEST_ANSWER:
            raise ProviderBadAnswer(f"{title} answered with more than {LARGEST_ANSWER:,} bytes.")
        while (end := _BLANK_LINE.search(waiting, searched)) is not None:
            event = _event(title, bytes(waiting[: end.start()]))
            del waiting[: end.end()]
            searched = 0
            if event is not None:
                yield event
        searched = max(0, len(waiting) - _LONGEST_BLANK_LINE)


def _event(title: str, block: bytes) -> Event | None:
    lines = (line for line in block.splitlines() if line.startswith(b"data:"))
    data = b"\n".join(line[5:].strip() for line in lines)
    if not data or data == b"[DONE]":
        return None
    try:
        return msgspec.json.decode(data, type=Event)
    except (ValueError, RecursionError):
        raise ProviderBadAnswer(f"{title} sent an event that cannot be read.") from None

"""Reads request bodies: size and time are limited, and only JSON that can be kept passes."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from itertools import chain
from typing import Any, TypeVar

import msgspec
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request

from limner.errors import (
    BodyTimeout,
    BodyTooLarge,
    InputError,
    MalformedJson,
    UnsupportedMediaType,
)
from limner.server.validation import bad_fields

MAX_JSON_BYTES = 16 * 1024 * 1024
MAX_READ_BYTES = 32 * 1024 * 1024
"""More than this is not even thrown away: the answer is sent and the connection closed."""

_MAX_JSON_READ_BYTES = 96 * 1024 * 1024
"""The same for JSON. Many clients read no answer while they send, and the one who writes a picture
of 50 MB into a text should learn what to do instead."""

MAX_DEPTH = 200
_SECONDS_BETWEEN_CHUNKS = 20.0
_SECONDS_IN_ALL = 300.0
_LONG_NUMBER = re.compile(rb"\d{19}")
_SMALLEST_INTEGER, _LARGEST_INTEGER = -(2**63), 2**64 - 1

Model = TypeVar("Model", bound=BaseModel)


async def read_json(request: Request) -> Any:
    """The body as a JSON value.

    Raises UnsupportedMediaType, BodyTooLarge, BodyTimeout, and MalformedJson for what is no
    JSON or cannot be kept: NUL characters, numbers beyond 64 bits, more than MAX_DEPTH levels.
    """
    _require_json(request)
    return _decode(await _whole_body(request))


async def read_optional_json(request: Request) -> Any:
    """The same, with an empty object for a request without a body."""
    return decode_json(request, await _whole_body(request))


async def read_model(request: Request, model: type[Model]) -> Model:
    """The body as a model; a request without a body is an empty object. Also raises BadField."""
    return validated(await read_optional_json(request), model)


def validated(value: Any, model: type[Model]) -> Model:
    """A JSON value as a model. Raises BadField with every wrong field."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise bad_fields(error.errors(include_url=False, include_context=False)) from None


async def body_chunks(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes. Raises BodyTimeout for a client that stops or drips."""
    stream = request.stream()
    deadline = time.monotonic() + _SECONDS_IN_ALL
    try:
        while True:
            patience = min(_SECONDS_BETWEEN_CHUNKS, deadline - time.monotonic())
            async with asyncio.timeout(patience):
                chunk = await anext(stream, None)
            if chunk is None:
                return
            yield chunk
    except TimeoutError:
        raise BodyTimeout("The request body did not arrive in time.") from None
    except ClientDisconnect:
        raise InputError("The client went away in the middle of its request.") from None


async def read_bytes(request: Request, most: int) -> bytes:
    """The body byte for byte. Raises BodyTooLarge beyond ``most``, and BodyTimeout."""
    body = await _up_to(request, most, MAX_READ_BYTES)
    if body is None:
        raise BodyTooLarge(f"The body has more than {most} bytes.")
    return body


def decode_json(request: Request, body: bytes) -> Any:
    """A body that was read before as a JSON value, an empty one as an empty object.

    Raises what ``read_json`` raises.
    """
    if not body:
        return {}
    _require_json(request)
    return _decode(body)


async def _whole_body(request: Request) -> bytes:
    body = await _up_to(request, MAX_JSON_BYTES, _MAX_JSON_READ_BYTES)
    if body is None:
        raise BodyTooLarge(
            f"A JSON body has at most {MAX_JSON_BYTES} bytes.",
            hint="Upload images with POST /api/assets and name them by their ids.",
        )
    return body


async def _up_to(request: Request, most: int, most_read: int) -> bytes | None:
    """The body, or None where it is longer; what is too long is read and thrown away, up to a
    limit, so that the client reads the answer."""
    kept, length = bytearray(), 0
    async for chunk in body_chunks(request):
        length += len(chunk)
        if length > most_read:
            break
        if length <= most:
            kept += chunk
    return bytes(kept) if length <= most else None


def _require_json(request: Request) -> None:
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type != "application/json":
        raise UnsupportedMediaType(
            f"The body is {media_type or 'of no type'!r:.80}, not application/json.",
            hint="Send JSON, with the header Content-Type: application/json.",
        )


def _decode(body: bytes) -> Any:
    try:
        value = msgspec.json.decode(body)
    except RecursionError:
        raise _too_deep() from None
    except UnicodeDecodeError:
        raise MalformedJson("The body is not UTF-8 text.") from None
    except ValueError as error:
        raise MalformedJson(f"{error}.") from None
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH:
        _check_depth(value)
    if b"\\u0000" in body or _LONG_NUMBER.search(body):
        _check_scalars(value)
    return value


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = list(chain.from_iterable(_parts(item) for item in level))
        if not level:
            return
    raise _too_deep()


def _check_scalars(value: Any) -> None:
    """Neither NUL, which no database keeps, nor an integer that JSON writers refuse."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend(item.keys())
        waiting.extend(_parts(item))
        if isinstance(item, str) and "\0" in item:
            raise MalformedJson("A text contains the character NUL.")
        if isinstance(item, int) and not _SMALLEST_INTEGER <= item <= _LARGEST_INTEGER:
            raise MalformedJson("A number has more than 64 bits.")


def _parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _too_deep() -> MalformedJson:
    return MalformedJson(f"The body is nested more than {MAX_DEPTH} levels deep.")

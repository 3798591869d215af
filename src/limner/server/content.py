"""Answers with the bytes of a file: ETag, If-None-Match, one Range, HEAD."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from limner.errors import RangeNotSatisfiable
from limner.media.assets import Assets
from limner.media.file_types import SHOWN_TYPES
from limner.server.errors import problem_of
from limner.server.openapi import Responses, problems
from limner.storage.queries.assets import AssetRow

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
_TAG = re.compile(r'(?:W/)?("[^"]*")')
_HEADERS = {
    "Accept-Ranges": "bytes",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
}
UNCHANGING = "private, max-age=31536000, immutable"


_CONTENT = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
FILE_RESPONSES: Responses = {
    200: {"description": "The file.", "content": _CONTENT},
    206: {"description": "The part that Range asked for.", "content": _CONTENT},
    304: {"description": "The file is the one If-None-Match names."},
    **problems(RangeNotSatisfiable),
}
"""The answers ``file_answer`` gives."""

_PIECE = 1024 * 1024
"""Of a file that is larger, this much is in memory at a time."""


async def file_answer(
    request: Request,
    read: Callable[[], Awaitable[bytes]],
    *,
    tag: str,
    mime_type: str,
    name: str,
    cache: str = UNCHANGING,
    attached: bool = False,
) -> Response:
    """What a browser asked for of some bytes that never change under their tag.

    ``read`` is called only when bytes are needed. A Range that cannot be read, or more than
    one, is no range (RFC 9110, section 14.2). ``attached``: a browser keeps it and shows nothing.
    """
    headers = _headers(tag, mime_type, name, cache, attached=attached)
    if _is_known(request, headers):
        return Response(status_code=304, headers=headers)
    data = await read()
    part = _part(request, headers, len(data))
    if isinstance(part, Response):
        return part
    return Response(data[part.start : part.stop], part.status, headers, mime_type)


async def kept_file_answer(
    request: Request, assets: Assets, row: AssetRow, *, cache: str = UNCHANGING
) -> Response:
    """What a browser asked for of a kept file as it is; a large one is read while it is sent."""
    headers = _headers(row.digest, row.mime_type, row.name, cache)
    if _is_known(request, headers):
        return Response(status_code=304, headers=headers)
    part = _part(request, headers, row.size_bytes)
    if isinstance(part, Response):
        return part
    length = part.stop - part.start
    if length <= _PIECE:
        data = await assets.part(row.digest, part.start, length) if length else b""
        return Response(data, part.status, headers, row.mime_type)
    headers["Content-Length"] = str(length)
    first = await assets.part(row.digest, part.start, _PIECE)
    pieces = _pieces(assets, row.digest, first, part)
    return StreamingResponse(pieces, part.status, headers, row.mime_type)


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    stop: int
    status: int


def _headers(
    tag: str, mime_type: str, name: str, cache: str, *, attached: bool = False
) -> dict[str, str]:
    inert = attached or mime_type not in SHOWN_TYPES
    return {
        **_HEADERS,
        "ETag": f'"{tag}"',
        "Cache-Control": cache,
        "Content-Disposition": disposition("attachment" if inert else "inline", name),
    }


def _is_known(request: Request, headers: Mapping[str, str]) -> bool:
    return _names(request.headers.get("if-none-match"), headers["ETag"])


def _part(request: Request, headers: dict[str, str], length: int) -> _Part | Response:
    """What is to be sent of a file; its ``Content-Range`` is added to the headers."""
    wanted = _wanted_range(request, headers["ETag"], length)
    if wanted is None:
        return _Part(0, length, 200)
    start, end = wanted
    if start >= end:
        error = RangeNotSatisfiable(f"The file has {length} bytes.")
        return problem_of(error, {"Content-Range": f"bytes */{length}"})
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{length}"
    return _Part(start, end, 206)


async def _pieces(assets: Assets, digest: str, first: bytes, part: _Part) -> AsyncIterator[bytes]:
    yield first
    for start in range(part.start + len(first), part.stop, _PIECE):
        yield await assets.part(digest, start, min(_PIECE, part.stop - start))


def disposition(kind: str, name: str) -> str:
    """A Content-Disposition for any file name (RFC 6266)."""
    plain = re.sub(r"[^\w. -]", "_", name, flags=re.ASCII)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _names(if_none_match: str | None, etag: str) -> bool:
    """Whether a list of tags, weak or strong, names this one (RFC 9110, section 13.1.2)."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or etag in _TAG.findall(if_none_match)


def _wanted_range(request: Request, etag: str, length: int) -> tuple[int, int] | None:
    """First byte and the one after the last; the same twice where nothing is left."""
    asked = _RANGE.fullmatch(request.headers.get("range", "").strip())
    if asked is None or request.headers.get("if-range", etag) != etag or request.method != "GET":
        return None
    first, last = asked.groups()
    if first:
        if last and int(last) < int(first):
            return None
        return min(int(first), length), min(int(last) + 1 if last else length, length)
    return (max(length - int(last), 0), length) if last else None

"""Answers with the bytes of an image: ETag, If-None-Match, one Range, HEAD."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from limner.errors import RangeNotSatisfiable
from limner.server.errors import problem_of
from limner.server.openapi import Responses, problems

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
_TAG = re.compile(r'(?:W/)?("[^"]*")')
_HEADERS = {
    "Accept-Ranges": "bytes",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
}
UNCHANGING = "private, max-age=31536000, immutable"


_CONTENT = {"image/*": {"schema": {"type": "string", "format": "binary"}}}
IMAGE_RESPONSES: Responses = {
    200: {"description": "The image.", "content": _CONTENT},
    206: {"description": "The part that Range asked for.", "content": _CONTENT},
    304: {"description": "The image is the one If-None-Match names."},
    **problems(RangeNotSatisfiable),
}
"""The answers ``image_answer`` gives."""


async def image_answer(
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
    etag = f'"{tag}"'
    headers = {**_HEADERS, "ETag": etag, "Cache-Control": cache}
    if _names(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    data = await read()
    headers["Content-Disposition"] = disposition("attachment" if attached else "inline", name)
    wanted = _wanted_range(request, etag, len(data))
    if wanted is None:
        return Response(data, headers=headers, media_type=mime_type)
    start, end = wanted
    if start >= end:
        error = RangeNotSatisfiable(f"The file has {len(data)} bytes.")
        return problem_of(error, {"Content-Range": f"bytes */{len(data)}"})
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(data)}"
    return Response(data[start:end], 206, headers, mime_type)


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

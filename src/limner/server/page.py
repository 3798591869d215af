"""Serves the built canvas, and a plain page where it was not built."""

from __future__ import annotations

import asyncio
import mimetypes
import re
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from limner.errors import NotFound
from limner.server.answers import TheStudio
from limner.values import sha256

router = APIRouter(include_in_schema=False)

_DIST = Path(str(resources.files("limner"))) / "web_dist"
_PLAIN_NAME = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)*", re.ASCII)
_IMMUTABLE = "public, max-age=31536000, immutable"
_REVALIDATED = "no-cache"

_NOT_BUILT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Limner</title>
<h1>The canvas is not built</h1>
<p>The server runs, but the files of its canvas are missing from this installation.</p>
<p>In a clone of Limner, run <code>make setup</code> and start the server again.
Programs can use the interface meanwhile: it is described at
<a href="/openapi.json">/openapi.json</a>.</p>
</html>
"""


@router.get("/")
@router.head("/")
async def get_page(request: Request, studio: TheStudio) -> Response:
    """The canvas."""
    policy = {"Content-Security-Policy": _policy(studio.settings.resolved_public_url)}
    try:
        page = await _file("index.html", request, _REVALIDATED)
    except NotFound:
        return HTMLResponse(_NOT_BUILT, headers=policy | {"Cache-Control": _REVALIDATED})
    page.headers.update(policy)
    return page


@router.get("/assets/{path:path}")
@router.head("/assets/{path:path}")
async def get_page_asset(path: str, request: Request) -> Response:
    """A file of the canvas with a hash of its content in its name."""
    return await _file(f"assets/{path}", request, _IMMUTABLE)


@router.get("/{name}")
@router.head("/{name}")
async def get_page_file(name: str, request: Request) -> Response:
    """Another file of the canvas, such as its mark."""
    return await _file(name, request, _REVALIDATED)


async def _file(path: str, request: Request, cache: str) -> Response:
    found = _DIST / path
    if not _PLAIN_NAME.fullmatch(path) or not await asyncio.to_thread(found.is_file):
        raise NotFound(f"There is nothing at /{path:.200}.")
    data = await asyncio.to_thread(found.read_bytes)
    headers = {"Cache-Control": cache, "ETag": f'"{sha256(data)[:32]}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    media_type = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    return Response(data, headers=headers, media_type=media_type)


def _policy(public_url: str) -> str:
    """What the page may load: itself, and its own images under the public address."""
    parts = urlsplit(public_url)
    own = f"{parts.scheme}://{parts.netloc}"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob: {own}",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )

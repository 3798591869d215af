"""Serves the built canvas; plain pages ask for the key, or say what to do without a canvas."""

from __future__ import annotations

import asyncio
import mimetypes
import re
from contextlib import suppress
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from limner.errors import NotFound, Unauthorized
from limner.server.access import AccessRules
from limner.server.answers import TheStudio
from limner.values import sha256

router = APIRouter(include_in_schema=False)

_PACKAGE = Path(str(resources.files("limner")))
_CANVAS = _PACKAGE / "web_dist"
_PLAIN = _PACKAGE / "server" / "plain"
_SAFE_PATH = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)*", re.ASCII)
_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", re.ASCII)
"""In a list of codings a browser takes (RFC 9110, 12.5.3)."""
_IMMUTABLE = "public, max-age=31536000, immutable"
_REVALIDATED = "no-cache"


@router.get("/")
@router.head("/")
async def get_page(request: Request, studio: TheStudio, access: AccessRules) -> Response:
    """The canvas, for those who may use it."""
    try:
        await access.key_of(request, studio.keys)
        page = await _file("index.html", request, _REVALIDATED, _CANVAS)
    except Unauthorized:
        page = await _file("sign-in.html", request, _REVALIDATED, _PLAIN)
    except NotFound:
        page = await _file("not-built.html", request, _REVALIDATED, _PLAIN)
    page.headers["Content-Security-Policy"] = _policy(studio.settings.resolved_public_url)
    return page


@router.get("/assets/{path:path}")
@router.head("/assets/{path:path}")
async def get_page_asset(path: str, request: Request) -> Response:
    """A file of the canvas with a hash of its content in its name."""
    return await _file(f"assets/{path}", request, _IMMUTABLE, _CANVAS)


@router.get("/{name}")
@router.head("/{name}")
async def get_page_file(name: str, request: Request) -> Response:
    """Another file of the canvas, such as its mark, or of the plain pages."""
    return await _file(name, request, _REVALIDATED, _CANVAS, _PLAIN)


async def _file(path: str, request: Request, cache: str, *folders: Path) -> Response:
    data, encoding = await asyncio.to_thread(_read_for, request, path, folders)
    headers = {"Cache-Control": cache, "ETag": f'"{sha256(data)[:32]}"', "Vary": "Accept-Encoding"}
    if encoding:
        headers["Content-Encoding"] = encoding
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return Response(data, headers=headers, media_type=media_type)


def _read_for(request: Request, path: str, folders: tuple[Path, ...]) -> tuple[bytes, str | None]:
    """A file, compressed where the build left it so and the browser takes it. Raises NotFound."""
    if _GZIP.search(request.headers.get("accept-encoding", "")):
        with suppress(NotFound):
            return _read(f"{path}.gz", folders), "gzip"
    return _read(path, folders), None


def _read(path: str, folders: tuple[Path, ...]) -> bytes:
    """The file of this name in the first folder that has it. Raises NotFound."""
    if _SAFE_PATH.fullmatch(path):
        for folder in folders:
            if (folder / path).is_file():
                return (folder / path).read_bytes()
    raise NotFound(f"There is nothing at /{path:.200}.")


def _policy(public_url: str) -> str:
    """What the page may load: itself, and its own images under the public address.

    Styles may stand in the page: the canvas's windows and notices put theirs there.
    """
    parts = urlsplit(public_url)
    own = f"{parts.scheme}://{parts.netloc}"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob: {own}",
            f"media-src 'self' {own}",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )

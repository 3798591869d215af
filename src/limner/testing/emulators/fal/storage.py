"""fal's storage: files sent in before they are named in an input.

POST /storage/auth/token            a token for the address of files
POST /files/upload                  a file, for that token
POST /files/upload/multipart        a large one in parts, each PUT and then put together
POST /storage/upload/initiate       the other way: an address to PUT the file to
"""

from __future__ import annotations

import hashlib
import itertools
from datetime import UTC, datetime, timedelta

from aiohttp import web

from limner.testing.emulators.base import key_is_good
from limner.testing.emulators.fal.errors import BAD_KEY, NO_KEY, NO_SUCH_FILE, FalError

_TOKEN = "emulated-cdn-token"
_TOKEN_LIVES = timedelta(hours=1)


class Storage:
    """The files that were sent in, by their address."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self._types: dict[str, str] = {}
        self._parts: dict[str, dict[int, bytes]] = {}
        self._numbers = itertools.count(1)

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/storage/auth/token", self._token)
        router.add_post("/storage/upload/initiate", self._initiate)
        router.add_post("/files/upload", self._upload)
        router.add_post("/files/upload/multipart", self._begin)
        router.add_put("/files/b/{name}/multipart/{upload}/{part:\\d+}", self._take_part)
        router.add_post("/files/b/{name}/multipart/{upload}/complete", self._complete)
        router.add_put("/files/b/{name}", self._put)
        router.add_get("/files/b/{name}", self._read)

    async def _token(self, request: web.Request) -> web.StreamResponse:
        refused = key_fault(request)
        if refused is not None:
            return refused.response()
        expires = datetime.now(UTC) + _TOKEN_LIVES
        return web.json_response(
            {
                "token": _TOKEN,
                "token_type": "Bearer",
                "base_url": str(request.url.origin()),
                "expires_at": expires.isoformat(),
            }
        )

    async def _initiate(self, request: web.Request) -> web.StreamResponse:
        refused = key_fault(request)
        if refused is not None:
            return refused.response()
        url = self._new_url(request, (await request.json())["file_name"])
        return web.json_response({"upload_url": url, "file_url": url})

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        if not _has_token(request):
            return BAD_KEY.response()
        url = self._new_url(request, request.headers.get("X-Fal-File-Name", "upload.bin"))
        self._keep(url, await request.read(), request.content_type)
        return web.json_response({"access_url": url})

    async def _begin(self, request: web.Request) -> web.StreamResponse:
        if not _has_token(request):
            return BAD_KEY.response()
        url = self._new_url(request, request.headers["X-Fal-File-Name"])
        upload = f"upload-{next(self._numbers)}"
        self._parts[upload] = {}
        self._types[url] = request.content_type
        return web.json_response({"access_url": url, "uploadId": upload})

    async def _take_part(self, request: web.Request) -> web.StreamResponse:
        data = await request.read()
        parts = self._parts.get(request.match_info["upload"])
        if parts is None or not _has_token(request):
            return NO_SUCH_FILE.response()
        parts[int(request.match_info["part"])] = data
        return web.Response(headers={"ETag": hashlib.md5(data, usedforsecurity=False).hexdigest()})

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        parts = self._parts.pop(request.match_info["upload"], None)
        if parts is None or not _has_token(request):
            return NO_SUCH_FILE.response()
        told = sorted(part["partNumber"] for part in (await request.json())["parts"])
        url = str(request.url.origin().with_path(f"/files/b/{request.match_info['name']}"))
        self._keep(url, b"".join(parts[number] for number in told), self._types[url])
        return web.json_response({"access_url": url})

    async def _put(self, request: web.Request) -> web.StreamResponse:
        self._keep(str(request.url), await request.read(), request.content_type)
        return web.Response()

    async def _read(self, request: web.Request) -> web.StreamResponse:
        data = self.files.get(str(request.url))
        if data is None:
            return NO_SUCH_FILE.response()
        return web.Response(body=data, content_type=self._types[str(request.url)])

    def _new_url(self, request: web.Request, name: str) -> str:
        suffix = name.rpartition(".")[2]
        path = f"/files/b/{next(self._numbers):06}.{suffix if suffix.isalnum() else 'bin'}"
        return str(request.url.origin().with_path(path))

    def _keep(self, url: str, data: bytes, content_type: str) -> None:
        self.files[url], self._types[url] = data, content_type


def key_fault(request: web.Request) -> FalError | None:
    """What is wrong with the key of a request, or None."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Key" or not key:
        return NO_KEY
    return None if key_is_good(key) else BAD_KEY


def _has_token(request: web.Request) -> bool:
    return request.headers.get("Authorization") == f"Bearer {_TOKEN}"

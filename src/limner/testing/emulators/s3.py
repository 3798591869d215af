"""A bucket server that speaks Amazon's S3 protocol, with signatures checked.

GET /{bucket}?list-type=2 · PUT, GET, HEAD /{bucket}/{key}
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote
from xml.sax.saxutils import escape

from aiohttp import web

from limner.testing.emulators._service import ServiceEmulator

KEY_ID = "AKIAEMULATED"
SECRET = "emulated/secret+key"
_UNSIGNED = "UNSIGNED-PAYLOAD"


class S3Emulator(ServiceEmulator):
    """Buckets of any name; ``objects`` has every object by bucket and key."""

    name = "s3"
    title = "S3"

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.objects: dict[tuple[str, str], bytes] = {}
        self.types: dict[tuple[str, str], str] = {}

    @staticmethod
    def environment(address: str) -> Mapping[str, str]:
        """What S3 clients read; for workflows the address and the key stand in a credential."""
        return {
            "AWS_ENDPOINT_URL": address,
            "AWS_ACCESS_KEY_ID": KEY_ID,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": "us-east-1",
            "AWS_ALLOW_HTTP": "true",
        }

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/{bucket}", self._list)
        router.add_get("/{bucket}/{key:.*}", self._get)
        router.add_put("/{bucket}/{key:.+}", self._put)

    async def _list(self, request: web.Request) -> web.StreamResponse:
        await _check(request)
        bucket, prefix = request.match_info["bucket"], request.query.get("prefix", "")
        keys = sorted(k for b, k in self.objects if b == bucket and k.startswith(prefix))
        contents = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(self.objects[bucket, key])}</Size>"
            f"<ETag>{_etag(self.objects[bucket, key])}</ETag>"
            "<LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>"
            for key in keys
        )
        body = (
            '<?xml version="1.0" encoding="UTF-8"?><ListBucketResult>'
            f"<Name>{bucket}</Name><KeyCount>{len(keys)}</KeyCount>"
            f"<IsTruncated>false</IsTruncated>{contents}</ListBucketResult>"
        )
        return web.Response(text=body, content_type="application/xml")

    async def _get(self, request: web.Request) -> web.StreamResponse:
        await _check(request)
        place = _place(request)
        if not place[1]:
            return await self._list(request)
        data = self.objects.get(place)
        if data is None:
            return _error(404, "NoSuchKey")
        headers = {
            "ETag": _etag(data),
            "Content-Type": self.types[place],
            "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT",
        }
        return web.Response(body=data, headers=headers)

    async def _put(self, request: web.Request) -> web.StreamResponse:
        data = await _check(request)
        place = _place(request)
        if request.headers.get("If-None-Match") == "*" and place in self.objects:
            return _error(412, "PreconditionFailed")
        await self.post(request, {"bucket": place[0], "key": place[1], "bytes": len(data)})
        self.objects[place] = data
        self.types[place] = request.headers.get("Content-Type", "binary/octet-stream")
        return web.Response(headers={"ETag": _etag(data)})


def _place(request: web.Request) -> tuple[str, str]:
    return request.match_info["bucket"], request.match_info["key"]


def _etag(data: bytes) -> str:
    return f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'


def _error(status: int, code: str) -> web.Response:
    body = f"<Error><Code>{code}</Code><Message>{code}</Message></Error>"
    return web.Response(status=status, text=body, content_type="application/xml")


async def _check(request: web.Request) -> bytes:
    """The body of a request whose signature is right. Raises web.HTTPForbidden."""
    body = await request.read()
    said = request.headers.get("x-amz-content-sha256", "")
    right = said in (_UNSIGNED, hashlib.sha256(body).hexdigest())
    if not right or not _is_signed(request, said):
        raise web.HTTPForbidden(
            text="<Error><Code>SignatureDoesNotMatch</Code></Error>", content_type="application/xml"
        )
    return body


def _is_signed(request: web.Request, digest: str) -> bool:
    """Whether the signature is the one that the emulated key makes."""
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    proof = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    key_id, _, scope = proof.get("Credential", "").partition("/")
    if scheme != "AWS4-HMAC-SHA256" or key_id != KEY_ID or scope.count("/") != 3:
        return False
    names = proof.get("SignedHeaders", "").split(";")
    headers = [f"{n}:{' '.join(request.headers.get(n, '').split())}" for n in names]
    pairs = sorted(parse_qsl(request.rel_url.raw_query_string, keep_blank_values=True))
    query = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in pairs)
    path = request.rel_url.raw_path
    parts = [request.method, path, query, *headers, "", ";".join(names), digest]
    hashed = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    text = f"{scheme}\n{request.headers.get('x-amz-date', '')}\n{scope}\n{hashed}"
    key = f"AWS4{SECRET}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), hashlib.sha256)
    made = hmac.digest(key, text.encode(), hashlib.sha256).hex()
    return hmac.compare_digest(made, proof.get("Signature", ""))


EMULATOR = S3Emulator

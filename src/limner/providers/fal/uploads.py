"""References on their way to fal: data URIs and uploads."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import TypeVar

import msgspec

from limner.errors import ProviderBadAnswer, ProviderOverloaded
from limner.providers._http import ProviderHttp
from limner.providers.fal.faults import submission_fault

MOST_BYTES_INLINE = 1024 * 1024
"""A larger reference is sent in before and named by its address, where there is an upload."""

_UPLOADS_LIVE_SECONDS = 24 * 3600
"""How long fal keeps a reference: anyone who has its address can read it."""


class _Token(msgspec.Struct, frozen=True):
    token: str
    token_type: str


class _Uploaded(msgspec.Struct, frozen=True):
    access_url: str


T = TypeVar("T")


class Uploads:
    """fal's storage: ``rest`` gives tokens for the key, ``cdn`` takes files for a token."""

    def __init__(
        self,
        http: ProviderHttp,
        key: str,
        *,
        rest: str = "https://rest.fal.ai",
        cdn: str = "https://v3.fal.media",
    ) -> None:
        self._http = http
        self._key = key
        self._rest = rest
        self._cdn = cdn

    async def send(self, data: bytes, mime_type: str) -> str:
        """The address of a file that was sent in. Raises ProviderError; nothing is paid yet."""
        token = await self._post(
            f"{self._rest}/storage/auth/token?storage_type=fal-cdn-v3",
            {"Authorization": f"Key {self._key}", "Content-Type": "application/json"},
            b"{}",
            _Token,
        )
        headers = {
            "Authorization": f"{token.token_type} {token.token}",
            "Content-Type": mime_type,
            "X-Fal-Object-Lifecycle": json.dumps(
                {"expiration_duration_seconds": _UPLOADS_LIVE_SECONDS}
            ),
        }
        uploaded = await self._post(f"{self._cdn}/files/upload", headers, data, _Uploaded)
        return uploaded.access_url

    async def _post(self, url: str, headers: Mapping[str, str], data: bytes, kind: type[T]) -> T:
        answer = await self._http.send("POST", url, paid=False, headers=headers, data=data)
        if answer.status >= 500:
            raise ProviderOverloaded(f"fal did not take a reference (HTTP {answer.status}).")
        if answer.status != 200:
            raise submission_fault(answer)
        try:
            return msgspec.json.decode(answer.body, type=kind)
        except (ValueError, RecursionError):
            raise ProviderBadAnswer("fal's storage answered with an unknown shape.") from None


def data_uri(data: bytes, mime_type: str) -> str:
    """A picture written out in the request itself."""
    return f"data:{mime_type};base64,{base64.b64encode(data).decode()}"

"""One request to an address that a workflow names, and what is kept of its answer."""

from __future__ import annotations

import email.message
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from limner.errors import ServiceError
from limner.fetch import Answered, Outgoing
from limner.fetch.target import read_target
from limner.services._http import HttpClient, require_success
from limner.services.contract import Effect, Json

ResponseType = Literal["auto", "json", "text", "file"]
Keep = Callable[[bytes, str, str], Awaitable[Json]]
"""Keeps a file by its bytes, name and media type; gives its output object."""

_LONGEST_TEXT = 4 * 1024 * 1024
_DEEPEST = 100
_LARGEST_INTEGER = 2**63
_TELLING = 8
_TEXTS = ("text/", "application/xml", "application/javascript", "application/x-www-form-urlencoded")
_CHARSET = re.compile(
    r"utf-?8|utf-?16([bl]e)?|us-ascii|iso-8859-(1[013-6]|[1-9])|windows-125[0-8]|koi8-[ru]|"
    r"shift_jis|euc-(jp|kr)|gbk|gb18030|big5",
    re.IGNORECASE,
)
"""Charsets that texts come in; Python knows others that are none, and slow ones."""
_UNNAMED = "download"


@dataclass(frozen=True)
class HttpCall(Effect[HttpClient]):
    """A request with its answer as JSON, as text or as a file.

    A status of 400 or more is an error, unless ``accept_errors``. ``keep`` is called for files.
    """

    outgoing: Outgoing
    response_type: ResponseType
    keep: Keep = field(repr=False)
    max_bytes: int
    timeout: float = 30.0
    retries: int = 2
    accept_errors: bool = False

    @property
    def client_type(self) -> type[HttpClient]:
        return HttpClient

    @property
    def title(self) -> str:
        return read_target(self.outgoing.url).host

    @property
    def is_repeatable(self) -> bool:
        return self.outgoing.is_repeatable

    @property
    def seconds(self) -> float:
        return self.timeout

    @property
    def attempts(self) -> int:
        return self.retries + 1

    def shown(self) -> Json:
        return {
            "method": self.outgoing.method,
            "url": self.outgoing.url,
            "bytes": len(self.outgoing.body),
        }

    async def perform(self, client: HttpClient, prepared: Json) -> Json:
        answer = await client.send(self.outgoing, max_bytes=self.max_bytes, seconds=self.timeout)
        if not self.accept_errors:
            require_success(answer, self.title)
        output: Json = {"status": answer.status, "headers": dict(answer.headers)}
        data = _without(client.secrets, answer.data)
        return output | await self._content(answer, data)

    async def _content(self, answer: Answered, data: bytes) -> Json:
        kind = self._kind(answer, data)
        match kind:
            case "none":
                return {"body": None, "file": None}
            case "json":
                return {"body": _json(data, self.title), "file": None}
            case "text":
                return {"body": _text(data, answer, self.title), "file": None}
            case _:
                name = answer.name or _UNNAMED
                return {"body": None, "file": await self.keep(data, name, answer.media_type)}

    def _kind(self, answer: Answered, data: bytes) -> str:
        if not data:
            return "none"
        # What goes wrong is told in words, whatever was to come.
        if self.response_type != "auto" and answer.status < 400:
            return self.response_type
        media_type = answer.media_type.lower()
        if media_type == "application/json" or media_type.endswith("+json"):
            return "json"
        if media_type.endswith("+xml") and media_type != "image/svg+xml":
            return "text"
        return "text" if media_type.startswith(_TEXTS) else "file"


def _json(data: bytes, title: str) -> Any:
    _refuse_long(data, title)
    try:
        return _fit(msgspec.json.decode(data))
    except (ValueError, RecursionError):
        raise ServiceError(
            f"{title} answered with something that is not JSON.",
            hint="Take the answer as text or as a file to see what it is.",
        ) from None


def _text(data: bytes, answer: Answered, title: str) -> str:
    _refuse_long(data, title)
    header = email.message.Message()
    header["Content-Type"] = answer.headers.get("content-type", "")
    said = str(header.get_param("charset") or "")
    charset = said if _CHARSET.fullmatch(said) else "utf-8"
    return data.decode(charset, "replace").replace("\0", "")


def _refuse_long(data: bytes, title: str) -> None:
    if len(data) > _LONGEST_TEXT:
        raise ServiceError(
            f"{title} answered with {len(data):,} bytes; a text has at most {_LONGEST_TEXT:,}.",
            hint="Take the answer as a file.",
        )


def _fit(value: Any, depth: int = 0) -> Any:
    """A JSON value as it can be kept: no NUL, no integers beyond 64 bits, not without bottom."""
    if depth > _DEEPEST:
        raise ValueError("too deep")
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, int) and abs(value) >= _LARGEST_INTEGER:
        return float(value)
    if isinstance(value, list):
        return [_fit(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {_fit(key): _fit(item, depth + 1) for key, item in value.items()}
    return value


def _without(secrets: tuple[str, ...], data: bytes) -> bytes:
    """The bytes without the secrets that a server has repeated in them."""
    for secret in secrets:
        if len(secret) >= _TELLING:
            data = data.replace(secret.encode(), "…".encode())
    return data

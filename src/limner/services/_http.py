"""Asking addresses with the headers that a credential makes."""

from __future__ import annotations

import email.utils
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from limner.errors import ServiceBusy, ServiceError, ServiceRefused, ServiceUnauthorized
from limner.fetch import Answered, Fetcher, Outgoing
from limner.services._hosts import checked_target
from limner.services.contract import Client

MAX_ANSWER_BYTES = 4 * 1024 * 1024
"""What a service says about what was done; files are longer."""

_LONGEST_SAID = 300
_BUSY = frozenset({429, 503})
_UNKNOWN_USER = frozenset({401, 403, 407})


class HttpClient(Client):
    """Sends requests with the headers of a credential, and to its hosts only, where it has some.

    ``hosts`` of None are any; ``test_url`` is what a test asks for.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        headers: Mapping[str, str],
        hosts: Sequence[str] | None,
        test_url: str | None = None,
    ) -> None:
        self._fetcher = fetcher
        self._headers = headers
        self._hosts = hosts
        self._test_url = test_url

    async def test(self) -> str:
        if not self._test_url:
            hosts = ", ".join(self._hosts or ())
            return f"It is sent to {hosts} only. Name a test address to have it tried."
        answer = await self.send(Outgoing("GET", self._test_url), max_bytes=MAX_ANSWER_BYTES)
        require_success(answer, checked_target(self._test_url, None).host)
        return f"{self._test_url} answered {answer.status}."

    async def send(
        self, outgoing: Outgoing, *, max_bytes: int, seconds: float | None = None
    ) -> Answered:
        """Send a request once. Raises what ``Fetcher.send`` raises, and BadField for a host that
        the credential is not for."""
        checked_target(outgoing.url, self._hosts)
        signed = {**outgoing.headers, **self._headers}
        return await self._fetcher.send(
            replace(outgoing, headers=signed), max_bytes=max_bytes, seconds=seconds
        )


def require_success(answer: Answered, title: str) -> None:
    """Raises ServiceBusy, ServiceUnauthorized, ServiceRefused or ServiceError for another."""
    status = answer.status
    if status < 400:
        return
    said = excerpt(answer)
    detail = f"{title} answered with status {status}."
    if said:
        detail = f"{title} answered with status {status}: {said}"
    raise fault_of(status, detail, retry_after(answer.headers))


def fault_of(status: int, detail: str, wait: float | None = None) -> ServiceError:
    """The error for a status of 400 or more."""
    extra: dict[str, Any] = {"answerStatus": status}
    if status in _BUSY:
        return ServiceBusy(detail, extra=extra | ({} if wait is None else {"retryAfter": wait}))
    if status in _UNKNOWN_USER:
        return ServiceUnauthorized(detail, hint="See to the credential.", extra=extra)
    return (ServiceRefused if status < 500 else ServiceError)(detail, extra=extra)


def excerpt(answer: Answered) -> str:
    """What an answer says, short enough to be shown."""
    words = " ".join(answer.data[: 4 * _LONGEST_SAID].decode("utf-8", "replace").split())
    return words if len(words) <= _LONGEST_SAID else f"{words[: _LONGEST_SAID - 1]}…"


def json_of(answer: Answered, title: str) -> Any:
    """The body of an answer as JSON. Raises ServiceError."""
    try:
        return msgspec.json.decode(answer.data)
    except (ValueError, RecursionError):
        raise ServiceError(
            f"{title} answered {answer.status} with something that is not JSON.",
            hint="See whether its address is right, and whether a proxy answers instead.",
        ) from None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds a Retry-After header asks to wait (RFC 9110, 10.2.3), None without a usable one."""
    said = headers.get("retry-after", "").strip()
    try:
        seconds = float(said)
        return max(seconds, 0.0) if math.isfinite(seconds) else None
    except ValueError:
        pass
    try:
        return max(email.utils.parsedate_to_datetime(said).timestamp() - time.time(), 0.0)
    except ValueError:
        return None

"""Faults of servers that speak the OpenAI images API, told apart by status, code and shape.

Error codes: https://developers.openai.com/api/docs/guides/error-codes. Servers of other makers
answer with FastAPI's ``{"detail": …}``, or with plain text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from limner.errors import (
    ContentRefused,
    ProviderBadAnswer,
    ProviderBadRequest,
    ProviderError,
    ProviderModelGone,
    ProviderNoCredit,
    ProviderOverloaded,
    ProviderTimeout,
    ProviderUnauthorized,
    RateLimited,
    UnknownOutcome,
)
from limner.providers._http import HttpAnswer, retry_after, shortened

_REFUSED_CONTENT = frozenset({"moderation_blocked", "content_policy_violation", "content_filter"})
_NO_CREDIT = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
_MODEL_GONE = "model_not_found"
_LONGEST_QUOTED_PAGE = 200


@dataclass(frozen=True, slots=True)
class Said:
    """What the body of an error says. ``of_the_api`` is false for a proxy's page or plain text."""

    message: str
    code: str | None = None
    of_the_api: bool = True


@dataclass(frozen=True, slots=True)
class Faults:
    """Turns answers into errors.

    ``title`` is what the provider is called, ``key_hint`` where its key is set.
    """

    title: str
    key_hint: str

    def of(self, answer: HttpAnswer) -> ProviderError:
        """The error that an answer without images stands for."""
        said = _said(answer.body)
        error = self._by_code(said) or self._by_status(answer, said)
        wait = _wait(answer.headers)
        if wait is not None and isinstance(error, (RateLimited, ProviderOverloaded)):
            error.extra["retryAfter"] = wait
        request_id = answer.headers.get("x-request-id")
        if request_id:
            error.extra["providerRequestId"] = shortened(request_id)
        return error

    def in_stream(self, error: Any) -> ProviderError:
        """The error that an event in the middle of an answer tells of."""
        said = _said_in(error) or Said("it stopped without a reason")
        return self._by_code(said) or ProviderBadAnswer(self._words("failed", said))

    def _by_code(self, said: Said) -> ProviderError | None:
        if said.code in _REFUSED_CONTENT:
            return ContentRefused(
                self._words("refused the content", said),
                hint="Change the prompt or the references.",
            )
        if said.code in _NO_CREDIT:
            return ProviderNoCredit(
                self._words("has no credit left for this key", said),
                hint="Add credit to your account there.",
            )
        if said.code == _MODEL_GONE:
            return ProviderModelGone(
                self._words("does not know the model", said),
                hint="It may have been shut down; choose another.",
            )
        return None

    def _by_status(self, answer: HttpAnswer, said: Said) -> ProviderError:
        if answer.status >= 500:
            return self._failed(answer.status, said)
        if answer.status >= 400:
            return self._refused(answer.status, said)
        if answer.status >= 300:
            return ProviderBadAnswer(
                f"{self.title} redirects to another address, where the key is not sent.",
                hint="Set the address it redirects to.",
            )
        return ProviderBadAnswer(self._words("answered without an image", said))

    def _refused(self, status: int, said: Said) -> ProviderError:
        match status:
            case 401:
                return ProviderUnauthorized(f"{self.title} refused the key.", hint=self.key_hint)
            case 402:
                return ProviderNoCredit(self._words("wants to be paid", said))
            case 403:
                said_no = self._words("does not allow this", said)
                return ProviderUnauthorized(said_no, hint=self.key_hint)
            case 408:
                return ProviderTimeout(self._words("did not wait for the request", said))
            case 429:
                return RateLimited(self._words("asks to slow down", said))
            case _:
                return ProviderBadRequest(self._words("refused the request", said))

    def _failed(self, status: int, said: Said) -> ProviderError:
        """The API says itself that it did nothing; what stands before it cannot know."""
        if status == 504:
            return ProviderTimeout(self._words("did not answer in time", said))
        if status == 503 and said.of_the_api:
            return ProviderOverloaded(self._words("has too much to do", said))
        if status == 500 and said.of_the_api:
            return ProviderBadAnswer(self._words("failed", said))
        return UnknownOutcome(
            f"{self.title} was sent the request, and was answered for with status {status}.",
            hint="Look at your account there; resuming the run sends it again.",
        )

    def _words(self, what: str, said: Said) -> str:
        message = shortened(said.message)
        return f"{self.title} {what}: {message}" if message else f"{self.title} {what}."


def _said(body: bytes) -> Said:
    try:
        told = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        page = body[:_LONGEST_QUOTED_PAGE].decode(errors="replace")
        return Said("" if "<" in page else page, of_the_api=False)
    return _said_in(told) or Said("", of_the_api=False)


def _said_in(told: Any) -> Said | None:
    """The reason in an error's body, however it is shaped."""
    if not isinstance(told, Mapping):
        return None
    error = told.get("error", told)
    if isinstance(error, str):
        return Said(error)
    if isinstance(error, Mapping) and isinstance(error.get("message"), str):
        code = error.get("code") or error.get("type")
        return Said(error["message"], code if isinstance(code, str) else None)
    if "detail" in told:
        return Said(_detail(told["detail"]))
    return None


def _detail(detail: Any) -> str:
    """FastAPI's detail: a text, or a list of what is wrong where."""
    if not isinstance(detail, list):
        return str(detail)
    return "; ".join(
        f"{_place(one.get('loc'))}: {one.get('msg', '')}"
        for one in detail
        if isinstance(one, Mapping)
    )


def _place(steps: Any) -> str:
    return ".".join(map(str, steps)) if isinstance(steps, list) else ""


def _wait(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait; OpenAI may tell them in milliseconds, which is more exact."""
    try:
        return max(float(headers.get("retry-after-ms", "")) / 1000, 0.0)
    except ValueError:
        return retry_after(headers)

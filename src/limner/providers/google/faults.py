"""Google's errors, told apart: by status, by the reason in the details, and by what was paid.

Google charges nothing for a request that fails with a 400 or 500 error
(https://ai.google.dev/gemini-api/docs/billing). Neither a missed deadline nor an error that is
not in Google's own shape, and so comes from something between, says what Google did.
"""

from __future__ import annotations

import re
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
from limner.providers.google.refusals import REFUSALS, REFUSED_HINT

_BAD_KEY_REASONS = ("API_KEY_INVALID", "API_KEY_EXPIRED")
_NO_CREDIT_REASONS = ("BILLING_DISABLED", "BILLING_NOT_ENABLED")
_NO_CREDIT_WORDS = (
    "credits are depleted",
    "billing to be enabled",
    "enable billing",
    "without a billing account",
)
"""What Google writes where billing is the cause; an exhausted quota says "billing details"."""

_KEY_HINT = "Check GEMINI_API_KEY at aistudio.google.com/apikey."
_ADDRESS_HINT = "See whether LIMNER_GOOGLE_URL is right."


class _Error(msgspec.Struct, frozen=True):
    """The body of an error (google.rpc.Status); interactions have a word as its code."""

    code: int | str | None = None
    message: str = ""
    status: str = ""
    details: tuple[dict[str, Any], ...] = ()

    @property
    def reason(self) -> str | None:
        """The reason of the ErrorInfo among the details."""
        return next((detail["reason"] for detail in self.details if "reason" in detail), None)

    @property
    def is_refusal(self) -> bool:
        return str(self.code).upper() in REFUSALS

    @property
    def wait_seconds(self) -> float | None:
        """How long the RetryInfo among the details asks to wait: its delay is like `12.5s`."""
        for detail in self.details:
            delay = re.fullmatch(r"(\d+(?:\.\d+)?)s", str(detail.get("retryDelay")))
            if delay is not None:
                return float(delay[1])
        return None

    @property
    def is_about_credit(self) -> bool:
        words = self.message.lower()
        return self.reason in _NO_CREDIT_REASONS or any(said in words for said in _NO_CREDIT_WORDS)


class _Body(msgspec.Struct, frozen=True):
    error: _Error


def may_pass(answer: HttpAnswer) -> bool:
    """Whether an answer's status tells of a trouble that passes."""
    return answer.status in (408, 429) or answer.status >= 500


def fault_of(answer: HttpAnswer) -> ProviderError:
    """The error that an answer of another status than 200 stands for."""
    error = _read(answer)
    if error is None:
        return _from_between(answer)
    said = shortened(error.message) or f"HTTP {answer.status}"
    if error.is_refusal:
        return ContentRefused(f"{answer.title} refused the content: {said}", hint=REFUSED_HINT)
    if error.is_about_credit or answer.status == 402:
        return ProviderNoCredit(
            f"The account at {answer.title} has no credit: {said}",
            hint="See to its billing at aistudio.google.com.",
        )
    if error.reason in _BAD_KEY_REASONS or answer.status in (401, 403):
        return ProviderUnauthorized(f"{answer.title} refused the key: {said}", hint=_KEY_HINT)
    return _by_status(answer, error, said)


def _by_status(answer: HttpAnswer, error: _Error, said: str) -> ProviderError:
    title = answer.title
    match answer.status:
        case 429:
            return _waiting(RateLimited(f"{title} asks to slow down: {said}"), answer, error)
        case 503:
            return _waiting(ProviderOverloaded(f"{title} is overloaded: {said}"), answer, error)
        case 404:
            return ProviderModelGone(
                f"{title} does not know the model: {said}",
                hint="It may have been shut down; choose another.",
            )
        case 408 | 504:
            return ProviderTimeout(f"{title} did not finish in time: {said}", hint="Try again.")
        case 500:
            return ProviderBadAnswer(f"{title} failed: {said}", hint="Try again.")
        case status if status > 500:
            return _unclear(answer)
        case _:
            return ProviderBadRequest(f"{title} refused the request: {said}")


def _from_between(answer: HttpAnswer) -> ProviderError:
    """What an error means that has not Google's shape: a proxy's, or another server's."""
    title, status = answer.title, answer.status
    if status >= 500 or status == 408:
        return _unclear(answer)
    if status == 429:
        return _waiting(RateLimited(f"{title} asks to slow down (HTTP 429)."), answer, _Error())
    if status in (401, 403):
        return ProviderUnauthorized(f"{title} refused the key (HTTP {status}).", hint=_KEY_HINT)
    if status == 402:
        return ProviderNoCredit(f"The account at {title} has no credit (HTTP 402).")
    if 400 <= status < 500:
        return ProviderBadRequest(
            f"{title} refused the request (HTTP {status}).", hint=_ADDRESS_HINT
        )
    return ProviderBadAnswer(f"{title} answered with HTTP {status}.", hint=_ADDRESS_HINT)


def _unclear(answer: HttpAnswer) -> UnknownOutcome:
    return UnknownOutcome(
        f"{answer.title} was sent the request and answered with HTTP {answer.status}.",
        hint="Look at your account there; resuming the run sends it again.",
    )


def _waiting(fault: ProviderError, answer: HttpAnswer, error: _Error) -> ProviderError:
    """The fault with the longest wait that was asked for."""
    asked = [retry_after(answer.headers), error.wait_seconds]
    known = [seconds for seconds in asked if seconds is not None]
    if known:
        fault.extra["retryAfter"] = max(known)
    return fault


def _read(answer: HttpAnswer) -> _Error | None:
    """The error in Google's own shape, None for anything else."""
    try:
        body = msgspec.json.decode(answer.body, type=_Body)
    except (ValueError, RecursionError):
        return None
    return body.error

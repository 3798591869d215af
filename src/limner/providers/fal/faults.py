"""fal's errors, told apart by their shape, type and status (its documentation, "Request errors").

A model's errors are a list under ``detail``, each with a ``type``; the platform's have an
``error_type``; the gateway's are a bare text. fal bills nothing for what ends with a status
from 500 on. What a text says is shown and, with one exception, never decided by.
"""

from __future__ import annotations

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

_REFUSED_TYPES = frozenset({"content_policy_violation"})
_TOO_SLOW_TYPES = frozenset({"request_timeout", "startup_timeout"})
_KEY_HINT = "Check FAL_KEY at fal.ai/dashboard/keys."
_AGAIN_HINT = "By fal's own word it bills no such failure. Try again."


class _Entry(msgspec.Struct, frozen=True):
    """One error of a model; ``loc`` is the way to the field it is about."""

    msg: str = ""
    type: str = ""
    loc: tuple[str | int, ...] = ()

    @property
    def words(self) -> str:
        field = ".".join(str(part) for part in self.loc if part != "body")
        return f"{field}: {self.msg}" if field else self.msg


class _Body(msgspec.Struct, frozen=True):
    detail: list[_Entry] | str = ""
    error_type: str | None = None


class _Error:
    """An answer that is an error, read as far as it has one of fal's shapes."""

    def __init__(self, answer: HttpAnswer) -> None:
        self.status = answer.status
        body = _read(answer)
        detail = body.detail if body else ""
        self.has_fals_shape = body is not None
        self.entries = detail if isinstance(detail, list) else []
        self.error_type = answer.headers.get("X-Fal-Error-Type") or (body and body.error_type)
        text = "; ".join(entry.words for entry in self.entries) or detail
        self.said = shortened(text or f"HTTP {answer.status}")

    @property
    def is_fals_own(self) -> bool:
        """Whether a model or the platform says it, and not something in front of them."""
        return bool(self.entries) or self.error_type is not None

    @property
    def is_refusal(self) -> bool:
        return any(entry.type in _REFUSED_TYPES for entry in self.entries)


def may_pass(answer: HttpAnswer) -> bool:
    """Whether an answer's status tells of a trouble that passes."""
    return answer.status in (408, 429) or answer.status >= 500


def words_of(answer: HttpAnswer) -> str:
    """What an error says, for people."""
    return _Error(answer).said


def says_nothing(answer: HttpAnswer) -> bool:
    """Whether what came for a job's output is neither that nor the job's own error."""
    if answer.status < 300:
        return not _is_json(answer)
    return may_pass(answer) and not _Error(answer).is_fals_own


def submission_fault(answer: HttpAnswer) -> ProviderError:
    """What an answer means that did not take a job.

    Only statuses under 500, and fal's own 503, say that the job was not taken. What comes from
    something in between tells less.
    """
    error = _Error(answer)
    if error.entries:
        return _of_model(error)
    if answer.status == 429:
        return _waiting(RateLimited(f"fal asks to slow down: {error.said}"), answer)
    if may_pass(answer):
        return _not_taken_or_unclear(answer, error)
    if answer.status < 400:
        return ProviderBadAnswer(
            f"fal answered with HTTP {answer.status}.", hint="See whether LIMNER_FAL_URL is right."
        )
    return _refusal(error)


def _not_taken_or_unclear(answer: HttpAnswer, error: _Error) -> ProviderError:
    if error.has_fals_shape and answer.status == 503:
        return _waiting(ProviderOverloaded(f"fal is overloaded: {error.said}"), answer)
    if error.has_fals_shape and (answer.status == 408 or error.error_type in _TOO_SLOW_TYPES):
        return ProviderTimeout(f"fal did not take the job in time: {error.said}")
    return UnknownOutcome(
        f"fal was sent the job and answered with HTTP {error.status}: {error.said}",
        hint="Look at your account there; resuming the run sends it again.",
    )


def _refusal(error: _Error) -> ProviderError:
    if error.status in (401, 402, 403):
        return _of_account(error)
    if error.status == 404:
        return ProviderModelGone(
            f"fal does not know the endpoint: {error.said}",
            hint="It may have been shut down or renamed; choose another.",
        )
    return ProviderBadRequest(f"fal refused the request: {error.said}")


def job_fault(answer: HttpAnswer) -> ProviderError:
    """Why a job that has ended has no output. It is final: to ask again gives the same."""
    error = _Error(answer)
    if error.entries and error.status < 500:
        return _of_model(error)
    if error.error_type == "bad_request":
        return ProviderBadRequest(f"fal refused the request: {error.said}")
    if error.error_type == "client_cancelled":
        return ProviderBadAnswer(f"The job was cancelled at fal: {error.said}")
    if error.is_fals_own:
        kind = error.error_type or error.entries[0].type
        return ProviderBadAnswer(f"The job failed at fal ({kind}): {error.said}", hint=_AGAIN_HINT)
    return UnknownOutcome(
        f"The job ended, and fal does not give its output (HTTP {error.status}): {error.said}",
        hint="Look at your account there; resuming the run sends the job again.",
    )


def _of_model(error: _Error) -> ProviderError:
    if error.is_refusal:
        return ContentRefused(
            f"fal refused the content: {error.said}", hint="Change the prompt or the references."
        )
    return ProviderBadRequest(f"The model refused the request: {error.said}")


def _of_account(error: _Error) -> ProviderError:
    """A bad key or an empty account. A locked account is told from a key that may not by the
    word in its text alone: the gateway gives no type."""
    if error.status == 402 or (error.status == 403 and "balance" in error.said.lower()):
        return ProviderNoCredit(
            f"The account at fal has no credit: {error.said}",
            hint="Top it up at fal.ai/dashboard/billing.",
        )
    return ProviderUnauthorized(f"fal refused the key: {error.said}", hint=_KEY_HINT)


def _waiting(fault: ProviderError, answer: HttpAnswer) -> ProviderError:
    seconds = retry_after(answer.headers)
    if seconds is not None:
        fault.extra["retryAfter"] = seconds
    return fault


def _read(answer: HttpAnswer) -> _Body | None:
    try:
        return msgspec.json.decode(answer.body, type=_Body)
    except (ValueError, RecursionError):
        return None


def _is_json(answer: HttpAnswer) -> bool:
    try:
        decoded: Any = msgspec.json.decode(answer.body)
    except (ValueError, RecursionError):
        return False
    return isinstance(decoded, dict)

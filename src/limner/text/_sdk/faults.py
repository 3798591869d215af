"""From pydantic-ai's errors to Limner's. Pure.

What matters is what is sent again: only an answer that proves that nothing was done may be
called a rate limit or an overload, and only a request that never left an unreachable provider.
"""

from __future__ import annotations

from typing import Any

from pydantic_ai.exceptions import (
    AgentRunError,
    ContentFilterError,
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelHTTPError,
    ModelNotFoundError,
    ModelQuotaExceededError,
    ModelRateLimitError,
    ModelRequestRejectedError,
    ModelRequestTimeout,
    ModelServerError,
    ModelTimeoutError,
    ModelUnavailableError,
)

from limner.errors import (
    ContentRefused,
    ProviderBadAnswer,
    ProviderBadRequest,
    ProviderError,
    ProviderNoCredit,
    ProviderOverloaded,
    ProviderTimeout,
    ProviderUnauthorized,
    ProviderUnreachable,
    RateLimited,
    UnknownOutcome,
)

_LONGEST_REASON = 300
_TIMED_OUT = frozenset({408, 504})
_INTERNAL_ERROR = 500
_NOT_SENT = frozenset({"pool", "connect"})
_REFUSING_CODES = frozenset({"content_filter", "content_policy_violation", "moderation_blocked"})


def fault_from(error: AgentRunError, title: str) -> ProviderError:
    """What a failed request to the provider of this title means."""
    match error:
        case ContentFilterError():
            return _refused(title)
        case ModelRequestTimeout():
            return ProviderTimeout(f"{title} did not answer within {error.timeout:g} seconds.")
        case ModelConnectionError():
            return _broken_connection(error, title)
        case ModelAPIError():
            return _from_answer(error, title)
        case _:
            return ProviderBadAnswer(f"The answer of {title} cannot be used.")


def _broken_connection(error: ModelConnectionError, title: str) -> ProviderError:
    if error.phase in _NOT_SENT:
        return ProviderUnreachable(
            f"{title} cannot be reached.", hint="Look at its address and at your network."
        )
    if isinstance(error, ModelTimeoutError):
        return ProviderTimeout(f"{title} fell silent in the middle of its answer.")
    return UnknownOutcome(f"{title} was sent the request, and its answer was lost.")


def _from_answer(error: ModelAPIError, title: str) -> ProviderError:
    reason = _reason(error)
    match error:
        case ModelRateLimitError() if "credit" in reason.lower():
            return _no_credit(title, reason)
        case ModelRateLimitError():
            return RateLimited(f"{title} asks to slow down.", extra=_wait(error))
        case ModelUnavailableError():
            return ProviderOverloaded(f"{title} is overloaded.", extra=_wait(error))
        case ModelQuotaExceededError():
            return _no_credit(title, reason)
        case ModelAuthenticationError():
            return ProviderUnauthorized(
                f"{title} refused the key.", hint="Look at the key and what it may do."
            )
        case ModelNotFoundError():
            return ProviderBadRequest(
                f"{title} does not know what was asked for: {reason}",
                hint="Look at the text model's name and the provider's address.",
            )
        case ModelRequestRejectedError() if _REFUSING_CODES & {
            error.provider_error_code,
            error.provider_error_type,
        }:
            return _refused(title)
        case ModelRequestRejectedError():
            return ProviderBadRequest(f"{title} refused the request: {reason}")
        case _:
            return _unclear(error, title, reason)


def _unclear(error: ModelAPIError, title: str, reason: str) -> ProviderError:
    """An answer that does not say whether anything was done."""
    status = error.status_code if isinstance(error, ModelHTTPError) else None
    if status in _TIMED_OUT:
        return ProviderTimeout(f"{title} gave the request up: {reason}")
    if isinstance(error, ModelServerError) and status != _INTERNAL_ERROR:
        return UnknownOutcome(f"The answer of {title} was lost on its way: {reason}")
    return ProviderBadAnswer(f"The answer of {title} cannot be used: {reason}")


def _refused(title: str) -> ContentRefused:
    return ContentRefused(
        f"{title} refused to write this.",
        hint="Say it in other words, or choose another text model.",
    )


def _no_credit(title: str, reason: str) -> ProviderNoCredit:
    """Some tell it as too many requests: https://ai.google.dev/gemini-api/docs/billing."""
    return ProviderNoCredit(f"The account with {title} has no credit: {reason}")


def _wait(error: ModelAPIError) -> dict[str, float]:
    return {} if error.retry_after is None else {"retryAfter": error.retry_after}


def _reason(error: ModelAPIError) -> str:
    """The vendor's own words, at the top of the body or under ``error``; a page is none."""
    body: Any = error.body
    if isinstance(body, dict) and isinstance(body.get("error"), dict):
        body = body["error"]
    said = body.get("message") if isinstance(body, dict) else None
    if isinstance(said, str) and not said.lstrip().startswith("<"):
        return said[:_LONGEST_REASON]
    return f"HTTP {error.status_code}" if isinstance(error, ModelHTTPError) else "it is no JSON"

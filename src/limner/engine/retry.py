"""Whether to try a call again, and after how long. Pure."""

from __future__ import annotations

from limner.errors import (
    AccessError,
    BadField,
    FetchLost,
    FetchUnreachable,
    LimnerError,
    ProviderOverloaded,
    ProviderTimeout,
    ProviderUnreachable,
    RateLimited,
    ServiceBusy,
    ServiceError,
    ServiceRefused,
    ServiceUnauthorized,
)

MOST_ATTEMPTS = 4
_FIRST_WAIT_SECONDS = 1.0
_LONGEST_RETRY_AFTER_SECONDS = 600.0

_REFUSED_UNPAID = (RateLimited, ProviderOverloaded)
"""The provider said no before doing anything, so asking again cannot pay twice."""

_MAY_HAVE_BEEN_PAID = (ProviderTimeout, ProviderUnreachable)

_SAID_NO = (ServiceRefused, ServiceUnauthorized, ServiceBusy)
_NEVER_SENT = (FetchUnreachable, BadField, AccessError)


def leaves_job_alone(error: LimnerError) -> bool:
    """Whether an error met in asking for a submitted job says nothing about the job itself."""
    return isinstance(error, (*_REFUSED_UNPAID, *_MAY_HAVE_BEEN_PAID))


def wait_before_retry(
    error: LimnerError, attempt: int, *, resend_is_safe: bool, retry_after: float | None = None
) -> float | None:
    """Seconds to wait before attempt ``attempt`` + 1, or None to give up.

    What may have been paid for is tried again only where a second sending cannot cost twice.
    A provider that asks for more patience than a person has is not asked again.
    """
    asked = retry_after or 0.0
    if attempt >= MOST_ATTEMPTS or asked > _LONGEST_RETRY_AFTER_SECONDS:
        return None
    safe = isinstance(error, _REFUSED_UNPAID) or (
        resend_is_safe and isinstance(error, _MAY_HAVE_BEEN_PAID)
    )
    if not safe:
        return None
    backoff: float = _FIRST_WAIT_SECONDS * 2 ** (attempt - 1)
    return max(backoff, asked)


def may_have_been_done(error: LimnerError) -> bool:
    """Whether a request to a service that ended in an error may have had its effect."""
    return not isinstance(error, (*_SAID_NO, *_NEVER_SENT))


def wait_before_repeating(
    error: LimnerError,
    attempt: int,
    *,
    is_repeatable: bool,
    most_attempts: int,
    retry_after: float | None = None,
) -> float | None:
    """Seconds until a service is asked again after attempt ``attempt``, or None to give up.

    What was surely not done is tried again; what may have been, only where a second time does no
    more than the first.
    """
    asked = retry_after or 0.0
    if attempt >= most_attempts or asked > _LONGEST_RETRY_AFTER_SECONDS:
        return None
    not_done = isinstance(error, (FetchUnreachable, ServiceBusy))
    failed = isinstance(error, (FetchLost, ServiceError)) and may_have_been_done(error)
    if not (not_done or (is_repeatable and failed)):
        return None
    backoff: float = _FIRST_WAIT_SECONDS * 2 ** (attempt - 1)
    return max(backoff, asked)

"""A provider failed, refused or stayed silent."""

from __future__ import annotations

from limner.errors.base import LimnerError


class ProviderError(LimnerError):
    """The provider failed"""

    code = "provider_bad_answer"


class ProviderBadRequest(ProviderError):
    """The provider refused the request as malformed"""

    code = "provider_bad_request"


class ProviderModelGone(ProviderBadRequest):
    """The provider does not know the model, or no longer"""


class ProviderUnauthorized(ProviderError):
    """The provider refused the key"""

    code = "provider_unauthorized"


class ProviderNoCredit(ProviderError):
    """The account at the provider has no credit"""

    code = "provider_no_credit"


class ContentRefused(ProviderError):
    """The provider refused the content"""

    code = "content_refused"


class RateLimited(ProviderError):
    """The provider asks to slow down"""

    code = "rate_limited"


class ProviderOverloaded(ProviderError):
    """The provider is overloaded"""

    code = "provider_overloaded"


class ProviderTimeout(ProviderError):
    """The provider did not answer in time"""

    code = "provider_timeout"


class ProviderUnreachable(ProviderError):
    """The provider cannot be reached"""

    code = "provider_unreachable"


class ProviderBadAnswer(ProviderError):
    """The provider's answer cannot be used"""


class NotConfigured(ProviderError):
    """The provider is not set up"""

    code = "not_configured"


class UnknownOutcome(ProviderError):
    """A call was sent and its answer was lost"""

    code = "unknown_outcome"

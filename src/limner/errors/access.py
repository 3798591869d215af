"""Who is asking, from where, with which signature."""

from __future__ import annotations

from limner.errors.base import LimnerError


class AccessError(LimnerError):
    """Access is refused"""

    code = "forbidden"


class Unauthorized(AccessError):
    """An API key is needed"""

    code = "unauthorized"


class BudgetExceeded(AccessError):
    """The money that may be spent is used up"""

    code = "budget_exceeded"


class ScopeMissing(AccessError):
    """The key does not allow this"""

    code = "scope_missing"


class HookRefused(Unauthorized):
    """The call is not signed as it must be"""

    code = "hook_refused"


class HookRepeated(Unauthorized):
    """The signed call was taken before"""

    code = "signature_used"


class HostRefused(AccessError):
    """This server does not answer under that host name"""

    code = "host_refused"


class OriginRefused(AccessError):
    """A page of another origin may not drive this server"""

    code = "origin_refused"


class SignatureInvalid(AccessError):
    """The signed address was altered"""

    code = "signature_invalid"


class UrlExpired(AccessError):
    """The signed address has expired"""

    code = "url_expired"


class TokenInvalid(AccessError):
    """The status token was altered, or belongs to something else"""

    code = "token_invalid"


class TokenExpired(AccessError):
    """The status token has expired"""

    code = "token_expired"


class ModelLocked(AccessError):
    """Only enabled models may be used in this workspace"""

    code = "model_locked"


class TierRequired(AccessError):
    """The model needs a higher tier"""

    code = "tier_required"


class UnsafeListen(AccessError):
    """Listening beyond this machine needs an admin key"""

    code = "unsafe_listen"

"""What outside services answer when they do not do what they were asked to."""

from __future__ import annotations

from limner.errors.base import LimnerError


class ServiceError(LimnerError):
    """The service failed"""

    code = "service_failed"


class ServiceRefused(ServiceError):
    """The service refused the request"""

    code = "service_refused"


class ServiceUnauthorized(ServiceError):
    """The service refused the credential"""

    code = "service_unauthorized"


class ServiceBusy(ServiceError):
    """The service asks to come back later"""

    code = "service_busy"

"""fal's errors, in the three shapes it has (its documentation, "Request errors", 2026).

A model's own errors are a list under ``detail`` and say in a header whether to try again;
the platform's have an ``error_type``; the gateway's are a bare text. Texts are for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from limner.testing.emulators.faults import RETRY_AFTER_SECONDS, Fault

PLATFORM_STATUSES: Mapping[str, int] = {
    "bad_request": 400,
    "client_cancelled": 499,
    "client_disconnected": 499,
    "internal_error": 500,
    "runner_server_error": 500,
    "runner_incomplete_response": 502,
    "runner_connection_error": 503,
    "runner_connection_refused": 503,
    "runner_connection_timeout": 503,
    "runner_disconnected": 503,
    "runner_scheduling_failure": 503,
    "request_timeout": 504,
    "startup_timeout": 504,
}
"""The platform's error types and their statuses."""

_INGRESS_PAGE = "<html><body><center><h1>502 Bad Gateway</h1></center><hr>nginx</body></html>"


@dataclass(frozen=True, slots=True)
class FalError:
    """One answer that says no. ``error_type`` is the platform's, where it is the platform's."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    error_type: str | None = None

    @property
    def message(self) -> str:
        detail = self.body["detail"]
        return detail if isinstance(detail, str) else str(detail[0]["msg"])

    def response(self) -> web.Response:
        return web.json_response(self.body, status=self.status, headers=self.headers)


def model_error(
    kind: str, message: str, loc: tuple[str | int, ...] = ("body",), given: Any = None
) -> FalError:
    """What a model says of an input it cannot use. ``kind`` is the ``type`` to tell it by."""
    entry = {
        "loc": list(loc),
        "msg": message,
        "type": kind,
        "url": f"https://docs.fal.ai/errors#{kind}",
        "input": given,
    }
    return FalError(422, {"detail": [entry]}, {"X-Fal-Retryable": "false"})


def platform_error(error_type: str, message: str) -> FalError:
    """What the platform says when it could not run a model."""
    status = PLATFORM_STATUSES[error_type]
    headers = {"X-Fal-Error-Type": error_type}
    if status >= 500:
        headers["X-Fal-Retryable"] = "true"
    return FalError(status, {"detail": message, "error_type": error_type}, headers, error_type)


def gateway_error(status: int, message: str, headers: Mapping[str, str] | None = None) -> FalError:
    """What is said before a request reaches the platform."""
    return FalError(status, {"detail": message}, headers or {})


NO_KEY = gateway_error(401, "Authentication is required to access this application.")
BAD_KEY = gateway_error(401, "Invalid API key.")
NO_SUCH_REQUEST = gateway_error(404, "Request not found")
NO_SUCH_FILE = gateway_error(404, "File not found")
NOT_DONE = gateway_error(400, "Request is still in progress")
KEY_FOR_A_FILE = gateway_error(400, "Files are public: the key does not belong in this request.")
CONTENT_REFUSED = model_error(
    "content_policy_violation",
    "The content could not be processed because it was flagged by a content checker.",
    ("body", "prompt"),
)
CANCELLED = platform_error("client_cancelled", "Request was cancelled by the client.")
RUNNER_FAILED = platform_error("runner_server_error", "Runner failed to process the request.")

_REFUSALS: Mapping[Fault, FalError] = {
    "bad_request": platform_error("bad_request", "The request could not be parsed."),
    "unauthorized": BAD_KEY,
    "no_credit": gateway_error(
        403, "User is locked. Reason: Exhausted balance. Top up your balance to go on."
    ),
    "forbidden": gateway_error(403, "The key may not use this application."),
    "not_found": gateway_error(404, "Application not found"),
    "request_timeout": gateway_error(408, "Request Timeout"),
    "conflict": gateway_error(409, "Conflict"),
    "unprocessable": model_error("value_error", "The input cannot be used."),
    "rate_limited": gateway_error(429, "Too many requests", {"Retry-After": RETRY_AFTER_SECONDS}),
    "rate_limited_bare": gateway_error(429, "Too many requests"),
    "server_error": platform_error("internal_error", "Internal server error"),
    "unavailable": platform_error("runner_scheduling_failure", "No runner could be scheduled."),
    "refusal": CONTENT_REFUSED,
}


def refusal_of(fault: Fault) -> FalError | None:
    """The error that a fault is, or None for one that comes from before fal (an ingress)."""
    return _REFUSALS.get(fault)


def ingress_page() -> web.Response:
    """What the web server in front of fal says when it reaches nothing behind it."""
    return web.Response(text=_INGRESS_PAGE, status=502, content_type="text/html")

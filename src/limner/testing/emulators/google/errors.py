"""Error bodies as the Gemini API sends them: google.rpc.Status with its details."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from aiohttp import web

from limner.testing.emulators.faults import RETRY_AFTER_SECONDS, Fault
from limner.testing.emulators.google.schema import Violation

_TYPES = "type.googleapis.com/google.rpc"
_SERVICE = "generativelanguage.googleapis.com"
_GATEWAY_PAGE = (
    b"<!DOCTYPE html><html lang=en><title>Error 502 (Server Error)!!1</title>"
    b"<p><b>502.</b> The server encountered a temporary error.</html>"
)


def error(
    code: int, status: str, message: str, details: Sequence[Mapping[str, Any]] = ()
) -> web.Response:
    """An error in Google's shape; ``code`` is the HTTP status, ``status`` its canonical name."""
    body: dict[str, Any] = {"code": code, "message": message, "status": status}
    if details:
        body["details"] = list(details)
    return web.Response(
        body=msgspec.json.encode({"error": body}), status=code, content_type="application/json"
    )


def bad_fields(violations: Sequence[Violation]) -> web.Response:
    """What Google answers to fields it does not know and values they cannot hold."""
    listed = [
        {"field": violation.field, "description": violation.description}
        if violation.field
        else {"description": violation.description}
        for violation in violations
    ]
    message = "\n".join(violation.description for violation in violations)
    return error(400, "INVALID_ARGUMENT", message, [_detail("BadRequest", fieldViolations=listed)])


def bad_key() -> web.Response:
    """A wrong key is no 401 at Google but a 400 with a reason of its own."""
    message = "API key not valid. Please pass a valid API key."
    details = [
        _reason("API_KEY_INVALID"),
        _detail("LocalizedMessage", locale="en-US", message=message),
    ]
    return error(400, "INVALID_ARGUMENT", message, details)


def no_key() -> web.Response:
    return error(
        403,
        "PERMISSION_DENIED",
        "Method doesn't allow unregistered callers (callers without established identity)."
        " Please use API Key or other form of API consumer identity to call this API.",
    )


def unknown_model(model_id: str, version: str) -> web.Response:
    return error(
        404,
        "NOT_FOUND",
        f"models/{model_id} is not found for API version {version}, or is not supported for"
        " generateContent. Call ListModels to see the list of available models and their"
        " supported methods.",
    )


def refused(fault: Fault) -> web.Response:
    """Google's own answer for a fault that refuses a request."""
    if fault == "bad_gateway":
        return web.Response(body=_GATEWAY_PAGE, status=502, content_type="text/html")
    code, status, message = _MESSAGES[fault]
    return error(code, status, message, _DETAILS.get(fault, ()))


def _detail(kind: str, **fields: Any) -> dict[str, Any]:
    return {"@type": f"{_TYPES}.{kind}", **fields}


def _reason(reason: str) -> dict[str, Any]:
    return _detail(
        "ErrorInfo", reason=reason, domain="googleapis.com", metadata={"service": _SERVICE}
    )


_MESSAGES: Mapping[Fault, tuple[int, str, str]] = {
    "bad_request": (400, "INVALID_ARGUMENT", "Request contains an invalid argument."),
    "unauthorized": (
        401,
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login"
        " cookie or other valid authentication credential.",
    ),
    "no_credit": (
        429,
        "RESOURCE_EXHAUSTED",
        "Your prepayment credits are depleted. Please go to AI Studio at"
        " https://ai.studio/projects to manage your project and billing.",
    ),
    "forbidden": (
        403,
        "PERMISSION_DENIED",
        "Generative Language API has not been used in project 1 before or it is disabled.",
    ),
    "not_found": (404, "NOT_FOUND", "Requested entity was not found."),
    "request_timeout": (
        504,
        "DEADLINE_EXCEEDED",
        "Deadline expired before operation could complete.",
    ),
    "conflict": (409, "ABORTED", "The operation was aborted."),
    "rate_limited": (
        429,
        "RESOURCE_EXHAUSTED",
        "You exceeded your current quota, please check your plan and billing details. For more"
        " information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits."
        f"\nPlease retry in {RETRY_AFTER_SECONDS}s.",
    ),
    "rate_limited_bare": (
        429,
        "RESOURCE_EXHAUSTED",
        "Resource has been exhausted (e.g. check quota).",
    ),
    "server_error": (500, "INTERNAL", "An internal error has occurred. Please retry."),
    "unavailable": (
        503,
        "UNAVAILABLE",
        "This model is currently experiencing high demand. Spikes in demand are usually"
        " temporary. Please try again later.",
    ),
}

_DETAILS: Mapping[Fault, Sequence[Mapping[str, Any]]] = {
    "unauthorized": [_reason("CREDENTIALS_MISSING")],
    "forbidden": [_reason("SERVICE_DISABLED")],
    "rate_limited": [
        _detail(
            "QuotaFailure",
            violations=[
                {
                    "quotaMetric": f"{_SERVICE}/generate_requests_per_model",
                    "quotaId": "GenerateRequestsPerMinutePerProjectPerModel",
                    "quotaDimensions": {"location": "global"},
                    "quotaValue": "10",
                }
            ],
        ),
        _detail("RetryInfo", retryDelay=f"{RETRY_AFTER_SECONDS}s"),
    ],
}

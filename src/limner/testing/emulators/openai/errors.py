"""Errors as OpenAI words and shapes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from limner.testing.emulators.faults import RETRY_AFTER_SECONDS, Fault, Refused

_INVALID = "invalid_request_error"


@dataclass(frozen=True, slots=True)
class ApiError:
    """What stands in an error's body, and the status it comes with."""

    status: int
    message: str
    code: str | None = None
    param: str | None = None
    type: str = _INVALID
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> web.Response:
        error = {
            "message": self.message,
            "type": self.type,
            "param": self.param,
            "code": self.code,
        }
        return web.json_response({"error": error}, status=self.status, headers=self.headers)


FAULTS: Mapping[Fault, ApiError] = {
    "bad_request": ApiError(400, "Invalid value for 'prompt'.", "invalid_value", "prompt"),
    "unauthorized": ApiError(401, "Incorrect API key provided: sk-no****good.", "invalid_api_key"),
    # There is no 402: an empty account shows as too many requests.
    "no_credit": ApiError(
        429,
        "You exceeded your current quota, please check your plan and billing details.",
        "insufficient_quota",
        type="insufficient_quota",
    ),
    "forbidden": ApiError(403, "Your organization must be verified to use this model."),
    "not_found": ApiError(
        404, "The model does not exist or you do not have access to it.", "model_not_found", "model"
    ),
    "request_timeout": ApiError(408, "The request timed out.", type="timeout"),
    "conflict": ApiError(409, "The resource was changed by another request."),
    "unprocessable": ApiError(422, "The request could not be processed."),
    "rate_limited": ApiError(
        429,
        "Rate limit reached on images per min (IPM): Limit 5, Used 5, Requested 1.",
        "rate_limit_exceeded",
        type="input-images",
        headers={"Retry-After": RETRY_AFTER_SECONDS},
    ),
    "rate_limited_bare": ApiError(
        429,
        "Rate limit reached on images per min (IPM): Limit 5, Used 5, Requested 1.",
        "rate_limit_exceeded",
        type="input-images",
    ),
    "server_error": ApiError(
        500, "The server had an error while processing your request.", type="server_error"
    ),
    "unavailable": ApiError(
        503, "The engine is currently overloaded, please try again later.", type="server_error"
    ),
    "refusal": ApiError(
        400,
        "Your request was rejected by the safety system. safety_violations=[violence].",
        "moderation_blocked",
        type="image_generation_user_error",
    ),
}

BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body>cloudflare</body></html>"
"""What the proxy in front of the API says when nobody answers behind it."""


def fault_response(fault: Fault) -> web.Response:
    if fault == "bad_gateway":
        return web.Response(status=502, text=BAD_GATEWAY, content_type="text/html")
    return FAULTS[fault].response()


def bad_key() -> Refused:
    return Refused(FAULTS["unauthorized"].response())


def unknown_model(model: str) -> Refused:
    message = f"The model '{model}' does not exist or you do not have access to it."
    return Refused(ApiError(404, message, "model_not_found", "model").response())


def unknown_path(method: str, path: str) -> Refused:
    return Refused(ApiError(404, f"Invalid URL ({method} {path})").response())


def unreadable() -> Refused:
    return Refused(ApiError(400, "We could not parse the JSON body of your request.").response())


def missing(param: str) -> Refused:
    message = f"Missing required parameter: '{param}'."
    return Refused(ApiError(400, message, "missing_required_parameter", param).response())


def unknown(param: str) -> Refused:
    message = f"Unknown parameter: '{param}'."
    return Refused(ApiError(400, message, "unknown_parameter", param).response())


def invalid(param: str, message: str, code: str = "invalid_value") -> Refused:
    return Refused(ApiError(400, f"Invalid '{param}': {message}", code, param).response())


def not_one_of(param: str, value: object, choices: Iterable[str]) -> Refused:
    known = ", ".join(f"'{choice}'" for choice in sorted(choices))
    return invalid(param, f"{json.dumps(value)} is none of {known}.")

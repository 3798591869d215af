"""Errors in the shape that clients of the images API read.

Two habits of that API differ from Limner's own routes: what is wrong with a request is 400,
never 422, and a model that is not there is 404.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from limner import errors
from limner.errors import LimnerError
from limner.server.answers import Json
from limner.server.errors import status_of, status_of_code, waiting_headers
from limner.values import new_id

REQUEST_ID = "x-request-id"
_SHOULD_RETRY = "x-should-retry"

_INVALID = "invalid_request_error"
_TYPES = {
    HTTPStatus.PAYMENT_REQUIRED: "insufficient_quota",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_error",
}
_NOT_THERE = frozenset({errors.UnknownModel.code, errors.ModelRetired.code})
_PARAMS = {
    errors.PromptEmpty.code: "prompt",
    errors.PromptTooLong.code: "prompt",
    errors.PromptTooShort.code: "prompt",
    errors.UnknownModel.code: "model",
    errors.ModelRetired.code: "model",
    errors.TierRequired.code: "model",
    errors.ModelLocked.code: "model",
    errors.UnsupportedSize.code: "size",
    errors.ReferenceNotSupported.code: "image",
    errors.TooManyReferences.code: "image",
    errors.ReferencesMissing.code: "image",
}
_RETRY_HELPS = frozenset(
    {
        errors.BodyTimeout.code,
        errors.RateLimited.code,
        errors.ProviderOverloaded.code,
        errors.ServerStopping.code,
        errors.WorkersBusy.code,
    }
)
"""Of these nothing was done or paid, or what was done is found again."""

_RETRIED = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT})
"""Statuses below 500 that clients send again after, without being told to."""


def error_answer(error: LimnerError, headers: Mapping[str, str] | None = None) -> Json:
    """An error as the answer to the request that met it."""
    return answer_to(error.as_json(), status_of(type(error)), headers=headers)


def failed_answer(error: Mapping[str, Any], run_id: str) -> Json:
    """The answer for a run that failed, from the error that it keeps."""
    return answer_to(error, status_of_code(error["code"]), run_id)


def answer_to(
    error: Mapping[str, Any],
    status: int,
    request_id: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Json:
    """The answer for what ``LimnerError.as_json`` made, whose status elsewhere is given.

    Clients that send again by themselves are told not to where that could be paid twice.
    """
    code = error["code"]
    status = _status(code, status)
    told = {REQUEST_ID: request_id or new_id("req"), **(headers or {})}
    if code not in _RETRY_HELPS and (status >= 500 or status in _RETRIED):
        told[_SHOULD_RETRY] = "false"
    return Json({"error": error_body(error, status)}, status, told | waiting_headers(error))


def error_body(error: Mapping[str, Any], status: int) -> dict[str, Any]:
    """What stands under `error`."""
    known = {"code", "title", "detail", "hint", "errors", "retryAfter", "nodeId"}
    return {
        "message": " ".join(filter(None, (error["detail"], error.get("hint")))),
        "type": _type(error["code"], status),
        "param": _param(error),
        "code": error["code"],
        **{name: value for name, value in error.items() if name not in known},
    }


def _status(code: str, status: int) -> int:
    if code in _NOT_THERE:
        return HTTPStatus.NOT_FOUND
    return HTTPStatus.BAD_REQUEST if status == HTTPStatus.UNPROCESSABLE_ENTITY else status


def _type(code: str, status: int) -> str:
    if code == errors.ContentRefused.code:
        return "image_generation_user_error"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "server_error"
    return _TYPES.get(HTTPStatus(status), _INVALID)


def _param(error: Mapping[str, Any]) -> str | None:
    places = [fault["loc"] for fault in error.get("errors", ()) if fault.get("loc")]
    if places:
        return ".".join(str(step) for step in places[0])
    return _PARAMS.get(error["code"])

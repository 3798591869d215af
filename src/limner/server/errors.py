"""The only table from an error to an HTTP status, and errors as application/problem+json."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import msgspec
from starlette.responses import Response

from limner import errors
from limner.errors import LimnerError

PROBLEM_TYPE = "application/problem+json"

_STATUS: Mapping[type[LimnerError], int] = MappingProxyType(
    {
        LimnerError: 500,
        errors.InputError: 400,
        errors.UnsupportedMediaType: 415,
        errors.BodyTooLarge: 413,
        errors.BodyTimeout: 408,
        errors.RangeNotSatisfiable: 416,
        errors.BadField: 422,
        errors.MissingInput: 422,
        errors.UnknownInput: 422,
        errors.IdempotencyKeyReused: 422,
        errors.InvalidDocument: 422,
        errors.InvalidWorkflow: 422,
        errors.TemplateError: 422,
        errors.UnknownCredential: 422,
        errors.RequestError: 422,
        errors.FetchError: 422,
        errors.FetchedTooLarge: 413,
        errors.UploadError: 415,
        errors.FileTooLarge: 413,
        errors.DamagedImage: 422,
        errors.ImageTooLarge: 422,
        errors.NotFound: 404,
        errors.MethodNotAllowed: 405,
        errors.Conflict: 409,
        errors.VersionConflict: 412,
        errors.VersionRequired: 428,
        errors.AccessError: 403,
        errors.Unauthorized: 401,
        errors.BudgetExceeded: 402,
        errors.UrlExpired: 410,
        errors.TokenExpired: 410,
        errors.ProviderError: 502,
        errors.ProviderBadRequest: 422,
        errors.ProviderNoCredit: 402,
        errors.ContentRefused: 422,
        errors.RateLimited: 429,
        errors.ProviderOverloaded: 503,
        errors.ProviderTimeout: 504,
        errors.NotConfigured: 409,
        errors.UnknownOutcome: 409,
        errors.ServiceError: 502,
        errors.ServiceRefused: 422,
        errors.ServiceBusy: 503,
        errors.LimitReached: 422,
        errors.RunCancelled: 409,
        errors.ServerStopping: 503,
        errors.WorkersBusy: 503,
        errors.WorkerTimeout: 503,
        errors.StorageError: 503,
    }
)

_HEADERS: Mapping[type[LimnerError], Mapping[str, str]] = MappingProxyType(
    {
        errors.Unauthorized: {"WWW-Authenticate": "Bearer"},
        errors.WorkersBusy: {"Retry-After": "1"},
        errors.ServerStopping: {"Retry-After": "1"},
        errors.NoDriver: {"Retry-After": "1"},
        errors.NoLongerDriving: {"Retry-After": "1"},
    }
)


def status_of(kind: type[LimnerError]) -> int:
    """The status of an error: its own class's, else its nearest ancestor's."""
    return next(_STATUS[ancestor] for ancestor in kind.__mro__ if ancestor in _STATUS)


def status_of_code(code: object) -> int:
    """The status of an error that was kept in a run, where only its code is left."""
    return _STATUS_OF_CODE.get(code, 500) if isinstance(code, str) else 500


def problem(
    status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> Response:
    """A problem document (RFC 9457) from what ``LimnerError.as_json`` made."""
    document = {
        "type": f"urn:limner:problem:{body['code']}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        **body,
    }
    told = {**waiting_headers(body), **(headers or {})}
    return Response(msgspec.json.encode(document), status, told, PROBLEM_TYPE)


def problem_of(error: LimnerError, headers: Mapping[str, str] | None = None) -> Response:
    """An error as the answer to the request that met it."""
    return problem(
        status_of(type(error)), error.as_json(), {**headers_of(error), **(headers or {})}
    )


def waiting_headers(error: Mapping[str, Any]) -> dict[str, str]:
    """How long to wait before asking again, where the provider said so; in whole seconds."""
    seconds = error.get("retryAfter")
    return {} if seconds is None else {"Retry-After": str(math.ceil(seconds))}


def headers_of(error: LimnerError) -> Mapping[str, str]:
    """The headers that go with an error, whatever its shape."""
    return _HEADERS.get(type(error), {})


def _all_errors(kind: type[LimnerError] = LimnerError) -> Iterator[type[LimnerError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _all_errors(child)


_STATUS_OF_CODE: Mapping[str, int] = MappingProxyType(
    {kind.code: status_of(kind) for kind in _all_errors()}
)

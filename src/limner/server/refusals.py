"""Every error leaves as the interface that was asked words it, whoever raised it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from limner import errors
from limner.errors import LimnerError
from limner.server.errors import headers_of, problem_of, status_of
from limner.server.images_api.errors import error_answer
from limner.server.validation import bad_fields

IMAGES_API = "/v1"

_log = logging.getLogger(__name__)


def refusal(path: str, error: LimnerError, headers: Mapping[str, str] | None = None) -> Response:
    """An error as the answer to a request for a path."""
    if path.startswith(f"{IMAGES_API}/"):
        return error_answer(error, {**headers_of(error), **(headers or {})})
    return problem_of(error, headers)


async def refuse(
    error: LimnerError,
    scope: Scope,
    receive: Receive,
    send: Send,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Answer a request, or what would become a WebSocket, with an error."""
    await send_answer(refusal(scope["path"], error, headers), scope, receive, send)


async def send_answer(answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send an answer to a request, or to what would have become a WebSocket."""
    if scope["type"] == "websocket":
        await WebSocket(scope, receive, send).send_denial_response(answer)
    else:
        await answer(scope, receive, send)


def install_error_handlers(app: FastAPI) -> None:
    """Answer every error that a route, or the router, raises."""
    app.add_exception_handler(LimnerError, _on_limner_error)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_parameters)
    app.add_exception_handler(Exception, _on_fault)


async def _on_limner_error(connection: HTTPConnection, error: Exception) -> Response:
    assert isinstance(error, LimnerError)
    if status_of(type(error)) == HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error("%s", error.detail, exc_info=error)
    return await _answer(connection, error)


async def _on_http_error(connection: HTTPConnection, error: Exception) -> Response:
    """What the router itself refuses: unknown addresses and methods."""
    assert isinstance(error, HTTPException)
    path = connection.url.path
    plain: LimnerError
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        plain = errors.MethodNotAllowed(f"{path:.200} does not take this method.")
    elif error.status_code == HTTPStatus.NOT_FOUND:
        plain = errors.NotFound(f"There is nothing at {path:.200}.")
    else:
        plain = errors.InputError("The request cannot be read.")
    return await _answer(connection, plain, error.headers)


async def _on_invalid_parameters(connection: HTTPConnection, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return await _answer(connection, bad_fields(error.errors()))


async def _on_fault(request: Request, _error: Exception) -> Response:
    """A fault of our own: what happened stands in the log, not in the answer."""
    plain = LimnerError("The server met an unexpected fault.", hint="See the server's log.")
    return refusal(request.url.path, plain)


async def _answer(
    connection: HTTPConnection, error: LimnerError, headers: Mapping[str, str] | None = None
) -> Response:
    response = refusal(connection.url.path, error, headers)
    if isinstance(connection, WebSocket):
        await connection.send_denial_response(response)
    return response

"""How a run ended, as every way of calling it answers."""

from __future__ import annotations

from starlette.responses import Response

from limner.errors import RunError
from limner.server.errors import problem, status_of_code
from limner.server.schemas.shape import JsonObject

_ENDED = frozenset({"succeeded", "failed", "cancelled"})


def has_ended(run: JsonObject) -> bool:
    """Whether a run goes on no more."""
    return run["status"] in _ENDED


def address_of(run: JsonObject) -> dict[str, str]:
    """The header that says where a run is found."""
    return {"Location": f"/api/runs/{run['id']}"}


def error_of(run: JsonObject) -> JsonObject:
    """Why a run failed."""
    error: JsonObject = run["error"] or RunError().as_json()
    return error


def problem_of(run: JsonObject) -> Response:
    """The answer to a call whose run ended without succeeding."""
    error = error_of(run)
    return problem(status_of_code(error["code"]), error | {"runId": run["id"]}, address_of(run))

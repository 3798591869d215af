"""The simple call of a workflow: how long to wait, and what its run answers."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from limner.engine.runs import Idempotency
from limner.server.access import payer_of
from limner.server.answers import Json
from limner.server.ended_run import address_of, has_ended, problem_of
from limner.server.schemas.shape import JsonObject
from limner.values import digest_of

CALL_SECONDS = 60
_LONGEST_WAIT_SECONDS = 600
_WAIT = re.compile(r"wait\s*=\s*\"?(\d{1,6})\"?")


def preferred_wait(prefer: str | None, usual: int) -> int:
    """Seconds to wait for the run's end, as the Prefer header (RFC 7240) asks; 0 for not at all."""
    preferences = [part.strip().lower() for part in (prefer or "").split(",")]
    if "respond-async" in preferences:
        return 0
    for preference in preferences:
        asked = _WAIT.fullmatch(preference)
        if asked:
            return min(int(asked[1]), _LONGEST_WAIT_SECONDS)
    return usual


def idempotency(key: str | None, request: Request, body: object) -> Idempotency | None:
    """The caller's key with the digest of what was asked, the address included.

    Of a program that asks with a key made here it is its own: what another asks under the same
    words is another run, and none that a header could name.
    """
    if key is None:
        return None
    payer = payer_of(request)
    own = key if payer is None else f"\x1f{digest_of(['key', payer, key])}"
    return Idempotency(own, digest_of([request.method, request.url.path, body]))


def taken(run: JsonObject, prefer: str | None) -> Response:
    """A run itself as the answer to the simple call, however far it is."""
    applied = {"Preference-Applied": prefer} if prefer else {}
    return Json(run, 202, address_of(run) | applied)


def answer_of(run: JsonObject, prefer: str | None) -> Response:
    """A run as the answer to the simple call: its outputs, its problem, or itself while it runs."""
    if not has_ended(run):
        return taken(run, prefer)
    if run["status"] == "succeeded":
        return Json((run["outputs"] or {}) | {"runId": run["id"]}, 200, address_of(run))
    return problem_of(run)

"""Sessions of the canvas on a server that needs a key: random, kept in memory, ended for real."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass

from starlette.responses import Response

COOKIE = "limner_session"
_SECONDS = 30 * 24 * 60 * 60
_MOST_OPEN = 1_000


@dataclass(frozen=True, slots=True)
class Session:
    """An open session. ``key_id`` is the key it stands for; None stands for every right."""

    ends: float
    key_id: str | None


class Sessions:
    """Open sessions by the digest of their token. They end with the server."""

    def __init__(self, *, secure: bool) -> None:
        self._secure = secure
        self._open: dict[str, Session] = {}

    def start(self, response: Response, key_id: str | None = None) -> None:
        """Open a session and give its token to the browser, out of reach of scripts."""
        token = secrets.token_urlsafe(32)
        while len(self._open) >= _MOST_OPEN:
            self._open.pop(next(iter(self._open)))
        self._open[_digest(token)] = Session(time.monotonic() + _SECONDS, key_id)
        response.set_cookie(
            COOKIE, token, max_age=_SECONDS, httponly=True, samesite="strict", secure=self._secure
        )

    def find(self, token: str) -> Session | None:
        """The session of a token, while it is open."""
        session = self._open.get(_digest(token))
        return session if session is not None and session.ends > time.monotonic() else None

    def end(self, token: str, response: Response) -> None:
        """End a session, wherever its token was copied to; fine when it is over already."""
        self._open.pop(_digest(token), None)
        response.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=self._secure)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()

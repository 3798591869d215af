"""Sessions of the canvas on a server that needs a key: random, kept in memory, ended for real."""

from __future__ import annotations

import hashlib
import secrets
import time

from starlette.responses import Response

COOKIE = "limner_session"
_SECONDS = 30 * 24 * 60 * 60
_MOST_OPEN = 1_000


class Sessions:
    """Open sessions by the digest of their token. They end with the server."""

    def __init__(self, *, secure: bool) -> None:
        self._secure = secure
        self._ends: dict[str, float] = {}

    def start(self, response: Response) -> None:
        """Open a session and give its token to the browser, out of reach of scripts."""
        token = secrets.token_urlsafe(32)
        while len(self._ends) >= _MOST_OPEN:
            self._ends.pop(next(iter(self._ends)))
        self._ends[_digest(token)] = time.monotonic() + _SECONDS
        response.set_cookie(
            COOKIE, token, max_age=_SECONDS, httponly=True, samesite="strict", secure=self._secure
        )

    def is_open(self, token: str) -> bool:
        return self._ends.get(_digest(token), 0.0) > time.monotonic()

    def end(self, token: str, response: Response) -> None:
        """End a session, wherever its token was copied to; fine when it is over already."""
        self._ends.pop(_digest(token), None)
        response.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=self._secure)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()

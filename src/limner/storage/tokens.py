"""Signed tokens: what lets someone ask after one run, for a while."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from limner.errors import SignatureInvalid, TokenExpired, TokenInvalid
from limner.storage.secrets import Keyring
from limner.values import now

TOKEN_SECONDS = 24 * 60 * 60
_PURPOSE = "status-token-v1"
_MICROSECONDS = 1_000_000


class TokenFacts(msgspec.Struct, frozen=True, array_like=True):
    """What a token is for; ``expires`` is in Unix seconds."""

    run_id: str
    workspace_id: str
    provider: str
    canvas_id: str | None
    expires: int


@dataclass(frozen=True, slots=True)
class StatusTokens:
    """Makes and reads the tokens that direct calls are followed by.

    `clock` tells the moment in microseconds since 1970, as `values.now` does.
    """

    keyring: Keyring
    clock: Callable[[], int] = now

    def sign(self, run_id: str, workspace_id: str, provider: str, canvas_id: str | None) -> str:
        """A token, good for a day."""
        expires = self.clock() // _MICROSECONDS + TOKEN_SECONDS
        facts = TokenFacts(run_id, workspace_id, provider, canvas_id, expires)
        body = base64.urlsafe_b64encode(msgspec.json.encode(facts)).rstrip(b"=").decode()
        return f"{body}.{self.keyring.sign(_PURPOSE, body)}"

    def read(self, token: str) -> TokenFacts:
        """Raises TokenInvalid when anything was altered, then TokenExpired when it is late."""
        body, _, signature = token.partition(".")
        try:
            self.keyring.verify(_PURPOSE, signature, body)
        except SignatureInvalid:
            raise TokenInvalid from None
        padded = body + "=" * (-len(body) % 4)
        facts = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=TokenFacts)
        if self.clock() // _MICROSECONDS >= facts.expires:
            raise TokenExpired(hint="The run itself is kept: GET /api/runs/{requestId}.")
        return facts

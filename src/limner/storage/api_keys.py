"""Keys for other programs: shown once, kept as digests, each with what it may do."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from limner.errors import NotFound
from limner.storage.database import Database
from limner.storage.queries import api_keys as queries
from limner.storage.queries.api_keys import KeyRow
from limner.values import new_id, now, sha256

Scope = Literal["run", "read", "edit", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)

KEY_PREFIX = "lim_"
"""Begins every key: what begins otherwise is none of ours."""

_RANDOM_BYTES = 32
_HINT_CHARACTERS = 4
_BETWEEN_NOTES_MICROSECONDS = 60 * 1_000_000


@dataclass(frozen=True, slots=True)
class KeyWish:
    """What a new key is to be. ``workflows`` of None are all; money in micro-USD."""

    name: str
    scopes: Sequence[Scope]
    workflows: Sequence[str] | None = None
    spend_limit: int | None = None
    expires_at: int | None = None


class ApiKeys:
    """The keys of one workspace.

    A key has 256 random bits, so that a plain digest of it can be kept: there is nothing to try.
    `clock` tells the moment in microseconds since 1970, as `values.now` does.
    """

    def __init__(
        self, database: Database, workspace_id: str, clock: Callable[[], int] = now
    ) -> None:
        self._database = database
        self._workspace_id = workspace_id
        self._clock = clock

    async def create(self, wish: KeyWish) -> tuple[KeyRow, str]:
        """A new key, and its text, which is not to be had again."""
        text = KEY_PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)
        row = KeyRow(
            id=new_id("key"),
            workspace_id=self._workspace_id,
            name=wish.name,
            digest=sha256(text.encode()),
            hint=text[-_HINT_CHARACTERS:],
            scopes=list(wish.scopes),
            workflows=None if wish.workflows is None else list(wish.workflows),
            spend_limit=wish.spend_limit,
            created_at=self._clock(),
            expires_at=wish.expires_at,
        )
        await self._database.write(lambda c: queries.insert_key(c, row))
        return row, text

    async def page(self, limit: int, before: str | None = None) -> list[KeyRow]:
        """Newest first; ``before`` is the id of the last one seen."""
        return await self._database.read(
            lambda c: queries.list_keys(c, self._workspace_id, limit, before)
        )

    async def find(self, key_id: str) -> KeyRow:
        """Raises NotFound."""
        row = await self._database.read(lambda c: queries.find_key(c, self._workspace_id, key_id))
        if row is None:
            raise _no_key(key_id)
        return row

    async def delete(self, key_id: str) -> None:
        """It opens nothing from now on. Raises NotFound."""
        gone = await self._database.write(
            lambda c: queries.delete_key(c, self._workspace_id, key_id)
        )
        if not gone:
            raise _no_key(key_id)

    async def of_text(self, text: str) -> KeyRow | None:
        """The key that a caller sent; None where there is none, or none any more."""
        digest = sha256(text.encode("utf-8", "replace"))
        row = await self._database.read(
            lambda c: queries.key_by_digest(c, self._workspace_id, digest)
        )
        if row is None or not self.is_valid(row):
            return None
        await self._note_use(row)
        return row

    def is_valid(self, row: KeyRow) -> bool:
        """Whether a key has not run out."""
        return row.expires_at is None or row.expires_at > self._clock()

    async def _note_use(self, row: KeyRow) -> None:
        """Keep when a key was last used, to the minute: most requests write nothing."""
        moment = self._clock()
        if row.used_at is None or row.used_at < moment - _BETWEEN_NOTES_MICROSECONDS:
            await self._database.write(lambda c: queries.note_use(c, row.id, moment))


def _no_key(key_id: str) -> NotFound:
    return NotFound(f"There is no key {key_id!r:.80}.")

"""Which versions of a workflow stay: autosave makes one of every few words that are typed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import partial

from sqlalchemy import Connection

from limner.storage.database import Database
from limner.storage.queries import version_thinning as queries
from limner.storage.queries.version_thinning import VersionMark
from limner.values import now

_MICROSECONDS = 1_000_000
_HOUR = 3_600 * _MICROSECONDS
_DAY = 24 * _HOUR


def superfluous(versions: Iterable[VersionMark], pinned: Collection[int], moment: int) -> list[int]:
    """Numbers of the versions that may go at a moment, in microseconds since 1970. Pure.

    Of the last hour all stay; of the day before it the last of each hour, and of all time before
    that the last of each day, hours and days being those of UTC. What is ``pinned`` stays, and
    stands for no other.
    """
    taken: set[tuple[int, int]] = set()
    gone = []
    for version in sorted(versions, key=lambda version: version.number, reverse=True):
        age = moment - version.saved_at
        if age < _HOUR or version.number in pinned:
            continue
        span = _HOUR if age < _HOUR + _DAY else _DAY
        place = (span, version.saved_at // span)
        if place in taken:
            gone.append(version.number)
        taken.add(place)
    return gone


def pinned_versions(versions: Iterable[VersionMark], used: Collection[str]) -> set[int]:
    """Versions that somebody went back to or whose document is ``used``: by its digest. Pure."""
    first: dict[str, int] = {}
    pinned = set()
    for version in sorted(versions, key=lambda version: version.number):
        if version.digest in first:
            pinned.add(first[version.digest])
        first.setdefault(version.digest, version.number)
        if version.digest in used:
            pinned.add(version.number)
    return pinned


class Thinning:
    """Lets go of versions that nobody will miss, in the workflows of all workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def thin(self) -> None:
        """Look at every workflow that was saved more than once. Raises StorageError."""
        moment = now()
        for workflow_id in await self._database.read(
            partial(queries.often_saved, before=moment - _HOUR)
        ):
            await self._database.write(partial(_thin, workflow_id=workflow_id, moment=moment))


def _thin(connection: Connection, *, workflow_id: str, moment: int) -> None:
    versions = queries.marks(connection, workflow_id)
    pinned = pinned_versions(versions, queries.used_documents(connection, workflow_id))
    queries.forget_versions(connection, workflow_id, superfluous(versions, pinned, moment))

"""A server of a database that another one drives: it watches who does, and may be next."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from limner.errors import StorageError
from limner.server.passing_on import PassingOn
from limner.server.peers import Peer, peer_of
from limner.settings import Settings
from limner.storage.database import PostgresDatabase, open_database
from limner.storage.lead import Driver, present_driver
from limner.studio import keyring_of

_log = logging.getLogger(__name__)
_SECONDS_BETWEEN_LOOKS = 1.0
_LOOKS_BEFORE_TAKING_OVER = 2
"""A driver that has lost nothing but its connection is given the time to come back."""


class Standby:
    """Who drives, looked at every second."""

    def __init__(self, database: PostgresDatabase, settings: Settings, token: str) -> None:
        self._database = database
        self._settings = settings
        self._keyring = keyring_of(settings)
        self._token = token
        self._peer: Peer | None = None
        self.app = PassingOn(token, lambda: self._peer)

    async def until_free(self) -> None:
        """Return once nobody drives. Raises BadField where this server could not take over."""
        looks = 0
        while looks < _LOOKS_BEFORE_TAKING_OVER:
            try:
                driver = await present_driver(self._database)
            except StorageError:
                _log.warning("The database cannot be read; it is tried again", exc_info=True)
                looks = 0
            else:
                looks = looks + 1 if driver is None else 0
                self._note(driver)
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)

    def _note(self, driver: Driver | None) -> None:
        peer = None if driver is None else peer_of(driver, self._settings, self._keyring)
        if peer is not None and peer.token == self._token:
            # This very server: PostgreSQL has yet to see that its connection has gone.
            peer = None
        self._peer = peer


@asynccontextmanager
async def standing_by(settings: Settings, token: str) -> AsyncIterator[Standby]:
    """Stand by for the block, on a PostgreSQL. Raises StorageError."""
    async with open_database(settings.resolved_database_url) as database:
        assert isinstance(database, PostgresDatabase)
        standby = Standby(database, settings, token)
        try:
            yield standby
        finally:
            await standby.app.close()

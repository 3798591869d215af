"""Large results on their way to the disk: they wait for room, and are fetched again then."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from limner.errors import StorageError
from limner.providers.contract import Fetch
from limner.storage.incoming import IncomingFile

_log = logging.getLogger(__name__)
_WAIT_FOR_DISK_SECONDS = 1.0


async def received(
    incoming: Callable[[], IncomingFile], fetch: Fetch, tell: Callable[[str], None]
) -> IncomingFile:
    """What ``fetch`` writes; it begins anew until the disk has taken all of it.

    Raises what ``fetch`` raises.
    """
    while True:
        try:
            return await _whole(incoming(), fetch)
        except StorageError as fault:
            _log.error("A finished file waits to be fetched: %s", fault.detail)
            tell(f"{fault.detail} Waiting to fetch the file.")
            await asyncio.sleep(_WAIT_FOR_DISK_SECONDS)


async def _whole(file: IncomingFile, fetch: Fetch) -> IncomingFile:
    try:
        await fetch(file.write)
    except BaseException:
        file.close()
        raise
    return file

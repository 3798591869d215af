"""Makes sure that one process at a time drives a database."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from limner.errors import AlreadyRunning, StorageError


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Hold a lock file until the process ends or the block does. Raises AlreadyRunning."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StorageError(
            f"The data directory cannot be written: {error.strerror}.",
            hint="Check LIMNER_HOME, its permissions and its disk.",
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise already_running() from None
        yield
    finally:
        os.close(descriptor)


def already_running() -> AlreadyRunning:
    return AlreadyRunning(
        "Another Limner process is using this data.",
        hint="Stop the other one, or set another LIMNER_HOME.",
    )

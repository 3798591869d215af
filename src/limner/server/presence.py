"""How other commands of the same user find the running server: a file in LIMNER_HOME."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

_FILE_NAME = "server.json"


class RunningServer(msgspec.Struct, frozen=True):
    """Where a server of this data directory answers, and the token that opens it."""

    address: str
    token: str
    pid: int


def find_running(home: Path) -> RunningServer | None:
    """The server that says it runs here. It may have been killed: see whether it answers."""
    try:
        return msgspec.json.decode((home / _FILE_NAME).read_bytes(), type=RunningServer)
    except (OSError, msgspec.MsgspecError):
        return None


@contextmanager
def announced(home: Path, address: str, token: str) -> Iterator[None]:
    """Keep the file there for the block; only its owner may read it."""
    path = home / _FILE_NAME
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f"{_FILE_NAME}.{secrets.token_hex(8)}")
    server = RunningServer(address, token, os.getpid())
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(server))
    temporary.replace(path)
    try:
        yield
    finally:
        if find_running(home) == server:
            with suppress(OSError):
                path.unlink()

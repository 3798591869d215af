"""What the servers of one database tell each other: where the one that drives is asked, and with
which token.

It stands in the database, sealed with the secret that all of them share, so that whoever may write
there alone can point nobody elsewhere. It also says what they must have in common: were one to take
over with another store of files, the images would be gone.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Any

import msgspec

from limner.errors import BadField, StorageError
from limner.settings import Settings
from limner.storage.lead import Driver, Lead
from limner.storage.secrets import Keyring
from limner.values import digest_of

_PURPOSE = "peer-v1"
_ANY_ADDRESSES = frozenset({"0.0.0.0", "::"})


@dataclass(frozen=True, slots=True)
class Peer:
    """The server that drives, as others ask it."""

    address: str
    token: str


async def announce(lead: Lead, settings: Settings, keyring: Keyring, token: str) -> None:
    """Let the other servers find this one. Raises StorageError."""
    address = settings.peer_url or _address(settings, await lead.own_address())
    body = msgspec.json.encode({"token": token, "common": _common(settings)})
    sealed = keyring.seal(_PURPOSE, body.decode(), address.rstrip("/"))
    await lead.announce(address.rstrip("/"), sealed)


def peer_of(driver: Driver, settings: Settings, keyring: Keyring) -> Peer | None:
    """How to ask the server that drives; None where it is none, or does not serve yet.

    Raises BadField where the two are configured differently.
    """
    if driver.address is None or driver.sealed is None:
        return None
    try:
        told: dict[str, Any] = msgspec.json.decode(
            keyring.unseal(_PURPOSE, driver.sealed, driver.address)
        )
    except StorageError:
        raise _differs("LIMNER_SECRET_KEY") from None
    for name, digest in _common(settings).items():
        if told["common"].get(name) != digest:
            raise _differs(name)
    return Peer(driver.address, told["token"])


def _common(settings: Settings) -> dict[str, str]:
    key = settings.admin_key.get_secret_value() if settings.admin_key else ""
    return {
        "LIMNER_STORAGE_URL": digest_of(settings.resolved_storage_url),
        "LIMNER_ADMIN_KEY": digest_of(key),
    }


def _differs(name: str) -> BadField:
    return BadField(
        f"The server that drives this database has another {name}.",
        hint="Servers that share a database need the same secret key, admin key and store of "
        "files: set LIMNER_SECRET_KEY, LIMNER_ADMIN_KEY and LIMNER_STORAGE_URL alike.",
    )


def _address(settings: Settings, seen_from: str | None) -> str:
    host = settings.host
    if host in _ANY_ADDRESSES:
        host = seen_from or "127.0.0.1"
    return f"http://{_bracketed(host)}:{settings.port}"


def _bracketed(host: str) -> str:
    try:
        return f"[{host}]" if ipaddress.ip_address(host).version == 6 else host
    except ValueError:
        return host

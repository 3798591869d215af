"""The one secret of a server, and what is derived from it: signatures, signed addresses, and what
is kept so that only this server can read it.

Each purpose has a key of its own (HKDF-SHA256, RFC 5869), so that a signature made for one
is worthless for another. A signature names the key that made it, `<key id>.<mac>`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from limner.errors import SecretUnreadable, SignatureInvalid, StorageError, UrlExpired
from limner.values import now

FILE_URL_SECONDS = 7 * 24 * 60 * 60
SECRET_FILE = "secret.key"
SHORTEST_SECRET = 16
"""Characters of a secret given by a person; one made here has 64."""

_FILE_URLS = "file-url-v1"
_KEY_BYTES = 32
_NONCE_BYTES = 12
_MICROSECONDS = 1_000_000
_SALT = b"limner"


class Keyring:
    """Signs for many purposes with keys derived from one secret."""

    def __init__(self, secret: bytes) -> None:
        self._seed = hmac.digest(_SALT, secret, hashlib.sha256)
        self._key_id = self.derive("key-id")[:4].hex()

    def derive(self, purpose: str) -> bytes:
        """The 32-byte key of a purpose."""
        return hmac.digest(self._seed, purpose.encode() + b"\x01", hashlib.sha256)[:_KEY_BYTES]

    def sign(self, purpose: str, *parts: str) -> str:
        """A signature over all parts, in their order and with their borders."""
        mac = hmac.digest(self.derive(purpose), _joined(parts), hashlib.sha256)
        return f"{self._key_id}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"

    def verify(self, purpose: str, signature: str, *parts: str) -> None:
        """Raises SignatureInvalid unless `sign` made this signature for these parts."""
        expected = self.sign(purpose, *parts)
        if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
            raise SignatureInvalid

    def seal(self, purpose: str, text: str, *owner: str) -> str:
        """A text as it is kept: encrypted (AES-256-GCM), and of use to its owner only."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self.derive(purpose)).encrypt(nonce, text.encode(), _joined(owner))
        return f"{self._key_id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def unseal(self, purpose: str, sealed: str, *owner: str) -> str:
        """The text that `seal` was given. Raises SecretUnreadable under another secret key."""
        try:
            body = base64.urlsafe_b64decode(sealed.partition(".")[2])
            cipher = AESGCM(self.derive(purpose))
            return cipher.decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], _joined(owner)).decode()
        except (InvalidTag, ValueError):
            raise SecretUnreadable(
                "A kept secret cannot be read: it was kept under another secret key.",
                hint="Set the LIMNER_SECRET_KEY of that time, or enter the secret anew.",
            ) from None


class FileUrls:
    """Addresses of stored files that anyone may open for a while, without a key.

    `clock` tells the moment in microseconds since 1970, as `values.now` does.
    """

    def __init__(self, keyring: Keyring, clock: Callable[[], int] = now) -> None:
        self._keyring = keyring
        self._clock = clock

    def sign_file(self, asset_id: str, name: str, expires: int | None = None) -> str:
        """`/files/{id}/{name}?expires=…&signature=…`, by default good for a week.

        `expires` is in Unix seconds.
        """
        if expires is None:
            expires = self._clock() // _MICROSECONDS + FILE_URL_SECONDS
        signature = self._keyring.sign(_FILE_URLS, asset_id, name, str(expires))
        path = f"/files/{quote(asset_id, safe='')}/{quote(name, safe='')}"
        return f"{path}?expires={expires}&signature={signature}"

    def verify_file(self, asset_id: str, name: str, expires: str, signature: str) -> None:
        """Raises SignatureInvalid when anything was altered, then UrlExpired when it is late."""
        self._keyring.verify(_FILE_URLS, signature, asset_id, name, expires)
        if self._clock() // _MICROSECONDS >= int(expires):
            raise UrlExpired


def open_keyring(home: Path, configured: str | None = None) -> Keyring:
    """The keyring of the configured secret, else of the one kept in `home`, made when missing.

    Raises StorageError when the secret cannot be read or written, or is too short.
    """
    secret = configured if configured is not None else _kept_secret(home / SECRET_FILE)
    if len(secret) < SHORTEST_SECRET:
        raise StorageError(
            f"The secret key has fewer than {SHORTEST_SECRET} characters.",
            hint="Set LIMNER_SECRET_KEY to a long random text, or unset it to have one made.",
        )
    return Keyring(secret.encode())


def _kept_secret(path: Path) -> str:
    try:
        if not path.exists():
            _make_secret(path)
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise StorageError(f"The secret key in {path} cannot be used: {fault}.") from fault


def _make_secret(path: Path) -> None:
    """Linking fails when another process was first, so all agree on one whole secret."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)
    except FileExistsError:
        return
    finally:
        temporary.unlink()


def _joined(parts: tuple[str, ...]) -> bytes:
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    return b"".join(len(part).to_bytes(8, "big") + part for part in encoded)

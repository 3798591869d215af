"""Where a blob stands in a store: names made from digests alone, never from what a client sent."""

from __future__ import annotations

import re

BLOBS = "blobs"
DERIVED = "derived"

_DIGEST = re.compile(r"[0-9a-f]{64}")
_VARIANT = re.compile(r"[a-z0-9]([a-z0-9_-]|\.(?!\.)){0,62}")


def blob_key(digest: str) -> str:
    """`blobs/ab/cd/abcd…`; raises ValueError for anything but a SHA-256 in lower-case hex."""
    return f"{BLOBS}/{_fan_out(digest)}"


def digest_of_key(key: str) -> str:
    """The digest of a blob from its ``blob_key``."""
    return key.rsplit("/", 1)[-1]


def derived_prefix(digest: str) -> str:
    """The folder of everything that was made from a blob and can be made again."""
    return f"{DERIVED}/{_fan_out(digest)}"


def derived_key(digest: str, variant: str) -> str:
    """`derived/ab/cd/abcd…/256.webp`; raises ValueError for a variant that is no plain name."""
    if not _VARIANT.fullmatch(variant):
        raise ValueError(f"{variant!r} is not the name of a variant.")
    return f"{derived_prefix(digest)}/{variant}"


def _fan_out(digest: str) -> str:
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"{digest!r} is not a SHA-256 digest.")
    return f"{digest[:2]}/{digest[2:4]}/{digest}"

"""Small values every floor shares: ids, digests, money, the clock."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any, Literal

import msgspec

Tier = Literal["free", "pro", "business", "enterprise"]
"""What a workspace has and a model needs, from the lowest up."""

IdPrefix = Literal["ws", "wf", "run", "ast", "cred", "key", "req"]

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_ID_DIGITS = 26
_RANDOM_BITS = 74

_EPOCH = datetime(1970, 1, 1)

MICRO_USD_PER_USD = 1_000_000
MICRO_USD_PER_CREDIT = 1_000
"""1 credit = 0.001 USD (the workspace's default rate)."""


def new_id(prefix: IdPrefix) -> str:
    """An opaque id that sorts by the microsecond it was made in."""
    chance = int.from_bytes(os.urandom(10), "big") & ((1 << _RANDOM_BITS) - 1)
    return _id_of(prefix, (now() << _RANDOM_BITS) | chance)


def first_id_at(prefix: IdPrefix, moment: int) -> str:
    """The id below all that are made from a moment on, in microseconds since 1970."""
    return _id_of(prefix, max(0, moment) << _RANDOM_BITS)


def _id_of(prefix: IdPrefix, number: int) -> str:
    digits = [_CROCKFORD[(number >> (5 * place)) & 31] for place in range(_ID_DIGITS)]
    return f"{prefix}_{''.join(reversed(digits))}"


def now() -> int:
    """Microseconds since 1970 in UTC: how every moment is kept."""
    return time.time_ns() // 1_000


def as_rfc3339(moment: int | None) -> str | None:
    """Microseconds since 1970 as `2026-01-31T08:15:30.123456Z`, or None."""
    if moment is None:
        return None
    return (_EPOCH + timedelta(microseconds=moment)).isoformat(timespec="microseconds") + "Z"


def microseconds(moment: datetime) -> int:
    """A moment with its time zone as microseconds since 1970."""
    return (moment - _EPOCH.replace(tzinfo=UTC)) // timedelta(microseconds=1)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


_canonical_encoder = msgspec.json.Encoder(order="deterministic")


def canonical_json(value: Any) -> bytes:
    """The same bytes for equal JSON values, whatever the order of their keys."""
    return _canonical_encoder.encode(value)


def digest_of(value: Any) -> str:
    """SHA-256 of a JSON value's canonical form."""
    return sha256(canonical_json(value))


def credits_from(micro_usd: int) -> int:
    """Credits for an amount in micro-USD, rounded up once."""
    return -(-micro_usd // MICRO_USD_PER_CREDIT)


def credits_if_known(micro_usd: int | None) -> int | None:
    """Credits for an amount, None for one that nobody knows."""
    return None if micro_usd is None else credits_from(micro_usd)


def total(amounts: Iterable[int | None]) -> int | None:
    """The sum of amounts; None as soon as one of them is unknown."""
    known = 0
    for amount in amounts:
        if amount is None:
            return None
        known += amount
    return known


def usd_text(micro_usd: int) -> str:
    """Micro-USD as a decimal string without trailing zeros: 35000 → '0.035'."""
    amount = Decimal(micro_usd) / MICRO_USD_PER_USD
    return format(amount.normalize(), "f")


def micro_usd_from(usd: str) -> int:
    """A decimal string in USD as micro-USD, rounded up."""
    amount = Decimal(usd) * MICRO_USD_PER_USD
    return int(amount.to_integral_value(rounding=ROUND_CEILING))

"""What an emulator can be told to do wrong, and when in an order's life it does it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from aiohttp import web

Fault = Literal[
    "bad_request",
    "unauthorized",
    "no_credit",
    "forbidden",
    "not_found",
    "request_timeout",
    "conflict",
    "unprocessable",
    "rate_limited",
    "rate_limited_bare",
    "server_error",
    "bad_gateway",
    "unavailable",
    "refusal",
    "lost_before_charge",
    "lost_after_charge",
    "slow_start",
    "stall",
    "truncated",
    "wrong_type",
    "html",
    "bad_base64",
    "other_size",
    "fewer_images",
    "job_vanishes",
    "job_error",
    "lost_poll",
]

STATUSES: Mapping[Fault, int] = {
    "bad_request": 400,
    "unauthorized": 401,
    "no_credit": 402,
    "forbidden": 403,
    "not_found": 404,
    "request_timeout": 408,
    "conflict": 409,
    "unprocessable": 422,
    "rate_limited": 429,
    "rate_limited_bare": 429,
    "server_error": 500,
    "bad_gateway": 502,
    "unavailable": 503,
}
"""Faults that refuse an order before it is charged, and their statuses (a vendor may differ)."""

REFUSALS: frozenset[Fault] = frozenset(STATUSES) | {"refusal"}
"""Faults that answer with the vendor's own error and charge nothing."""

JOB_FAULTS: frozenset[Fault] = frozenset({"job_vanishes", "job_error", "lost_poll"})
"""Faults that only a queue of jobs can have; ``lost_poll`` drops the first question about one."""

RETRY_AFTER_SECONDS = "1"
"""What ``rate_limited`` says in its Retry-After header."""

SLOW_START_SECONDS = 1.0
"""How long ``slow_start`` keeps silent, on top of the latency."""


class Refused(Exception):
    """An order that is not taken: the vendor's answer to it."""

    def __init__(self, answer: web.Response) -> None:
        super().__init__(answer.status)
        self.answer = answer


class Lost(Exception):
    """The connection is to be dropped without an answer."""

"""A request to somebody else's address, and what came of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal, get_args

from limner.errors import BadField
from limner.fetch.target import Target

Method = Literal["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]

METHODS: tuple[Method, ...] = get_args(Method)
REPEATABLE: frozenset[Method] = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
"""Methods of which a second request does no more than the first (RFC 9110, 9.2.2)."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}")
_UNFIT = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]|[^\x00-\xff]")
_LONGEST_VALUE = 16_384
_OURS = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
"""What says how a request is sent, and where it ends: nobody but the sender may."""

_HARMLESS = frozenset({"accept", "accept-language", "content-type", "user-agent"})
"""Headers that may go on to another host; any other may be a key."""

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request. ``headers`` may hold keys: where a redirect leads to another host, only those
    that are known to be harmless go along. Where ``leads_to`` is given, only redirects to hosts of
    which it says yes are followed.
    """

    method: Method
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    leads_to: Callable[[str], bool] | None = field(default=None, repr=False)

    @property
    def is_repeatable(self) -> bool:
        """Whether a second request does no more than the first."""
        return self.method in REPEATABLE


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, whatever its status. ``name`` is the last part of the address it came from in
    the end; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    name: str
    media_type: str
    data: bytes = field(repr=False)


def check_headers(headers: Mapping[str, str]) -> None:
    """Raises BadField for a name or a value that could be read as more than one header."""
    for name, value in headers.items():
        if not _TOKEN.fullmatch(name):
            raise BadField(f"headers: {name!r:.80} is no name of a header.")
        if name.lower() in _OURS:
            raise BadField(
                f"headers: {name} is set by Limner, which sends the request.", hint="Leave it out."
            )
        if _UNFIT.search(value):
            raise BadField(
                f"headers: The value of {name} has line breaks, control characters or letters "
                "that no header has."
            )
        if len(value) > _LONGEST_VALUE:
            raise BadField(f"headers: {name} has more than {_LONGEST_VALUE:,} characters.")


def redirected(sent: Outgoing, status: int, origin: Target, target: Target) -> Outgoing | None:
    """What to send on after a redirect; None where a body would go to another host.

    As browsers do, 303 asks with GET, and so do 301 and 302 after a POST.
    """
    elsewhere = (origin.scheme, origin.host, origin.port) != (
        target.scheme,
        target.host,
        target.port,
    )
    turns = status == 303 or (status in (301, 302) and sent.method == "POST")
    if turns and sent.method != "HEAD":
        kept = {k: v for k, v in sent.headers.items() if not k.lower().startswith("content-")}
        sent = replace(sent, method="GET", body=b"", headers=kept)
    if not elsewhere:
        return sent
    if sent.body:
        return None
    return replace(sent, headers={k: v for k, v in sent.headers.items() if k.lower() in _HARMLESS})

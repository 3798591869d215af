"""Which hosts a secret may be sent to. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator

from limner.errors import AddressRefused, BadField
from limner.fetch.target import Target, read_target

_PATTERN = re.compile(r"(\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")


def host_list(text: str) -> tuple[str, ...]:
    """`api.example.com, *.example.org` as its parts."""
    return tuple(part for part in re.split(r"[\s,]+", text.lower()) if part)


def _checked_if_any(text: str) -> str:
    hosts = host_list(text)
    wrong = [host for host in hosts if not _PATTERN.fullmatch(host)]
    if wrong:
        raise ValueError(f"{wrong[0]!r:.80} is no host: write api.example.com or *.example.com")
    return ", ".join(hosts)


def _checked(text: str) -> str:
    hosts = _checked_if_any(text)
    if not hosts:
        raise ValueError("name at least one host")
    return hosts


Hosts = Annotated[str, AfterValidator(_checked)]
"""Hosts, separated by commas; one that begins with `*.` stands for all below it."""

HostsOrNone = Annotated[str, AfterValidator(_checked_if_any)]
"""The same, or none."""


def is_among(host: str, hosts: Sequence[str]) -> bool:
    """Whether a host is one of those, or below one that begins with `*.`."""
    return any(
        host == known.strip("[]") or (known.startswith("*.") and host.endswith(known[1:]))
        for known in hosts
    )


def checked_target(address: str, hosts: Sequence[str] | None) -> Target:
    """An address taken apart. Raises AddressRefused, and BadField for a host that is not among
    ``hosts``, where there are any."""
    target = read_target(address)
    if hosts is not None and not is_among(target.host, hosts):
        raise BadField(
            f"The credential is for {', '.join(hosts)}, and not for {target.host}.",
            hint="Add the host to the credential, or choose another one.",
        )
    return target


def is_address(text: str) -> bool:
    """Whether a text can be an address at all."""
    try:
        read_target(text)
    except AddressRefused:
        return False
    return True

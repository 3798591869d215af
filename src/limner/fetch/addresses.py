"""Which network addresses may be reached at all, and which an administrator allows. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

IpAddress = IPv4Address | IPv6Address
_Network = IPv4Network | IPv6Network

# IANA's registries of special-purpose addresses. Written out, because what Python's
# `is_global` says differs from one patch release to the next.
_CLOSED_IPV4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network; 0.0.0.0 reaches this machine
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # shared by carriers; one cloud's metadata is in it
            "127.0.0.0/8",  # loopback
            "169.254.0.0/16",  # link-local; most clouds' metadata is in it
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocols; one cloud's metadata is in it
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # relays to 6to4
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
            "168.63.129.16/32",  # a cloud's metadata behind an address that looks public
        ),
    )
)
_OPEN_IPV6 = IPv6Network("2000::/3")
"""All that has been given to the public so far. Outside lie loopback, private, link-local and
multicast addresses, and those that carry an IPv4 address: mapped, compatible, NAT64."""
_CLOSED_IPV6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocols; Teredo, which carries IPv4 addresses, is in it
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4, which carries IPv4 addresses
            "3fff::/20",  # documentation
        ),
    )
)


def is_public(address: IpAddress) -> bool:
    """Whether an address belongs to the public internet and to nothing else."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _CLOSED_IPV4)
    if address.scope_id is not None or address not in _OPEN_IPV6:
        return False
    return not any(address in network for network in _CLOSED_IPV6)


@dataclass(frozen=True, slots=True)
class PrivateHosts:
    """What may be reached though it is not public: hosts by name, networks by address."""

    names: frozenset[str] = frozenset()
    networks: tuple[_Network, ...] = ()

    @classmethod
    def of(cls, entries: Iterable[str]) -> PrivateHosts:
        """From host names, addresses and CIDRs."""
        names: set[str] = set()
        networks: list[_Network] = []
        for entry in entries:
            try:
                networks.append(ipaddress.ip_network(entry.strip("[]"), strict=False))
            except ValueError:
                names.add(entry.lower().rstrip("."))
        return cls(frozenset(names), tuple(networks))

    def allow(self, host: str, address: IpAddress) -> bool:
        """Whether this address of this host may be reached though it is private."""
        return host in self.names or any(address in network for network in self.networks)

"""Reads an address once, strictly; what is checked and what is connected to are these parts. Pure.

Two readers of one address are a hole: the checker sees one host, the client goes to another
(CVE-2026-45400 in Open WebUI). So the text is taken apart here, and everything after works on
the parts.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urljoin, urlsplit

from yarl import URL

from limner.errors import AddressRefused
from limner.fetch.addresses import IpAddress

_DEFAULT_PORTS = {"http": 80, "https": 443}
_LONGEST = 8_192
"""Characters; signed addresses of buckets come to two thousand."""

_UNFIT = re.compile(r"[\x00-\x20\x7f\\\ud800-\udfff]")
"""What readers disagree about: some drop it, some end the host there, some fail."""

_AUTHORITY = re.compile(r"(\[[^\[\]]*\]|[^\[\]:]*)(?::([0-9]{0,5}))?")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_LONGEST_HOST = 253
_LARGEST_PORT = 65_535
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_KEPT_AS_WRITTEN = "/%:@!$&'()*+,;=~?"


@dataclass(frozen=True, slots=True)
class Target:
    """Where one request goes. ``host`` is lower-case ASCII without a final dot; ``address``
    stands where the host is an address itself."""

    scheme: str
    host: str
    address: IpAddress | None
    port: int
    path: str
    query: str

    @property
    def url(self) -> URL:
        """The address put together again from its parts, each as it was written."""
        return URL.build(
            scheme=self.scheme,
            host=f"[{self.host}]" if ":" in self.host else self.host,
            port=self.port,
            path=self.path,
            query_string=self.query,
            encoded=True,
        )

    @property
    def file_name(self) -> str:
        """The last part of the path, which may be anything or empty."""
        return unquote(self.path.rpartition("/")[2])

    def redirected(self, location: str) -> Target:
        """Where a redirect leads. Raises AddressRefused, also for leaving https for http."""
        try:
            address = urljoin(str(self.url), location)
        except ValueError:
            raise AddressRefused(f"{self.host} leads to an address that is malformed.") from None
        target = read_target(address)
        if self.scheme == "https" and target.scheme != "https":
            raise AddressRefused(f"{self.host} leads from https to http.")
        return target


def read_target(address: str) -> Target:
    """An address taken apart. Raises AddressRefused for anything but plain http or https."""
    if len(address) > _LONGEST:
        raise AddressRefused(f"The address has more than {_LONGEST} characters.")
    if _UNFIT.search(address):
        raise AddressRefused("The address contains blanks, backslashes or control characters.")
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise AddressRefused(f"The address is malformed: {error}.") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise AddressRefused("The address does not begin with http:// or https://.")
    if "@" in parts.netloc:
        raise AddressRefused("The address contains a user name or a password.")
    authority = _AUTHORITY.fullmatch(parts.netloc)
    if authority is None:
        raise AddressRefused(f"{parts.netloc!r:.80} is no host with a port.")
    host, literal = _host(authority[1])
    return Target(
        scheme=parts.scheme,
        host=host,
        address=literal,
        port=_port(authority[2]) if authority[2] else _DEFAULT_PORTS[parts.scheme],
        path=quote(parts.path, safe=_KEPT_AS_WRITTEN) or "/",
        query=quote(parts.query, safe=_KEPT_AS_WRITTEN),
    )


def _port(digits: str) -> int:
    port = int(digits)
    if not 1 <= port <= _LARGEST_PORT:
        raise AddressRefused(f"There is no port {port}.")
    return port


def _host(written: str) -> tuple[str, IpAddress | None]:
    """A host in ASCII, and its address where it is one."""
    if written.startswith("["):
        address = _ipv6(written[1:-1])
        return str(address), address
    host = _ascii(written).removesuffix(".")
    labels = host.split(".")
    # The URL standard reads such hosts as IPv4 addresses in any of their spellings.
    if _NUMBER.fullmatch(labels[-1]):
        address_4 = _ipv4(host)
        return str(address_4), address_4
    if len(host) > _LONGEST_HOST or not all(map(_LABEL.fullmatch, labels)):
        raise AddressRefused(f"{written!r:.80} is no name of a host.")
    return host, None


def _ascii(host: str) -> str:
    """An international name as the domain name system knows it; look-alike digits as digits."""
    try:
        return (URL.build(scheme="http", host=host).raw_host or "").lower()
    except ValueError:
        raise AddressRefused(f"{host!r:.80} is no name of a host.") from None


def _ipv4(host: str) -> ipaddress.IPv4Address:
    try:
        return ipaddress.IPv4Address(host)
    except ValueError:
        raise AddressRefused(
            f"{host!r:.80} is a number and no address.",
            hint="Write IPv4 addresses as four numbers from 0 to 255.",
        ) from None


def _ipv6(host: str) -> ipaddress.IPv6Address:
    try:
        address = ipaddress.IPv6Address(host)
    except ValueError:
        raise AddressRefused(f"[{host:.80}] is no IPv6 address.") from None
    if address.scope_id is not None:
        raise AddressRefused("The address names a zone of this machine.")
    return address

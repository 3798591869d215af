"""Judges where a request may go: every address of a host, before anything is connected."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address

from limner.errors import AddressRefused, FetchUnreachable
from limner.fetch.addresses import IpAddress, PrivateHosts, is_public
from limner.fetch.names import Resolve
from limner.fetch.target import Target, read_target

_HINT = "An administrator may allow it in LIMNER_ALLOW_PRIVATE_HOSTS."
_OF_THIS_MACHINE = "localhost"

Endpoint = tuple[str, int]
"""A host and a port."""


class Guard:
    """Knows what is private and what an administrator allows.

    ``trusted`` are endpoints that an administrator has named in the settings of a service.
    """

    def __init__(
        self, allowed: PrivateHosts, resolve: Resolve, trusted: frozenset[Endpoint] = frozenset()
    ) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._trusted = trusted

    def trusting(self, address: str) -> Guard:
        """The same, with one more trusted endpoint. Raises AddressRefused for no address."""
        target = read_target(address)
        return Guard(self._allowed, self._resolve, self._trusted | {(target.host, target.port)})

    async def addresses(self, target: Target) -> list[IpAddress]:
        """The addresses of a host, all of them fit to be reached.

        Raises AddressRefused, and FetchUnreachable where there is no such host.
        """
        found = [target.address] if target.address else list(await self._found(target))
        if not all(self._may_reach(target, one) for one in found):
            raise _private(target)
        return found

    def check(self, target: Target) -> None:
        """Raises AddressRefused for what is known to be private without asking anyone."""
        private = _is_this_machine(target.host) or (
            target.address is not None and not is_public(target.address)
        )
        if private and not self._is_known(target):
            raise _private(target)

    def _is_known(self, target: Target) -> bool:
        if (target.host, target.port) in self._trusted or target.host in self._allowed.names:
            return True
        # Which address a name has shows only when it is asked for.
        if target.address is None:
            return bool(self._allowed.networks)
        return self._allowed.allow(target.host, target.address)

    def _may_reach(self, target: Target, address: IpAddress) -> bool:
        return (
            is_public(address)
            or (target.host, target.port) in self._trusted
            or self._allowed.allow(target.host, address)
        )

    async def _found(self, target: Target) -> Sequence[IpAddress]:
        try:
            found = await self._resolve(target.host, target.port)
        except OSError:
            found = ()
        if not found:
            raise FetchUnreachable(f"There is no host {target.host}.")
        return [ip_address(one) for one in found]


def _is_this_machine(host: str) -> bool:
    return host == _OF_THIS_MACHINE or host.endswith(f".{_OF_THIS_MACHINE}")


def _private(target: Target) -> AddressRefused:
    return AddressRefused(
        f"{target.host} belongs to this machine, to a private network or to no one.", hint=_HINT
    )

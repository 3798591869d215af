"""What is known of the outside before a run."""

from __future__ import annotations

from dataclasses import dataclass

from limner.errors import AccessError, AddressRefused
from limner.fetch.guard import Guard
from limner.fetch.target import read_target
from limner.media.links import Links
from limner.services.shelf import Credential, CredentialShelf


@dataclass(frozen=True, slots=True)
class KnownOutside:
    """The credentials of a workspace, and which addresses are private (``OutsideFacts``)."""

    credentials: CredentialShelf
    guard: Guard
    links: Links

    def credential(self, named: str) -> Credential | None:
        return self.credentials.find(named)

    def address_problem(self, address: str) -> str | None:
        try:
            if self.links.asset_at(address) is None:
                self.guard.check(read_target(address))
        except (AddressRefused, AccessError) as error:
            return error.sentence
        return None

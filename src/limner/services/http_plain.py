"""Addresses that are asked without a credential."""

from __future__ import annotations

from limner.fetch import Fetcher
from limner.services._http import HttpClient
from limner.services.contract import CredentialData, Service
from limner.settings import Settings


class PlainHttp(Service[CredentialData]):
    """Nobody signs in."""

    kind = "http_plain"
    title = "HTTP"
    description = "Addresses that ask for no credential."
    icon = "globe"
    needs_credential = False
    data_type = CredentialData
    client_type = HttpClient

    @classmethod
    def configured(cls, settings: Settings) -> PlainHttp:
        return cls()

    def connect(self, data: CredentialData, fetcher: Fetcher) -> HttpClient:
        return HttpClient(fetcher, {}, None)


SERVICE = PlainHttp

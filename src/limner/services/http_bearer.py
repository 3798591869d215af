"""A token in the Authorization header."""

from __future__ import annotations

from pydantic import Field

from limner.fetch import Fetcher
from limner.services._hosts import host_list
from limner.services._http import HttpClient
from limner.services._http_data import BOUND_TO, HttpData
from limner.services._secret import Token
from limner.services.contract import Service
from limner.settings import Settings


class BearerData(HttpData):
    """The token and where it is sent."""

    token: Token = Field(title="Token", description="Sent as Authorization: Bearer …")


class BearerHttp(Service[BearerData]):
    """`Authorization: Bearer …`"""

    kind = "http_bearer"
    title = "HTTP: bearer token"
    description = "A token that is sent in the Authorization header."
    icon = "key-round"
    bound_to = BOUND_TO
    data_type = BearerData
    client_type = HttpClient

    @classmethod
    def configured(cls, settings: Settings) -> BearerHttp:
        return cls()

    def connect(self, data: BearerData, fetcher: Fetcher) -> HttpClient:
        headers = {"Authorization": f"Bearer {data.token.get_secret_value()}"}
        return HttpClient(fetcher, headers, host_list(data.hosts), data.test_url)


SERVICE = BearerHttp

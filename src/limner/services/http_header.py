"""A key in a header of any name."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from limner.errors import BadField
from limner.fetch import Fetcher
from limner.fetch.outgoing import check_headers
from limner.services._hosts import host_list
from limner.services._http import HttpClient
from limner.services._http_data import BOUND_TO, HttpData
from limner.services._secret import Password
from limner.services.contract import Service
from limner.settings import Settings


def _checked_name(name: str) -> str:
    try:
        check_headers({name: ""})
    except BadField as error:
        raise ValueError(error.detail.removeprefix("headers: ").rstrip(".")) from None
    return name


class HeaderData(HttpData):
    """The header and where it is sent."""

    header: Annotated[str, AfterValidator(_checked_name)] = Field(
        "X-Api-Key", title="Header", description="Its name.", max_length=256
    )
    value: Password = Field(title="Value")


class HeaderHttp(Service[HeaderData]):
    """Any header."""

    kind = "http_header"
    title = "HTTP: key in a header"
    description = "A key that is sent in a header of a name you choose."
    icon = "key-square"
    bound_to = (*BOUND_TO, "header")
    data_type = HeaderData
    client_type = HttpClient

    @classmethod
    def configured(cls, settings: Settings) -> HeaderHttp:
        return cls()

    def connect(self, data: HeaderData, fetcher: Fetcher) -> HttpClient:
        headers = {data.header: data.value.get_secret_value()}
        return HttpClient(fetcher, headers, host_list(data.hosts), data.test_url)


SERVICE = HeaderHttp

"""A user name and a password in the Authorization header."""

from __future__ import annotations

import base64
from typing import Annotated

from pydantic import AfterValidator, Field

from limner.fetch import Fetcher
from limner.services._hosts import host_list
from limner.services._http import HttpClient
from limner.services._http_data import BOUND_TO, HttpData
from limner.services._secret import Password
from limner.services.contract import Service
from limner.settings import Settings


def _without_colon(user: str) -> str:
    if ":" in user or not user.isprintable():
        raise ValueError("a user name has no colon and no control characters")
    return user


class BasicData(HttpData):
    """Who signs in, and where."""

    user: Annotated[str, AfterValidator(_without_colon)] = Field(title="User", max_length=500)
    password: Password = Field(title="Password")


class BasicHttp(Service[BasicData]):
    """`Authorization: Basic …`"""

    kind = "http_basic"
    title = "HTTP: user and password"
    description = "A user name and a password (basic authentication)."
    icon = "user-round"
    bound_to = BOUND_TO
    data_type = BasicData
    client_type = HttpClient

    @classmethod
    def configured(cls, settings: Settings) -> BasicHttp:
        return cls()

    def connect(self, data: BasicData, fetcher: Fetcher) -> HttpClient:
        pair = f"{data.user}:{data.password.get_secret_value()}".encode()
        word = base64.b64encode(pair).decode()
        client = HttpClient(
            fetcher, {"Authorization": f"Basic {word}"}, host_list(data.hosts), data.test_url
        )
        client.secrets = (*client.secrets, word)
        return client


SERVICE = BasicHttp

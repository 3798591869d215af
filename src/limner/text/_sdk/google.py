"""Google's generateContent."""

from __future__ import annotations

from pydantic_ai.models.google import GoogleModel
from pydantic_ai.providers.google import GoogleProvider

from limner.text._connected import Connection
from limner.text._sdk.client import Client, open_http


def connect(to: Connection) -> Client:
    """A client of the Gemini API; ``to.address`` ends before `/v1beta`."""
    http = open_http()
    provider = GoogleProvider(api_key=to.key, base_url=to.address, http_client=http)
    return Client(
        to.title,
        http,
        lambda name: GoogleModel(name, provider=provider),
        schemas_beside_tools=False,
    )

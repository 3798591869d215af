"""OpenAI's chat completions."""

from __future__ import annotations

from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

from limner.text._connected import Connection
from limner.text._sdk.client import Client, open_http


def connect(to: Connection) -> Client:
    """A client of OpenAI; ``to.address`` ends in `/v1`."""
    http = open_http()
    provider = OpenAIProvider(base_url=to.address, api_key=to.key, http_client=http)
    return Client(to.title, http, lambda name: OpenAIChatModel(name, provider=provider))

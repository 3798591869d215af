"""Anthropic's messages."""

from __future__ import annotations

from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.providers.anthropic import AnthropicProvider

from limner.text._connected import Connection
from limner.text._sdk.client import Client, open_http


def connect(to: Connection) -> Client:
    """A client of Anthropic; ``to.address`` ends before `/v1`."""
    http = open_http()
    provider = AnthropicProvider(api_key=to.key, base_url=to.address, http_client=http)
    return Client(to.title, http, lambda name: AnthropicModel(name, provider=provider))

"""Ollama's chat completions."""

from __future__ import annotations

from pydantic_ai.models.ollama import OllamaModel
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers.ollama import OllamaProvider

from limner.text._connected import Connection
from limner.text._sdk.client import Client, open_http

_DIALECT = OpenAIModelProfile(openai_chat_supports_max_completion_tokens=False)
"""The limit of tokens has its older name, the one that every such server knows."""


def connect(to: Connection) -> Client:
    """A client of an Ollama server; ``to.address`` ends in `/v1`."""
    http = open_http()
    # Without a word here, the SDK would look for a key in the environment.
    provider = OllamaProvider(base_url=to.address, api_key=to.key or "none", http_client=http)
    return Client(
        to.title, http, lambda name: OllamaModel(name, provider=provider, profile=_DIALECT)
    )

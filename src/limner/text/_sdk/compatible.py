"""Chat completions as servers speak them that are not OpenAI's."""

from __future__ import annotations

from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

from limner.text._connected import Connection
from limner.text._sdk.client import Client, open_http

_DIALECT = OpenAIModelProfile(openai_chat_supports_max_completion_tokens=False)
"""The limit of tokens has its older name, the one that every such server knows."""


def connect(to: Connection) -> Client:
    """A client of a server of the user's own; ``to.address`` ends in `/v1`."""
    http = open_http()
    provider = OpenAICompatibleProvider(
        to.title, base_url=to.address, api_key=to.key, http_client=http
    )
    return Client(
        to.title,
        http,
        lambda name: OpenAIChatModel(name, provider=provider, profile=_DIALECT),
        knows_schemas=False,
    )

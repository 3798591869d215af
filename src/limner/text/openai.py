"""OpenAI's chat models, with the key and at the address of its image models."""

from __future__ import annotations

from limner.providers.openai import OpenAISettings
from limner.settings import Settings
from limner.text._connected import ConnectedWriter, Connection

_OWN_ADDRESS = "https://api.openai.com/v1"


class OpenAI(ConnectedWriter):
    """OpenAI's text models, or those of a server that stands in for it."""

    protocol = "openai"

    @classmethod
    def instances(cls, settings: Settings) -> tuple[OpenAI, ...]:
        given = settings.section(OpenAISettings)
        key = given.key.get_secret_value() if given.key else None
        return (cls("openai", Connection("OpenAI", given.address, key)),)

    @property
    def own_address(self) -> bool:
        return self.connection.address == _OWN_ADDRESS

    def unavailable_reason(self) -> str | None:
        """Servers at other addresses may need no key."""
        if self.connection.key or not self.own_address:
            return None
        return "It has no key. Set OPENAI_API_KEY."


WRITER = OpenAI

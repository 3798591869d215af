"""Claude, at Anthropic's own API."""

from __future__ import annotations

from pydantic import Field, field_validator

from limner.providers._addresses import http_address
from limner.providers._keys import Key
from limner.settings import Section, Settings
from limner.text._connected import ConnectedWriter, Connection

_OWN_ADDRESS = "https://api.anthropic.com"


class AnthropicSettings(Section):
    """What Anthropic needs."""

    key: Key | None = Field(
        None,
        validation_alias="ANTHROPIC_API_KEY",
        description="API key of Anthropic, for its text models.",
    )
    address: str = Field(
        _OWN_ADDRESS,
        validation_alias="ANTHROPIC_BASE_URL",
        description="Address of Anthropic's API, before `/v1`.",
    )

    _checked_address = field_validator("address")(http_address)


class Anthropic(ConnectedWriter):
    """Anthropic's text models."""

    protocol = "anthropic"

    @classmethod
    def instances(cls, settings: Settings) -> tuple[Anthropic, ...]:
        given = settings.section(AnthropicSettings)
        key = given.key.get_secret_value() if given.key else None
        return (cls("anthropic", Connection("Anthropic", given.address, key)),)

    @property
    def own_address(self) -> bool:
        return self.connection.address == _OWN_ADDRESS

    def unavailable_reason(self) -> str | None:
        return None if self.connection.key else "It has no key. Set ANTHROPIC_API_KEY."


WRITER = Anthropic

"""Claude, at Anthropic's own API."""

from __future__ import annotations

from pydantic import AliasChoices, Field, SecretStr

from limner.settings import Section, Settings
from limner.text._connected import ConnectedWriter, Connection

_ADDRESS = "https://api.anthropic.com"


class AnthropicSettings(Section):
    """What Anthropic needs."""

    key: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("ANTHROPIC_API_KEY"),
        description="Anthropic's key, for its text models.",
    )
    address: str = Field(
        _ADDRESS,
        validation_alias=AliasChoices("ANTHROPIC_BASE_URL"),
        description="Anthropic's address, before `/v1`.",
    )


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
        return self.connection.address == _ADDRESS

    def unavailable_reason(self) -> str | None:
        return None if self.connection.key else "Set ANTHROPIC_API_KEY."


WRITER = Anthropic

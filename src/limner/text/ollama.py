"""The models of an Ollama server of one's own."""

from __future__ import annotations

from pydantic import Field, field_validator

from limner.providers._addresses import http_address
from limner.settings import Section, Settings
from limner.text._connected import ConnectedWriter, Connection

_API = "/v1"


class OllamaSettings(Section):
    """Where Ollama is."""

    address: str | None = Field(
        None,
        validation_alias="OLLAMA_BASE_URL",
        description="Address of an Ollama server, for its text models: `http://127.0.0.1:11434`.",
    )

    @field_validator("address")
    @classmethod
    def _checked_address(cls, said: str | None) -> str | None:
        return http_address(said) if said else None


class Ollama(ConnectedWriter):
    """An Ollama server: it asks for no key and no money, so that sending again is safe."""

    protocol = "ollama"
    resend_is_safe = True
    max_concurrent = 2

    @classmethod
    def instances(cls, settings: Settings) -> tuple[Ollama, ...]:
        said = settings.section(OllamaSettings).address
        address = f"{said.removesuffix(_API)}{_API}" if said else ""
        return (cls("ollama", Connection("Ollama", address)),)

    def unavailable_reason(self) -> str | None:
        if self.connection.address:
            return None
        return "It has no address. Set OLLAMA_BASE_URL to the server's address, such as http://127.0.0.1:11434."


WRITER = Ollama

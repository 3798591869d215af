"""The models of an Ollama server of one's own."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import NoDecode

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

    models: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        validation_alias="LIMNER_OLLAMA_MODELS",
        description="Its models to be listed, with commas between: `llama3.2,qwen3:8b`.",
    )

    @field_validator("address")
    @classmethod
    def _checked_address(cls, said: str | None) -> str | None:
        return http_address(said) if said else None

    @field_validator("models", mode="before")
    @classmethod
    def _listed(cls, said: object) -> object:
        if not isinstance(said, str):
            return said
        return tuple(name.strip() for name in said.split(",") if name.strip())


class Ollama(ConnectedWriter):
    """An Ollama server: it asks for no key and no money, so that sending again is safe."""

    protocol = "ollama"
    resend_is_safe = True
    max_concurrent = 2

    @classmethod
    def instances(cls, settings: Settings) -> tuple[Ollama, ...]:
        given = settings.section(OllamaSettings)
        address = f"{given.address.removesuffix(_API)}{_API}" if given.address else ""
        writer = cls(cls.protocol, Connection("Ollama", address))
        writer.offered = tuple(f"{writer.name}/{name}" for name in given.models)
        return (writer,)

    def unavailable_reason(self) -> str | None:
        if self.connection.address:
            return None
        return "It has no address. Set OLLAMA_BASE_URL to the server's address, such as http://127.0.0.1:11434."


WRITER = Ollama

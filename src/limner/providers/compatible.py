"""Any number of named servers that speak the OpenAI images API, each a provider of its own.

    LIMNER_COMPATIBLE__<NAME>__URL    where it is asked, up to /v1
    LIMNER_COMPATIBLE__<NAME>__KEY    where it wants one

The name in small letters is the provider's, and the first part of its models' ids.
"""

from __future__ import annotations

import pkgutil
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator
from pydantic_settings import SettingsConfigDict

from limner.models.image_request import ImageRequest
from limner.providers._addresses import http_address
from limner.providers._keys import Key
from limner.providers._openai_images import ImagesApi
from limner.providers.contract import CallLog, Provider, ProviderAnswer
from limner.settings import Section, Settings

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TAKEN = frozenset(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
"""Names of the other providers."""


class CompatibleServer(BaseModel):
    """One server.

    ``response_format`` is what it is asked for; ``none`` leaves the field out, for servers that
    refuse it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Annotated[str, AfterValidator(http_address)]
    key: Key | None = None
    model: str | None = None
    max_concurrent: int = Field(8, ge=1)
    requests_per_minute: int | None = Field(None, ge=1)
    response_format: Literal["b64_json", "url", "none"] = "b64_json"


class CompatibleSettings(Section):
    """The named servers."""

    model_config = SettingsConfigDict(env_nested_delimiter="__")

    servers: dict[str, CompatibleServer] = Field(
        default_factory=dict,
        validation_alias="LIMNER_COMPATIBLE",
        description="Servers by name, each with `URL` and, where it wants one, `KEY`.",
    )

    @field_validator("servers")
    @classmethod
    def _named_well(cls, servers: dict[str, CompatibleServer]) -> dict[str, CompatibleServer]:
        """Names become providers' names and parts of models' ids."""
        for name in servers:
            if not _NAME.fullmatch(name):
                raise ValueError(f"{name!r:.80} is no name: up to 40 letters, digits and _ are one")
            if name in _TAKEN:
                raise ValueError(f"{name} is the name of another provider; choose one of your own")
        return servers


class CompatibleProvider(Provider):
    """One named server."""

    name = "compatible"
    title = "Compatible server"
    dialect = "compatible"
    own_address = False

    def __init__(self, name: str, server: CompatibleServer) -> None:
        self.name = self.title = name
        self.max_concurrent = server.max_concurrent
        self.max_per_minute = server.requests_per_minute
        self.default_model = server.model
        key = server.key.get_secret_value() if server.key else None
        self.secrets = (key,) if key else ()
        self._api = ImagesApi(
            self.title,
            server.url,
            key,
            key_hint=f"See to LIMNER_COMPATIBLE__{name.upper()}__KEY.",
            response_format=None if server.response_format == "none" else server.response_format,
        )

    @classmethod
    def instances(cls, settings: Settings) -> tuple[CompatibleProvider, ...]:
        servers = settings.section(CompatibleSettings).servers
        return tuple(cls(name, server) for name, server in servers.items())

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        return await self._api.generate(request, log)

    async def resume(self, request: ImageRequest, request_id: str, log: CallLog) -> ProviderAnswer:
        return await self._api.fetch(request_id)

    async def close(self) -> None:
        await self._api.close()


PROVIDER = CompatibleProvider

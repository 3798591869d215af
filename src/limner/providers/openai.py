"""OpenAI: GPT Image models, answered inline; also any server that OPENAI_BASE_URL points to."""

from __future__ import annotations

from pydantic import Field, field_validator

from limner.models.image_request import ImageRequest
from limner.providers._addresses import http_address
from limner.providers._keys import Key
from limner.providers._openai_images import ImagesApi
from limner.providers.contract import CallLog, Provider, ProviderAnswer
from limner.settings import Section, Settings

_OWN_ADDRESS = "https://api.openai.com/v1"


class OpenAISettings(Section):
    """Where OpenAI is asked, and with which key."""

    key: Key | None = Field(
        None, validation_alias="OPENAI_API_KEY", description="API key of OpenAI."
    )
    address: str = Field(
        _OWN_ADDRESS,
        validation_alias="OPENAI_BASE_URL",
        description="Base of the API, ending in `/v1`; also of a compatible server.",
    )
    model: str | None = Field(
        None,
        validation_alias="LIMNER_OPENAI_MODEL",
        description="Image model used where only the provider is named.",
    )
    max_concurrent: int = Field(
        8,
        ge=1,
        validation_alias="LIMNER_OPENAI_MAX_CONCURRENT",
        description="Requests under way at once with the key.",
    )
    requests_per_minute: int | None = Field(
        None,
        ge=1,
        validation_alias="LIMNER_OPENAI_REQUESTS_PER_MINUTE",
        description="Requests that may begin within a minute.",
    )

    _checked_address = field_validator("address")(http_address)


class OpenAIProvider(Provider):
    """OpenAI's images API with one key."""

    name = "openai"
    title = "OpenAI"

    def __init__(self, settings: OpenAISettings) -> None:
        key = settings.key.get_secret_value() if settings.key else None
        self.max_concurrent = settings.max_concurrent
        self.max_per_minute = settings.requests_per_minute
        self.default_model = settings.model
        self.own_address = settings.address == _OWN_ADDRESS
        self.secrets = (key,) if key else ()
        self._api = ImagesApi(self.title, settings.address, key, key_hint="See to OPENAI_API_KEY.")

    @classmethod
    def instances(cls, settings: Settings) -> tuple[OpenAIProvider, ...]:
        return (cls(settings.section(OpenAISettings)),)

    def unavailable_reason(self) -> str | None:
        """Servers at other addresses may need no key."""
        if self.secrets or not self.own_address:
            return None
        return "It has no key. Set OPENAI_API_KEY."

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        return await self._api.generate(request, log)

    async def resume(self, request: ImageRequest, request_id: str, log: CallLog) -> ProviderAnswer:
        return await self._api.fetch(request_id)

    async def close(self) -> None:
        await self._api.close()


PROVIDER = OpenAIProvider

"""The provider of Google's models: images are answered at once, films are come back for.

Wire format of images: https://ai.google.dev/api/generate-content. Most refusals are no errors but
answers of status 200 with a reason (``answers``); errors are told apart in ``faults``. Models
whose endpoint begins with `interactions/` make films (``films``).
"""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

from pydantic import AliasChoices, Field, field_validator

from limner.fetch import PrivateHosts
from limner.models.image_request import ImageRequest
from limner.providers._addresses import http_address
from limner.providers._downloads import Downloads
from limner.providers._http import ProviderHttp
from limner.providers._keys import Key
from limner.providers.contract import CallLog, Provider, ProviderAnswer
from limner.providers.google.answers import read_answer
from limner.providers.google.faults import fault_of
from limner.providers.google.films import WAY, Films, GoogleHome
from limner.settings import Section, Settings

_OWN_ADDRESS = "https://generativelanguage.googleapis.com"
_VERSION = "v1beta"
"""The version whose ``imageConfig`` is documented for every image model."""


class GoogleSettings(Section):
    """How Google is asked."""

    key: Key | None = Field(
        None,
        validation_alias=AliasChoices("GOOGLE_API_KEY", "GEMINI_API_KEY"),
        description="Key of the Gemini API, from https://aistudio.google.com/apikey.",
    )
    url: str = Field(
        _OWN_ADDRESS,
        validation_alias="LIMNER_GOOGLE_URL",
        description="Address of the Gemini API, without a version.",
    )
    model: str | None = Field(
        None,
        validation_alias="LIMNER_GOOGLE_MODEL",
        description="Model used where only the provider is named.",
    )
    max_concurrent: int = Field(
        8,
        ge=1,
        validation_alias="LIMNER_GOOGLE_MAX_CONCURRENT",
        description="Requests to Google under way at once.",
    )
    requests_per_minute: int | None = Field(
        None,
        ge=1,
        validation_alias="LIMNER_GOOGLE_REQUESTS_PER_MINUTE",
        description="Requests to Google that may begin within a minute; by default any number.",
    )

    _checked_url = field_validator("url")(http_address)


class GoogleProvider(Provider):
    """Asks the Gemini API. An image whose answer is lost cannot be asked about again.

    ``private_hosts`` are those that films may be fetched from though they are private.
    """

    name = "google"
    title = "Google"
    answers_direct_calls = True

    def __init__(
        self, settings: GoogleSettings, *, private_hosts: PrivateHosts | None = None
    ) -> None:
        self.max_concurrent = settings.max_concurrent
        self.max_per_minute = settings.requests_per_minute
        self.default_model = settings.model
        self.own_address = settings.url == _OWN_ADDRESS
        key = settings.key.get_secret_value() if settings.key else ""
        self.secrets = (key,) if key else ()
        self._home = GoogleHome(f"{settings.url}/{_VERSION}", key)
        self._http = ProviderHttp(self.title)
        self._downloads = Downloads(self._http, self._home, private_hosts or PrivateHosts())
        self._films = Films(self._http, self._home, self._downloads)

    @classmethod
    def instances(cls, settings: Settings) -> tuple[GoogleProvider, ...]:
        hosts = PrivateHosts.of(settings.allow_private_hosts)
        return (cls(settings.section(GoogleSettings), private_hosts=hosts),)

    def unavailable_reason(self) -> str | None:
        if not self.secrets:
            return "It has no key. Set GEMINI_API_KEY to a key from aistudio.google.com/apikey."
        return None

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        if request.endpoint.startswith(f"{WAY}/"):
            return await self._films.finish(await self._films.order(request, log), log)
        answer = await self._http.send(
            "POST",
            f"{self._home.base}/models/{quote(request.endpoint, safe='')}:generateContent",
            paid=True,
            headers=self._home.headers(),
            json=await body_of(request, log),
        )
        if answer.status != 200:
            raise fault_of(answer)
        return read_answer(answer, seed=request.seed)

    async def resume(self, request: ImageRequest, request_id: str, log: CallLog) -> ProviderAnswer:
        return await self._films.finish(request_id, log)

    async def cancel(self, request: ImageRequest, request_id: str) -> None:
        await self._films.cancel(request_id)

    async def close(self) -> None:
        self._downloads.close()
        await self._http.close()


async def body_of(request: ImageRequest, log: CallLog) -> dict[str, Any]:
    """What is sent: the prompt first, then the references in the order the prompt counts them in.

    Text is asked for too: a model that will not make the picture then says why.
    """
    parts: list[dict[str, Any]] = [{"text": request.styled_prompt}]
    for reference in request.references:
        data = base64.b64encode(await log.read_reference(reference)).decode()
        parts.append({"inlineData": {"mimeType": reference.mime_type, "data": data}})
    config = {
        "responseModalities": ["TEXT", "IMAGE"],
        **request.arguments.get("generationConfig", {}),
    }
    return {
        **request.arguments,
        "contents": [{"role": "user", "parts": parts}],
        "generationConfig": config,
    }

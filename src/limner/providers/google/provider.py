"""The provider of Google's image models: one request, one answer, nothing to come back for.

Wire format: https://ai.google.dev/api/generate-content. Most refusals are no errors but answers
of status 200 with a reason (``answers``); errors are told apart in ``faults``.
"""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

from pydantic import AliasChoices, Field, field_validator

from limner.models.image_request import ImageRequest
from limner.providers._addresses import http_address
from limner.providers._http import ProviderHttp
from limner.providers._keys import Key
from limner.providers.contract import CallLog, Provider, ProviderAnswer
from limner.providers.google.answers import read_answer
from limner.providers.google.faults import fault_of
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
    """Asks the Gemini API. A request whose answer is lost cannot be asked about again."""

    name = "google"
    title = "Google"
    answers_direct_calls = True

    def __init__(self, settings: GoogleSettings) -> None:
        self.max_concurrent = settings.max_concurrent
        self.max_per_minute = settings.requests_per_minute
        self.default_model = settings.model
        self.own_address = settings.url == _OWN_ADDRESS
        self._key = settings.key.get_secret_value() if settings.key else ""
        self.secrets = (self._key,) if self._key else ()
        self._url = f"{settings.url}/{_VERSION}/models"
        self._http = ProviderHttp(self.title)

    @classmethod
    def instances(cls, settings: Settings) -> tuple[GoogleProvider, ...]:
        return (cls(settings.section(GoogleSettings)),)

    def unavailable_reason(self) -> str | None:
        if not self._key:
            return "It has no key. Set GEMINI_API_KEY to a key from aistudio.google.com/apikey."
        return None

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        answer = await self._http.send(
            "POST",
            f"{self._url}/{quote(request.endpoint, safe='')}:generateContent",
            paid=True,
            headers={"x-goog-api-key": self._key},
            json=await body_of(request, log),
        )
        if answer.status != 200:
            raise fault_of(answer)
        return read_answer(answer, seed=request.seed)

    async def close(self) -> None:
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

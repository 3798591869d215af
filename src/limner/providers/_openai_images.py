"""A client of the OpenAI images API, for every provider that speaks it.

Paid requests are sent once, with the official client's names for files; redirects are not
followed, and images given by address are fetched from the same server only, so that its key
goes nowhere else.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import aiohttp
import msgspec
from yarl import URL

from limner.errors import (
    ProviderBadAnswer,
    ProviderError,
    ProviderOverloaded,
    ProviderUnreachable,
    RateLimited,
    UnknownOutcome,
)
from limner.models.image_request import ImageRequest, RequestWarning
from limner.providers._http import HttpAnswer, ProviderHttp, shortened
from limner.providers._openai_answers import Event, Results, decoded, events, read_results
from limner.providers._openai_faults import Faults
from limner.providers._openai_requests import Shaped, filled_form, shape
from limner.providers.contract import CallLog, GeneratedImage, ProviderAnswer

LARGEST_IMAGE = 64 * 1024 * 1024
"""Bytes of one image that is fetched by its address."""


class Fetchable(msgspec.Struct, frozen=True):
    """Results that are still to be fetched; as JSON, the id under which they are recorded."""

    urls: tuple[str, ...]
    revised_prompt: str | None = None


class ImagesApi:
    """One server's images API. ``address`` ends before ``/images``; ``key`` may be absent.

    ``response_format`` is asked for where a request says none. ``key_hint`` tells where the key
    is set.
    """

    def __init__(
        self,
        title: str,
        address: str,
        key: str | None,
        *,
        key_hint: str,
        response_format: str | None = None,
    ) -> None:
        self._title = title
        self._address = URL(address)
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._response_format = response_format
        self._faults = Faults(title, key_hint)
        self._http = ProviderHttp(title)

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        """Send a request once and wait for its images. Raises ProviderError and BadParameter."""
        shaped = shape(request, self._response_format)
        if request.references:
            path, form, body = "images/edits", await filled_form(shaped.body, request, log), None
        else:
            path, form, body = "images/generations", None, shaped.body
        async with self._http.stream(
            "POST",
            str(self._address / path),
            paid=True,
            headers=self._headers,
            json=body,
            data=form,
        ) as answer:
            if answer.status == 200 and shaped.streams and not _is_whole(answer):
                return await self._streamed(answer, shaped, log)
            whole = await self._http.whole(answer)
        return await self._answered(whole, shaped, log)

    async def fetch(self, request_id: str) -> ProviderAnswer:
        """The images of an answer that gave addresses. Raises ProviderError."""
        try:
            results = msgspec.json.decode(request_id, type=Fetchable)
        except (ValueError, RecursionError):
            raise UnknownOutcome(f"{self._title} cannot be asked about {request_id:.80}.") from None
        images = [GeneratedImage(await self._image_at(url)) for url in results.urls]
        return ProviderAnswer(tuple(images), results.revised_prompt)

    async def close(self) -> None:
        await self._http.close()

    async def _answered(self, answer: HttpAnswer, shaped: Shaped, log: CallLog) -> ProviderAnswer:
        if answer.status != 200:
            raise self._faults.of(answer)
        body = answer.json()
        if isinstance(body, Mapping) and body.get("error"):
            raise self._faults.of(answer)
        results = read_results(self._title, body)
        if results.urls:
            return await self._fetched(results, shaped, log)
        if not results.images:
            raise ProviderBadAnswer(f"{self._title} answered without an image that can be read.")
        return ProviderAnswer(
            tuple(GeneratedImage(data) for data in results.images),
            results.revised_prompt,
            usage=results.usage,
            warnings=(*shaped.warnings, *_warnings_about(results)),
            details=_details(answer.headers),
        )

    async def _fetched(self, results: Results, shaped: Shaped, log: CallLog) -> ProviderAnswer:
        """What is paid for is recorded before it is fetched: a restart fetches it again."""
        recorded = msgspec.json.encode(Fetchable(results.urls, results.revised_prompt)).decode()
        await log.submitted(recorded)
        return dataclasses.replace(await self.fetch(recorded), warnings=shaped.warnings)

    async def _streamed(
        self, answer: aiohttp.ClientResponse, shaped: Shaped, log: CallLog
    ) -> ProviderAnswer:
        expected = shaped.body["partial_images"] + 1
        async for event in events(self._title, answer.content.iter_any()):
            if event.error:
                raise self._faults.in_stream({"error": event.error})
            if event.is_partial:
                _show(event, expected, log)
            if event.is_completed:
                return self._completed(event, shaped, answer.headers)
        raise ProviderBadAnswer(f"{self._title} ended its answer without an image.")

    def _completed(
        self, event: Event, shaped: Shaped, headers: Mapping[str, str]
    ) -> ProviderAnswer:
        data = decoded(event.b64_json or "")
        if data is None:
            raise ProviderBadAnswer(f"{self._title} answered without an image that can be read.")
        return ProviderAnswer(
            (GeneratedImage(data),),
            usage=event.tokens(),
            warnings=shaped.warnings,
            details=_details(headers),
        )

    async def _image_at(self, url: str) -> bytes:
        if url.startswith("data:"):
            data = decoded(url)
            if data is None:
                raise ProviderBadAnswer(f"{self._title} gave an image that cannot be read.")
            return data
        answer = await self._http.send(
            "GET",
            str(self._own(url)),
            paid=False,
            headers=self._headers,
            most_bytes=LARGEST_IMAGE,
        )
        if answer.status != 200:
            raise self._not_fetched(answer)
        return answer.body

    def _own(self, url: str) -> URL:
        """The whole address of an image on the same server. Raises ProviderBadAnswer."""
        try:
            whole = (self._address / "").join(URL(url))
        except ValueError:
            whole = URL()
        if whole.absolute and whole.origin() == self._address.origin():
            return whole
        raise ProviderBadAnswer(
            f"{self._title} gave the address of an image on another server: {url:.200}.",
            hint="Have it answer with b64_json, or with addresses of its own.",
        )

    def _not_fetched(self, answer: HttpAnswer) -> ProviderError:
        """Why an image that was made cannot be fetched: now, or at all."""
        fault = self._faults.of(answer)
        if isinstance(fault, (RateLimited, ProviderOverloaded)):
            return fault
        if answer.status >= 500:
            return ProviderUnreachable(f"{self._title} cannot give the image it made now.")
        return ProviderBadAnswer(
            f"{self._title} made an image and answered {answer.status} where it should be."
        )


def _is_whole(answer: aiohttp.ClientResponse) -> bool:
    """Whether a server that was asked to stream answers in one piece all the same."""
    return answer.content_type == "application/json"


def _show(event: Event, expected: int, log: CallLog) -> None:
    data = decoded(event.b64_json or "")
    if data is not None:
        log.partial_image(data)
    log.progress(min((event.partial_image_index + 1) / expected, 1.0), "Drawing")


def _warnings_about(results: Results) -> tuple[RequestWarning, ...]:
    if not results.unusable:
        return ()
    message = f"{results.unusable} of the images that came could not be read."
    return (RequestWarning("unusable_image", message),)


def _details(headers: Mapping[str, str]) -> dict[str, str]:
    request_id = headers.get("x-request-id")
    return {"requestId": shortened(request_id)} if request_id else {}

"""The provider of fal: a job is submitted once, and asked about until it has ended.

Its addresses are journaled as fal gives them, so that after a restart the job is asked for
and not submitted again. Protocol: https://docs.fal.ai/model-apis/model-endpoints/queue.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field, field_validator

from limner.errors import NotFound, ProviderBadAnswer
from limner.fetch import PrivateHosts
from limner.models.image_request import ImageRequest, ReferenceImage
from limner.providers._addresses import http_address
from limner.providers._downloads import Downloads
from limner.providers._http import HttpAnswer, ProviderHttp
from limner.providers._keys import Key
from limner.providers._pause import Pause
from limner.providers.contract import CallLog, GeneratedImage, Provider, ProviderAnswer
from limner.providers.fal.addresses import OWN_QUEUE, Addresses
from limner.providers.fal.faults import job_fault, says_nothing, submission_fault
from limner.providers.fal.job import Job, read_status
from limner.providers.fal.output import Output, read_output
from limner.providers.fal.uploads import MOST_BYTES_INLINE, Uploads, data_uri
from limner.settings import Section, Settings
from limner.storage.incoming import IncomingFile

_LARGEST_DESCRIPTION = 8 * 1024 * 1024

_SINGLE_REFERENCE = "image_url"
"""Where a picture goes in a model whose contract does not say."""

_ALREADY_ENDED = (400, 404)
"""What the queue answers when there is nothing left to cancel."""


class FalSettings(Section):
    """How fal is asked."""

    key: Key | None = Field(
        None, validation_alias="FAL_KEY", description="Key from https://fal.ai/dashboard/keys."
    )
    url: str = Field(
        OWN_QUEUE, validation_alias="LIMNER_FAL_URL", description="Address of fal's queue."
    )
    model: str | None = Field(
        None,
        validation_alias="LIMNER_FAL_MODEL",
        description="Model used where only the provider is named.",
    )
    max_concurrent: int = Field(
        1000,
        ge=1,
        validation_alias="LIMNER_FAL_MAX_CONCURRENT",
        description="Jobs at fal at once; those that wait cost nothing.",
    )
    requests_per_minute: int | None = Field(
        None,
        ge=1,
        validation_alias="LIMNER_FAL_REQUESTS_PER_MINUTE",
        description="Jobs that may be submitted within a minute; by default any number.",
    )

    _checked_address = field_validator("url")(http_address)


class FalProvider(Provider):
    """Asks fal's queue.

    ``private_hosts`` are those that pictures may be fetched from though they are private.
    ``uploads`` takes large references; without it they are written out in the request.
    """

    name = "fal"
    title = "fal"

    def __init__(
        self,
        settings: FalSettings,
        *,
        private_hosts: PrivateHosts | None = None,
        uploads: Uploads | None = None,
    ) -> None:
        key = settings.key.get_secret_value() if settings.key else ""
        self.max_concurrent = settings.max_concurrent
        self.max_per_minute = settings.requests_per_minute
        self.default_model = settings.model
        self.secrets = (key, key.partition(":")[2]) if key else ()
        self._addresses = Addresses(settings.url, key)
        self.own_address = self._addresses.own
        self._http = ProviderHttp(self.title)
        hosts = private_hosts or PrivateHosts()
        self._downloads = Downloads(self._http, self._addresses, hosts)
        self._uploads = uploads or (Uploads(self._http, key) if self.own_address else None)

    @classmethod
    def instances(cls, settings: Settings) -> tuple[FalProvider, ...]:
        hosts = PrivateHosts.of(settings.allow_private_hosts)
        return (cls(settings.section(FalSettings), private_hosts=hosts),)

    def unavailable_reason(self) -> str | None:
        if not self.secrets:
            return "It has no key. Set FAL_KEY to a key from fal.ai/dashboard/keys."
        return None

    async def describe(self, endpoint: str) -> Mapping[str, Any]:
        url = self._addresses.description(endpoint)
        answer = await self._http.send("GET", url, paid=False, most_bytes=_LARGEST_DESCRIPTION)
        if answer.status != 200:
            raise NotFound(
                f"fal describes no endpoint {endpoint!r:.80} (HTTP {answer.status}).",
                hint="See whether its id is right: it is written as owner/app.",
            )
        document = answer.json()
        if not isinstance(document, dict):
            raise ProviderBadAnswer(f"fal's description of {endpoint:.80} is no OpenAPI document.")
        return document

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        job = await self._submit(request, log)
        return await self._finish(request, job, log)

    async def resume(self, request: ImageRequest, request_id: str, log: CallLog) -> ProviderAnswer:
        return await self._finish(request, Job.from_text(request_id), log)

    async def cancel(self, request: ImageRequest, request_id: str) -> None:
        url = Job.from_text(request_id).cancel_url
        headers = self._addresses.headers(url)
        answer = await self._http.send("PUT", url, paid=False, headers=headers)
        if answer.status >= 300 and answer.status not in _ALREADY_ENDED:
            raise submission_fault(answer)

    async def close(self) -> None:
        self._downloads.close()
        await self._http.close()

    async def _submit(self, request: ImageRequest, log: CallLog) -> Job:
        """Order a job; returns once its addresses are recorded."""
        url = self._addresses.submission(request.endpoint)
        urls = [await self._url_of(reference, log) for reference in request.references]
        headers = self._addresses.headers(url)
        answer = await self._http.send(
            "POST", url, paid=True, headers=headers, json=body_of(request, urls)
        )
        if answer.status >= 300:
            raise submission_fault(answer)
        job = Job.submitted(answer)
        for given in (job.status_url, job.response_url):
            self._addresses.check(given)
        await log.submitted(job.as_text())
        return job

    async def _url_of(self, reference: ReferenceImage, log: CallLog) -> str:
        data = await log.read_reference(reference)
        if self._uploads is None or len(data) <= MOST_BYTES_INLINE:
            return data_uri(data, reference.mime_type)
        return await self._uploads.send(data, reference.mime_type)

    async def _finish(self, request: ImageRequest, job: Job, log: CallLog) -> ProviderAnswer:
        await self._ended(job, log)
        output = read_output(await self._result(job))
        if output.plays:
            log.progress(text="Fetching the file")
            return _answer(
                request, job, output, [await self._downloads.receive(output.urls[0], log)]
            )
        log.progress(text="Fetching the pictures")
        pictures = await asyncio.gather(*[self._downloads.get(url) for url in output.urls])
        return _answer(request, job, output, pictures)

    async def _ended(self, job: Job, log: CallLog) -> None:
        """Ask until the job has ended, well or badly.

        What the network or fal does meanwhile says nothing of the job: it is asked again, for
        as long as the engine lets it.
        """
        pause = Pause()
        url = f"{job.status_url}{'&' if '?' in job.status_url else '?'}logs=1"
        while True:
            answer = await self._ask(url)
            status = read_status(answer)
            if status is not None and status.ended:
                return
            if status is not None:
                status.tell(log)
            await pause.after(answer)

    async def _result(self, job: Job) -> HttpAnswer:
        pause = Pause()
        while True:
            answer = await self._ask(job.response_url)
            if answer is not None and not says_nothing(answer):
                break
            await pause.after(answer)
        if answer.status != 200:
            raise job_fault(answer)
        return answer

    async def _ask(self, url: str) -> HttpAnswer | None:
        """An answer about a job, None where it was lost."""
        return await self._http.ask(url, self._addresses.headers(url))


def body_of(request: ImageRequest, urls: Sequence[str]) -> Mapping[str, Any]:
    """The input of a model, with an address for each of the request's references."""
    body: dict[str, Any] = dict(request.arguments)
    for reference, url in zip(request.references, urls, strict=True):
        name = reference.field or _SINGLE_REFERENCE
        if reference.field and reference.many:
            body[name] = [*body.get(name, ()), url]
        else:
            body[name] = url
    return body


def _answer(
    request: ImageRequest, job: Job, output: Output, pictures: Sequence[bytes | IncomingFile]
) -> ProviderAnswer:
    """The pictures; a seed is known of the first one only, where several come of one request."""
    first = output.seed if output.seed is not None else request.seed
    images = tuple(
        GeneratedImage(data, first if place == 0 else None) for place, data in enumerate(pictures)
    )
    rewritten = output.prompt if output.prompt != request.styled_prompt else None
    details = {"requestId": job.id, "description": output.description}
    return ProviderAnswer(
        images,
        revised_prompt=rewritten or None,
        warnings=output.warnings(),
        details={name: value for name, value in details.items() if value},
    )

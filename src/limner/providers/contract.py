"""What a provider of images is, and what it is given.

A provider sends one request and answers with bytes. It never retries a paid
request by itself, never stores anything and never sees a workflow.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from limner.errors import NotFound, UnknownOutcome
from limner.models.image_request import ImageRequest, ReferenceImage, RequestWarning
from limner.settings import Settings
from limner.storage.incoming import IncomingFile

Write = Callable[[bytes], Awaitable[None]]
Fetch = Callable[[Write], Awaitable[None]]
"""Fetches something and writes it piece by piece, as often as it is called from its beginning."""


@dataclass(frozen=True, slots=True)
class GeneratedImage:
    """The bytes of one picture, in any format that can be decoded, and its seed if known.

    A film or a sound may be a file that ``CallLog.receive`` gave.
    """

    data: bytes | IncomingFile
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """What came back. ``micro_usd`` is the real cost where the provider tells it.

    ``usage`` are the tokens it reports, by the kinds of ``models.price.TOKEN_KINDS``.
    """

    images: tuple[GeneratedImage, ...]
    revised_prompt: str | None = None
    micro_usd: int | None = None
    usage: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[RequestWarning, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


class CallLog(Protocol):
    """The journal's side of one call, given to the provider with the request."""

    @property
    def idempotency_key(self) -> str:
        """The same for every attempt at the same call."""

    async def submitted(self, request_id: str) -> None:
        """Record the provider's id for the job; returns once that is durable."""

    def progress(
        self,
        fraction: float | None = None,
        text: str | None = None,
        queue_position: int | None = None,
    ) -> None:
        """Tell how far the provider is; ``fraction`` is between 0 and 1."""

    def partial_image(self, data: bytes) -> None:
        """Show an unfinished image, in any format that can be decoded."""

    async def read_reference(self, reference: ReferenceImage) -> bytes:
        """The bytes of a reference image of the request."""

    async def receive(self, fetch: Fetch) -> IncomingFile:
        """What ``fetch`` writes, on the disk instead of in memory. Raises what it raises.

        It is called again where the disk was full.
        """


MOST_IMAGES = 16
"""Of one answer, one more than a run makes: what comes beyond them is not fetched and not kept."""


class Provider(ABC):
    """Sends requests of one provider's models, with one key."""

    name: str
    title: str
    dialect: ClassVar[str | None] = None
    """The ``provider`` of contracts that each of several servers of this kind serves."""

    resend_is_safe: ClassVar[bool] = False
    """Whether sending a request again after a crash can never cost twice."""

    answers_direct_calls: ClassVar[bool] = False
    """Whether a direct call that names no provider goes here."""

    max_concurrent: int = 8
    """Requests under way at once with one key."""

    max_per_minute: int | None = None
    """Requests that may begin within a minute, None for any number."""

    own_address: bool = True
    """Whether it is asked at its own address; shut-down dates of models hold only there."""

    default_model: str | None = None
    """The model that is configured as its default."""

    secrets: tuple[str, ...] = ()
    """What it is asked with and must not be told to anybody, though its answers repeat it."""

    @classmethod
    @abstractmethod
    def instances(cls, settings: Settings) -> tuple[Provider, ...]:
        """The provider as configured, or several servers of one dialect.

        Without credentials it is made, but unavailable.
        """

    def unavailable_reason(self) -> str | None:
        """Why no request can be sent now and what to set, or None."""
        return None

    async def describe(self, endpoint: str) -> Mapping[str, Any]:
        """The OpenAPI document of an endpoint. Raises NotFound and ProviderError."""
        raise NotFound(
            f"{self.title} publishes no descriptions of its endpoints.",
            hint="Send the endpoint's OpenAPI document along, or write the contract by hand.",
        )

    @abstractmethod
    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        """Send a request once and wait for its images. Raises ProviderError."""

    async def resume(self, request: ImageRequest, request_id: str, log: CallLog) -> ProviderAnswer:
        """Wait for a job submitted before a restart. Raises ProviderError."""
        raise UnknownOutcome(f"{self.title} cannot be asked about the job {request_id}.")

    async def cancel(self, request: ImageRequest, request_id: str) -> None:
        """Ask the provider to stop a submitted job, where it can."""

    async def close(self) -> None:
        """Give back connections and processes."""

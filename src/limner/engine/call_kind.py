"""What a call buys: the part of a call that differs between images and texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from limner.engine.censor import Censor
from limner.models.image_request import ReferenceImage
from limner.nodes.contract import Json
from limner.providers.contract import CallLog
from limner.storage.incoming import IncomingFile
from limner.storage.queries.runs import CallRow

Request = TypeVar("Request")
Answer = TypeVar("Answer")
Kept = TypeVar("Kept", covariant=True)


class CallKind(Protocol[Request, Answer, Kept]):
    """How one model is asked, and what becomes of its answer."""

    @property
    def provider(self) -> str: ...

    @property
    def model(self) -> str: ...

    @property
    def title(self) -> str:
        """What faults call the provider."""

    @property
    def censor(self) -> Censor:
        """Reads what the provider says."""

    @property
    def resend_is_safe(self) -> bool:
        """Whether sending again after a crash can never cost twice."""

    @property
    def time_limit_seconds(self) -> float: ...

    def unavailable_reason(self) -> str | None:
        """Why nothing can be sent now and what to set, or None."""

    def possible_cost(self, request: Request) -> int | None:
        """The most a request can cost in micro-USD, None where that is unknown."""

    def cost(self, row: CallRow, answer: Answer) -> int | None:
        """What an answer cost in micro-USD, whether or not it can be used; None if unknown."""

    def encode(self, request: Request) -> Json: ...

    def decode(self, recorded: Json) -> Request: ...

    async def send(self, request: Request, log: CallLog) -> Answer:
        """The answer, fit to be kept."""

    async def resume(self, request: Request, request_id: str, log: CallLog) -> Answer:
        """The same of a request that was sent before."""

    async def cancel(self, request: Request, request_id: str) -> None: ...

    async def keep(self, row: CallRow, answer: Answer, log: CallLog) -> Kept:
        """Returns once the answer and the record that it came are durable.

        Raises ProviderError where there is nothing in it to use.
        """

    def kept(self, row: CallRow) -> Kept:
        """What an answered call's row says was kept."""

    async def read_reference(self, reference: ReferenceImage) -> bytes: ...

    def incoming(self) -> IncomingFile:
        """An empty file for a part of the answer that is too large to be held."""

    async def preview(self, data: bytes) -> bytes:
        """A small WebP of an unfinished image. Raises UploadError and WorkerError."""


class Asked(Protocol):
    """Who is asked: a provider of images or a writer of texts."""

    @property
    def title(self) -> str: ...

    @property
    def secrets(self) -> tuple[str, ...]: ...

    @property
    def resend_is_safe(self) -> bool: ...

    def unavailable_reason(self) -> str | None: ...


class Contract(Protocol):
    """What is known of the model that is asked for."""

    @property
    def id(self) -> str: ...

    @property
    def provider(self) -> str: ...

    @property
    def time_limit_seconds(self) -> float: ...


Source = TypeVar("Source", bound=Asked)
ModelContract = TypeVar("ModelContract", bound=Contract)


@dataclass(frozen=True, slots=True)
class OneModel(Generic[Source, ModelContract]):
    """What calls of every kind have in common: one model of one source."""

    source: Source
    contract: ModelContract

    @property
    def provider(self) -> str:
        return self.contract.provider

    @property
    def model(self) -> str:
        return self.contract.id

    @property
    def title(self) -> str:
        return self.source.title

    @property
    def censor(self) -> Censor:
        return Censor(self.source.secrets)

    @property
    def resend_is_safe(self) -> bool:
        return self.source.resend_is_safe

    @property
    def time_limit_seconds(self) -> float:
        return self.contract.time_limit_seconds

    def unavailable_reason(self) -> str | None:
        return self.source.unavailable_reason()

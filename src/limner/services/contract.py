"""What an outside service is, and what is done there: the one shape of all of them.

A service is signed in to with a credential, whose secrets leave this package for that service
only. What is done there is an effect: the engine records what it is about to do, does it once,
and records what came of it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, SecretStr
from pydantic.alias_generators import to_camel

from limner.fetch import Fetcher
from limner.settings import Settings

Json = dict[str, Any]


class CredentialData(BaseModel):
    """Base of what a service is signed in to with: what is a SecretStr is never shown again."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="forbid",
        hide_input_in_errors=True,
    )

    @property
    def secrets(self) -> tuple[str, ...]:
        """What is struck out where the service repeats it."""
        given = [getattr(self, name) for name in type(self).model_fields]
        return tuple(one.get_secret_value() for one in given if isinstance(one, SecretStr) and one)


class Client(ABC):
    """One credential of a service, ready to be used. ``secrets`` must not be told to anybody."""

    secrets: tuple[str, ...] = ()

    @abstractmethod
    async def test(self) -> str:
        """Try whether the service takes the credential; changes nothing there.

        What was found, as a sentence. Raises LimnerError where it does not.
        """


Data = TypeVar("Data", bound=CredentialData)
ClientT = TypeVar("ClientT", bound=Client)


class Service(ABC, Generic[Data]):
    """A kind of credential, and who is signed in to with it."""

    kind: ClassVar[str]
    title: ClassVar[str]
    description: ClassVar[str]
    icon: ClassVar[str]
    needs_credential: ClassVar[bool] = True
    """Whether somebody has to sign in; what needs none is used as it is."""

    bound_to: ClassVar[tuple[str, ...]] = ()
    """The fields that say where the secrets are sent: who changes them enters the secrets anew."""

    data_type: type[Data]
    client_type: type[Client]

    @classmethod
    @abstractmethod
    def configured(cls, settings: Settings) -> Service[Any]:
        """The service as the settings have it."""

    @abstractmethod
    def connect(self, data: Data, fetcher: Fetcher) -> Client:
        """A credential ready to be used. Sends nothing yet."""


class Effect(ABC, Generic[ClientT]):
    """Something to be done at a service.

    ``is_repeatable`` says whether doing it a second time does no more than once. What is not is
    never sent again while it is unknown what became of it.
    """

    @property
    @abstractmethod
    def client_type(self) -> type[ClientT]:
        """What it needs to be signed in with."""

    @property
    @abstractmethod
    def title(self) -> str:
        """What faults call the service."""

    @property
    def is_repeatable(self) -> bool:
        return False

    @property
    def seconds(self) -> float:
        """How long one attempt may take."""
        return 60.0

    @property
    def attempts(self) -> int:
        """How often it is tried at most, where trying again can help and does no harm."""
        return 4

    @abstractmethod
    def shown(self) -> Json:
        """What is about to be done, as it is recorded and as a dry run shows it. No secrets."""

    async def prepare(self, client: ClientT) -> Json:
        """The steps before, which nobody notices and which may be repeated; what came of them."""
        return {}

    @abstractmethod
    async def perform(self, client: ClientT, prepared: Json) -> Json:
        """Do it once, and give what is to be kept of the answer.

        Raises FetchUnreachable and ServiceBusy where nothing was done, FetchLost where it may
        have been, and ServiceError or another LimnerError for an answer that says no.
        """

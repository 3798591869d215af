"""The contract of one image model: everything Limner knows about it, as data.

A contract is read from TOML (``models/data``); it draws the node's sockets and the
panel, checks and shapes the request, and prices it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from limner.models.parameter_schema import Parameters
from limner.models.parts import (
    LONGEST_NAME,
    Fields,
    Frozen,
    ImageFormat,
    Role,
    Sizing,
    Socket,
    Task,
)
from limner.models.price_rule import OnePrice
from limner.values import Tier

ModelId = Annotated[
    str, Field(min_length=1, max_length=LONGEST_NAME, pattern=r"^\w[\w.:@+~-]*(/\w[\w.:@+~-]*)*$")
]
"""It stands in addresses as it is."""

_MOST_PROMPT = 100_000
_LONGEST_SECONDS = 24 * 60 * 60


class Edit(Frozen):
    """What is other once there are references: another endpoint, perhaps with other settings.

    ``without`` names parameters it does not take, ``parameters`` those it adds or changes.
    ``price`` is its own where that is another, or that nobody knows it.
    """

    endpoint: str
    sizing: Sizing | None = None
    fields: Fields | None = None
    without: tuple[str, ...] = ()
    parameters: Parameters = Field(default_factory=dict)
    price: OnePrice | Literal["unknown"] | None = None


class Model(Frozen):
    """One image model. ``parameters`` maps a parameter's name to its JSON Schema.

    ``description`` is one line; ``requirements`` say what the user's own machine needs. A
    parameter's ``x-field`` is the provider's name for it, where it differs; ``x-send-default``
    sends its default where nothing is said. ``native_formats`` are those the provider can be
    asked for. ``max_prompt`` is a limit in characters of the model's own. Models are offered by
    ``order``. ``task`` says what it is chosen for, and with it what kind of file it makes.

    A ``template`` stands for every endpoint of its provider that has no contract of its own, and
    for ids that begin with ``id_prefixes``; ``endpoint_prefix`` is the part of such an id that is
    no part of the endpoint. Of a contract ``for_dialect``, ``provider`` names a dialect that
    several servers may speak.
    """

    id: ModelId
    title: str = Field(max_length=200)
    description: str
    provider: str
    endpoint: str
    task: Task = "image"
    edit: Edit | None = None
    sockets: tuple[Socket, ...] = ()
    max_references: int = 0
    needs_references: bool = False
    takes_prompt: bool = True
    sizing: Sizing
    fields: Fields = Fields()
    own_styles: tuple[str, ...] = ()
    default_style: str | None = None
    qualities: tuple[str, ...] = ()
    default_quality: str | None = None
    parameters: Parameters = Field(default_factory=dict)
    open_parameters: bool = False
    formats: tuple[ImageFormat, ...] = ("png", "jpeg", "webp")
    native_formats: tuple[ImageFormat, ...] = ()
    max_per_request: int = Field(1, ge=1)
    max_count: int = Field(15, ge=1)
    min_prompt: int = Field(1, ge=0, le=_MOST_PROMPT)
    max_prompt: int | None = Field(None, ge=1)
    price: OnePrice | None = None
    time_limit_seconds: float = Field(60, gt=0, le=_LONGEST_SECONDS)
    tier: Tier = "free"
    licence: str | None = None
    requirements: str | None = None
    enabled: bool = False
    order: int = 100
    provider_default: bool = False
    shutdown: date | None = None
    successor: str | None = None
    fallbacks: tuple[str, ...] = ()
    template: bool = False
    id_prefixes: tuple[str, ...] = ()
    endpoint_prefix: str = ""
    for_dialect: bool = False

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Model:
        if bool(self.sockets) != (self.max_references > 0):
            raise ValueError("max_references must be above 0 exactly when there are sockets")
        if self.needs_references and not self.sockets:
            raise ValueError("a model that needs references must have sockets for them")
        if self.qualities and self.default_quality not in self.qualities:
            raise ValueError("default_quality must be one of the qualities")
        if self.default_style is not None and self.default_style not in self.own_styles:
            raise ValueError("default_style must be one of own_styles")
        for contract in (self, self.for_references()):
            _check_places(contract.places)
        return self

    def longest_prompt(self, allowed: int) -> int:
        """The longest prompt in characters where the installation allows ``allowed``."""
        return allowed if self.max_prompt is None else min(allowed, self.max_prompt)

    @property
    def places(self) -> list[str]:
        """Where settings and parameters stand in the body of a request."""
        told = [path for path in self.fields.model_dump().values() if path is not None]
        return told + [schema.get("x-field", name) for name, schema in self.parameters.items()]

    def limit_of(self, role: Role) -> int:
        """How many references of this role the model takes; 0 when none."""
        socket = self.socket_of(role)
        return socket.limit if socket else 0

    def socket_of(self, role: Role) -> Socket | None:
        return next((socket for socket in self.sockets if socket.role == role), None)

    def for_references(self) -> Model:
        """The contract that holds once there are references."""
        edit = self.edit
        if edit is None:
            return self
        kept = {
            name: schema for name, schema in self.parameters.items() if name not in edit.without
        }
        return self.model_copy(
            update={
                "endpoint": edit.endpoint,
                "sizing": edit.sizing or self.sizing,
                "fields": edit.fields or self.fields,
                "parameters": kept | edit.parameters,
                "price": None if edit.price == "unknown" else edit.price or self.price,
            }
        )

    def standing_for(self, model_id: str) -> Model:
        """The contract of one endpoint that this template stands for."""
        endpoint = model_id.removeprefix(self.endpoint_prefix)
        return self.model_copy(
            update={"id": model_id, "title": endpoint, "endpoint": endpoint, "template": False}
        )

    def served_by(self, provider: str) -> Model:
        """The same contract at one of several servers that speak the same dialect."""
        prefix = f"{provider}/"
        return self.model_copy(
            update={
                "id": prefix + self.id,
                "provider": provider,
                "id_prefixes": (prefix,) if self.template else (),
                "endpoint_prefix": prefix,
                "for_dialect": False,
            }
        )


def _check_places(places: Iterable[str]) -> None:
    """Raises ValueError where something would stand inside of a value."""
    for place in places:
        inside = next((other for other in places if other.startswith(f"{place}.")), None)
        if inside is not None:
            raise ValueError(f"{inside:.200} cannot be told inside of {place:.200}")

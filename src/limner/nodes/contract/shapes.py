"""What a node type declares: handles, fields, what starts a run, what a check may know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from limner.models.catalog import Catalog
from limner.models.parts import Role
from limner.services.shelf import Credential

HandleType = Literal[
    "text", "number", "boolean", "image", "video", "audio", "file", "list", "params", "any"
]
Takes = Literal["one", "list", "any"]
Json = dict[str, Any]
Schema = Mapping[str, Any]
ItemSchemas = Mapping[str, Schema]

MOST_ITEMS = 10_000
"""Items that a node, or the nodes inside one, run for at most."""

MADE = ("images", "videos", "audios")
"""The keys of an output under which all files stand that a node made, in order."""


@dataclass(frozen=True, slots=True)
class Handle:
    """A socket. ``field`` is the output's key that travels along a wire from it.

    ``takes`` says what a list does on arrival: "one" runs the node once per item,
    "list" takes it whole, "any" takes either as it comes.
    """

    name: str
    title: str
    type: HandleType
    takes: Takes = "one"
    multiple: bool = False
    role: Role | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class OutputField:
    """A name that templates may use after ``<node>.output.``; "any" may have fields below it.

    ``schema`` is a JSON Schema of the value, where what stands below it is known before the run;
    ``schema_key`` is the key of the node's data that holds it, where its writer says it there.
    """

    name: str
    type: HandleType
    schema: Schema | None = None
    schema_key: str | None = None


@dataclass(frozen=True, slots=True)
class RunInput:
    """A named, typed value that a run is given; the workflow API's schema is made of them."""

    name: str
    type: HandleType
    required: bool = False
    default: Any = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class OnCall:
    """A run is started by a call from outside, signed or with the secret itself.

    ``waits`` says whether the caller waits for the answer.
    """

    proof: Literal["signature", "bearer"]
    waits: bool


@dataclass(frozen=True, slots=True)
class OnClock:
    """A run is started at times that come again; ``missed`` says what becomes of times at which
    no server ran: nothing, or one run for all of them."""

    cron: str
    time_zone: str
    missed: Literal["skip", "once"]
    payload: Json


StartedBy = OnCall | OnClock


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem a node has with its own data or wiring; the checker adds the node's id."""

    code: str
    field: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Wiring:
    """What is wired into a node: for each handle the source nodes' ids, in edge order."""

    sources: Mapping[str, Sequence[str]] = field(default_factory=dict)
    fans_out: bool = False
    in_loop: bool = False

    def wired(self, handle: str) -> bool:
        return bool(self.sources.get(handle))

    def count(self, handle: str) -> int:
        return len(self.sources.get(handle, ()))


class _NotKnown:
    """Stands for a value that shows only when it is made."""


NOT_KNOWN = _NotKnown()


@dataclass(frozen=True, slots=True)
class Expected:
    """What an output will carry, as far as that is known before the run.

    ``length`` is how many values: the items of a list, the images of a count; None where that
    shows only in the run.
    """

    length: int | None = None
    value: Any = NOT_KNOWN


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What is known of a node's run before it begins.

    ``items`` is for how many items of a list it runs, None where it runs once. ``inputs`` are
    what the run is given. ``arriving`` says for each handle what its wires will bring, in the
    order of the edges: to each item, where the node runs for several.
    """

    items: int | None = None
    inputs: Json = field(default_factory=dict)
    arriving: Mapping[str, Sequence[Expected]] = field(default_factory=dict)


class OutsideFacts(Protocol):
    """What is known of outside services before anyone is asked."""

    def credential(self, named: str) -> Credential | None:
        """The credential of an id or a name."""

    def address_problem(self, address: str) -> str | None:
        """Why an address will not be asked, as far as that is known without a look-up."""


class _NothingOutside:
    """A workspace without credentials."""

    def credential(self, named: str) -> Credential | None:
        return None

    def address_problem(self, address: str) -> str | None:
        return None


_NOTHING_OUTSIDE = _NothingOutside()


@dataclass(frozen=True, slots=True)
class CheckScope:
    """What a node may consult while it is checked. No I/O."""

    catalog: Catalog
    max_prompt: int
    outside: OutsideFacts = _NOTHING_OUTSIDE


class NodeData(BaseModel):
    """Base of every node's data: camelCase keys, unknown keys are a problem."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class ListedData(NodeData):
    """Base of the data of nodes that a list runs once per item."""

    pairing: Literal["zip", "product"] = Field(
        "zip",
        title="Pairing",
        description="Several lists pair up by position (zip), or every item with every other.",
        json_schema_extra={"x-control": "hidden", "x-place": "none"},
    )

"""What a node type is, and the narrow context its code sees.

A node declares its handles and the shape of its data, checks a document's use of it,
and runs. It never sees the database, HTTP or the name of a provider.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from limner.errors import LimnerError
from limner.media.assets import Edit
from limner.models.catalog import Catalog
from limner.models.image_request import ReferenceImage, RequestWarning
from limner.models.model import Model
from limner.models.parts import Role, Task
from limner.models.price import FREE, Price
from limner.models.request import PlannedRequests
from limner.nodes._asking import HTTP_TOOL as HTTP_TOOL
from limner.nodes._asking import Texts as Texts
from limner.nodes._asking import ToolAnswer as ToolAnswer
from limner.nodes._asking import Tools as Tools
from limner.nodes._asking import WorkflowTool as WorkflowTool
from limner.nodes._asking import Written as Written
from limner.nodes._picked import assets_named
from limner.nodes._templates import template_fields, value_fields
from limner.services.contract import ClientT, Effect
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


Data = TypeVar("Data", bound=NodeData)
Options = TypeVar("Options")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A value that came along a wire, and the node it came from."""

    source: str
    value: Any


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A generated picture, kept. ``micro_usd`` is None where nobody can tell what it cost."""

    asset_id: str
    seed: int | None
    micro_usd: int | None
    output: Json


@dataclass(frozen=True, slots=True)
class Generation:
    """What came of several requests: images in order, and what failed.

    ``failed_at`` are the places of the failures among all images asked for. ``micro_usd`` is
    None where nobody can tell what they cost.
    """

    images: tuple[StoredImage, ...]
    failures: tuple[LimnerError, ...]
    failed_at: tuple[int, ...]
    revised_prompt: str | None
    micro_usd: int | None
    warnings: tuple[RequestWarning, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """Which model of a chain is asked: 0 is the chosen one, then its fallbacks."""

    step: int = 0
    last: bool = True


class Pictures(Protocol):
    """A node's access to kept images and to image models."""

    async def references(self, role: Role, asset_ids: Sequence[str]) -> list[ReferenceImage]:
        """Kept images as references. Raises NotFound, naming the id."""

    async def image_output(self, asset_id: str) -> Json:
        """A kept image as the fields of an image output. Raises NotFound."""

    def left_behind(self, step: int) -> LimnerError | None:
        """Why a model of the chain was given up before a restart, if a later one was asked."""

    def may_be_paid(self, step: int) -> bool:
        """Whether a model of the chain may have been paid, or still works: no other stands in."""

    async def generate(
        self, model: Model, planned: PlannedRequests, settings: Json, attempt: Attempt
    ) -> Generation:
        """Send the requests side by side and keep what comes, each call once.

        ``settings`` are kept with each image. Raises a failure when nothing came.
        """


@dataclass(frozen=True, slots=True)
class FileContent:
    """A kept file with its bytes; ``asset_id`` is what it is kept under."""

    asset_id: str
    name: str
    mime_type: str
    content: bytes


class Files(Protocol):
    """A node's access to kept files of any type."""

    async def read(self, value: object) -> FileContent:
        """The file a value stands for: the output object of an image or a file, a list of just
        one, the id of an asset, or a signed address of this server.

        Raises NotFound, BadField for what stands for no file, FileTooLarge for one that is not to
        be read into memory, SignatureInvalid and UrlExpired.
        """

    async def keep(
        self, content: bytes, name: str, mime_type: str, *, parents: Sequence[str] = ()
    ) -> Json:
        """Keep a file with the run, and give its output object; its bytes are durable then.

        The type is told by the content, ``mime_type`` is believed where that is silent.
        ``parents`` are the ids of the assets it was made from. A node that is taken up again and
        keeps the same bytes gets the file it kept before. Raises UploadError.
        """

    async def output(self, asset_id: str) -> Json:
        """The output object of a kept file. Raises NotFound."""


class Outside(Protocol):
    """A node's access to outside services and addresses."""

    def own_file(self, address: str) -> str | None:
        """The id of the kept file at a signed address of this server; None at any other address.

        Raises SignatureInvalid and UrlExpired.
        """

    async def perform(
        self,
        effect: Effect[ClientT],
        credential: str | None = None,
        *,
        number: int = 0,
        failure_stands: bool = False,
    ) -> Json:
        """Do something outside, with the credential of an id or a name, and give what came of it.

        It is recorded before it is sent: a run taken up again does not do it again. Who does
        several things counts on with ``number``; where ``failure_stands``, what failed before is
        not tried again but raised again. Raises UnknownCredential, UnknownOutcome where it may have
        been done and its answer was lost, FetchError and ServiceError.
        """


@dataclass(frozen=True, slots=True)
class Edited:
    """An image that was made from others, and what its edit notes about it."""

    output: Json
    notes: tuple[str, ...]


class Edits(Protocol):
    """A node's access to what can be done to kept images, in processes that may die."""

    async def make(
        self, edit: Edit[Options], asset_ids: Sequence[str], options: Options, *, kind: str
    ) -> Edited:
        """A new image, kept with the run and with those it was made from as its parents.

        ``kind`` goes into its name. A node that is taken up again gets the image it made before.
        Raises NotFound, BadField for a file that is no image, and what the edit raises.
        """


@dataclass(frozen=True, slots=True)
class NodeContext(Generic[Data]):
    """Everything a running node sees. ``data`` has its templates rendered already;
    ``written`` is the data as it stands in the document, ``seen`` the ids of the images that
    earlier nodes made, oldest first, where the node is shown them."""

    node_id: str
    data: Data
    written: Json
    inputs: Mapping[str, Sequence[Arrived]]
    trigger: Json
    in_list: bool
    seed: int
    max_prompt: int
    catalog: Catalog
    pictures: Pictures
    texts: Texts
    files: Files
    edits: Edits
    outside: Outside
    tools: Tools
    seen: Sequence[str] = ()

    def arrived(self, handle: str) -> list[Any]:
        """The values that came into a handle, in the order of the edges."""
        return [item.value for item in self.inputs.get(handle, ())]


@dataclass(frozen=True, slots=True)
class Repetition:
    """For which items the nodes inside a node run, and so many items at a time.

    ``stops`` says whether no more items begin once one has failed; ``retries`` is how often a
    failed item is tried again.
    """

    items: Sequence[Any]
    at_once: int
    stops: bool = False
    retries: int = 0


@dataclass(frozen=True, slots=True)
class NodeResult:
    """A node's output object, and what to report with it.

    ``repetition`` is for a node that holds others: it has no output of its own.
    """

    output: Json
    warnings: tuple[RequestWarning, ...] = ()
    repetition: Repetition | None = None


class Node(ABC, Generic[Data]):
    """A node type. Stateless: one instance serves every node of every run."""

    type_id: ClassVar[str]
    title: ClassVar[str]
    category: ClassVar[str]
    description: ClassVar[str]
    icon: ClassVar[str]
    keywords: ClassVar[tuple[str, ...]] = ()
    version: ClassVar[int] = 1
    """Raised when the same data and inputs no longer give the same result."""

    inputs: ClassVar[tuple[Handle, ...]] = ()
    outputs: ClassVar[tuple[Handle, ...]] = ()
    dynamic_inputs: ClassVar[Literal["model", "anyName", "lists"] | None] = None
    dynamic_outputs: ClassVar[Literal["fields"] | None] = None
    output_schema: ClassVar[tuple[OutputField, ...]] = ()
    holds_nodes: ClassVar[bool] = False
    """Whether nodes may stand inside it, which then run once for each of its items."""
    inner_schema: ClassVar[tuple[OutputField, ...]] = ()
    """What the templates of the nodes inside it may use: the present item."""
    is_trigger: ClassVar[bool] = False
    """Whether the node's output is what started the run (`trigger.output` in templates)."""
    takes_payload: ClassVar[bool] = False
    """Whether a run is given a JSON object of any shape, which then is the node's output."""
    secret_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields of the data that are kept encrypted, and taken out of a document before it is."""

    gives_answer: ClassVar[bool] = False
    """Whether the node's output is the run's answer."""

    makes_images: ClassVar[bool] = False
    """Whether a call without a workflow (direct routes, `limner image`) runs this node."""

    acts_outside: ClassVar[bool] = False
    """Whether it does something outside: a run of the whole workflow does it again, whatever came
    of it before."""

    picture: ClassVar[bool] = False
    runnable: ClassVar[bool] = False
    accepts: ClassVar[tuple[str, ...] | None] = None

    data_type: type[Data]
    template_fields: ClassVar[frozenset[str]]
    """The fields of the data, by alias, in which templates may stand."""
    value_fields: ClassVar[frozenset[str]]
    """Those of them that take a value as it is where the template is nothing but its name."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "data_type" in cls.__dict__:
            cls.template_fields = template_fields(cls.data_type)
            cls.value_fields = value_fields(cls.data_type)

    def tasks(self) -> tuple[Task, ...]:
        """What a model that the node is set to may do; nothing for a node without one."""
        return ()

    def input_handles(self, data: Data, catalog: Catalog) -> tuple[Handle, ...]:
        """The input handles a node with this data has. Raises UnknownModel."""
        return self.inputs

    def output_handles(self, data: Data) -> tuple[Handle, ...]:
        return self.outputs

    def output_fields(self, data: Data) -> tuple[OutputField, ...]:
        return self.output_schema

    def fields_with(self, data: Data, arriving: ItemSchemas) -> tuple[OutputField, ...]:
        """The same with what is known of the items of lists that come in, by handle or field."""
        return self.output_fields(data)

    def inner_fields(self, data: Data, arriving: ItemSchemas) -> tuple[OutputField, ...]:
        """What the nodes inside may use of it."""
        return self.inner_schema

    def does_outside(self, data: Data) -> bool:
        """Whether a node with this data acts outside, or has others do so (``acts_outside``)."""
        return self.acts_outside

    def workflows_called(self, data: Data) -> Iterable[tuple[str, str]]:
        """The workflows a node may have run: for each the field that names it, and its id."""
        return ()

    def sees_earlier(self, data: Data) -> bool:
        """Whether a node with this data is shown the images of earlier nodes without a wire."""
        return False

    def run_inputs(self, data: Data) -> tuple[RunInput, ...]:
        """What a run has to be given for a node that is a trigger."""
        return ()

    def payload(self, data: Data) -> Json:
        """What a run is given where nobody gives it anything, for a node that takes a payload."""
        return {}

    def started_by(self, data: Data) -> StartedBy | None:
        """What starts runs by itself while the workflow is switched on; None where a person does.

        Raises BadField.
        """
        return None

    def answer_names(self, data: Data) -> tuple[str, ...]:
        """The outputs a node adds to the run's answer besides those that are wired in."""
        return ()

    def images_named(self, data: Data) -> Iterable[tuple[str, str]]:
        """The kept images and files that the data name: for each its field and its asset's id."""
        return assets_named(data)

    def version_for(self, data: Data, catalog: Catalog) -> str:
        """What has to be the same, besides data and inputs, for an earlier result to stand.

        Raises LimnerError where that cannot be known.
        """
        return str(self.version)

    def value_on(self, handle: Handle, output: Json) -> Any:
        """What travels along a wire from an output handle."""
        return output.get(handle.field or handle.name)

    def check(self, data: Data, wiring: Wiring, scope: CheckScope) -> Iterable[Finding]:
        """Problems that keep a node with this data and wiring from running."""
        return ()

    def check_ahead(self, data: Data, foreseen: Foreseen) -> Iterable[Finding]:
        """Problems that show only with what will arrive, as far as that is known before a run."""
        return ()

    def price(self, data: Data, foreseen: Foreseen, catalog: Catalog) -> Price | None:
        """What a run of the node, all items together, may cost, or None when unknown.

        Raises a RequestError for what the model cannot do.
        """
        return FREE

    def expected(self, data: Data, output: Handle, foreseen: Foreseen) -> Expected:
        """What an output will carry after a run of the node without a list, or for one item."""
        return Expected(None if output.type in ("list", "any") else 1)

    @abstractmethod
    async def run(self, context: NodeContext[Data]) -> NodeResult:
        """Do the node's work once. Raises LimnerError."""


AnyNode = Node[Any]

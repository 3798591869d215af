"""What a node type is, and the narrow context its code sees.

A node declares its handles and the shape of its data, checks a document's use of it,
and runs. It never sees the database, HTTP or the name of a provider.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal

from limner.models.catalog import Catalog
from limner.models.image_request import RequestWarning
from limner.models.parts import Task
from limner.models.price import FREE, Price
from limner.nodes._picked import assets_named
from limner.nodes._templates import template_fields, value_fields
from limner.nodes.contract.abilities import Arrived, Data, Edits, Files, Outside, Pictures
from limner.nodes.contract.asking import Texts, Tools
from limner.nodes.contract.shapes import (
    CheckScope,
    Expected,
    Finding,
    Foreseen,
    Handle,
    ItemSchemas,
    Json,
    OutputField,
    RunInput,
    StartedBy,
    Wiring,
)


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
    example_field: ClassVar[str | None] = None
    """The field of the data that holds an example of the node's output."""
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

    @property
    def once_per_run(self) -> bool:
        """Whether a run has it once: what starts a run, and what answers for it."""
        return self.is_trigger or self.gives_answer

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

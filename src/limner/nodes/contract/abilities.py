"""What a node can do while it runs: make images, read and keep files, act outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from limner.errors import LimnerError
from limner.media.assets import Edit
from limner.models.image_request import ReferenceImage, RequestWarning
from limner.models.model import Model
from limner.models.parts import Role
from limner.models.request import PlannedRequests
from limner.nodes.contract.shapes import Json, NodeData
from limner.services.contract import ClientT, Effect

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

"""What all nodes that change images have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from limner.errors import ReferencesMissing
from limner.models.image_request import RequestWarning
from limner.nodes._generate import slots_of
from limner.nodes._image_data import IMAGE_OUTPUT_FIELDS, IMAGE_OUTPUTS
from limner.nodes._picked import files_field, only_of, picked_values
from limner.nodes._values import asset_ids
from limner.nodes.contract import (
    CheckScope,
    Edited,
    Expected,
    Finding,
    Foreseen,
    Handle,
    Json,
    ListedData,
    Node,
    NodeContext,
    NodeResult,
    Wiring,
)

IMAGE_IN = "image-in"
ONE_IMAGE = Handle(IMAGE_IN, "Image", "image")
SEVERAL_IMAGES = Handle(IMAGE_IN, "Images", "image", multiple=True)


class EditData(ListedData):
    """Images that the data name themselves."""

    images: list[str] = files_field(
        "Images",
        "Images of earlier nodes, or kept ones; those that are wired in come before them.",
        only_of("image"),
    )


Data = TypeVar("Data", bound=EditData)


def images_in(context: NodeContext[Any]) -> list[str]:
    """The ids of the images that came in. Raises ReferencesMissing, and BadField for no image."""
    ids = asset_ids([*context.arrived(IMAGE_IN), *picked_values(context.data)])
    if not ids:
        raise ReferencesMissing("No image came in.", hint="See what went wrong in the node before.")
    return ids


class EditNode(Node[Data]):
    """Images in, images out, each kept with those it was made from; nothing is bought."""

    category = "edit"
    inputs = (ONE_IMAGE,)
    outputs = IMAGE_OUTPUTS
    output_schema = IMAGE_OUTPUT_FIELDS
    picture = True
    runnable = True
    notes: ClassVar[Mapping[str, str]] = {}
    """What the notes of the node's edit mean, for people."""

    def value_on(self, handle: Handle, output: Json) -> Any:
        return slots_of(output)

    def check(self, data: Data, wiring: Wiring, scope: CheckScope) -> Iterable[Finding]:
        if not wiring.wired(IMAGE_IN) and not data.images:
            yield Finding(
                "missing_input", IMAGE_IN, "There is no image. Wire one in or choose one."
            )
        yield from self.check_data(data)

    def check_data(self, data: Data) -> Iterable[Finding]:
        """Problems of the node's own data."""
        return ()

    def expected(self, data: Data, output: Handle, foreseen: Foreseen) -> Expected:
        arriving = foreseen.arriving.get(IMAGE_IN, ())
        return Expected(arriving[0].length if arriving and not data.images else None)

    async def run(self, context: NodeContext[Data]) -> NodeResult:
        ids = images_in(context)
        return self.result([await self.edit(context, [asset_id]) for asset_id in ids])

    @abstractmethod
    async def edit(self, context: NodeContext[Data], asset_ids: Sequence[str]) -> Edited:
        """One image of one or several. Raises LimnerError."""

    def result(self, made: Sequence[Edited]) -> NodeResult:
        """Like the output of a node that makes images: all of them, and the first one's fields."""
        told = dict.fromkeys(note for one in made for note in one.notes if note in self.notes)
        warnings = tuple(RequestWarning(note, self.notes[note]) for note in told)
        images = [one.output for one in made]
        output = images[0] | {
            "images": images,
            "warnings": [warning.as_json() for warning in warnings],
            "droppedParams": [],
        }
        return NodeResult(output, warnings)

"""What nodes have in common that make films and sounds."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import ConfigDict, Field

from limner.nodes._controls import HIDDEN, shown_as
from limner.nodes._image_data import IMAGE_OUTPUT_FIELDS, ImageData
from limner.nodes._image_node import ImageNode
from limner.nodes.contract import OutputField

DURATION = "duration"
_OF_IMAGES = ("quality", "format")
_NOT_OF_FILMS = frozenset({"imageUrl", "imagePath", "aspectRatio", "images"})
_LONGEST_SECONDS = 600


def hide(schema: dict[str, Any], *names: str) -> None:
    """Leave out of the canvas what has no meaning for a node."""
    for name in names:
        schema["properties"][name].update(HIDDEN)


def _hide(schema: dict[str, Any]) -> None:
    hide(schema, *_OF_IMAGES)


class FilmData(ImageData):
    """What an image node is set to, and how long what is made plays."""

    model_config = ConfigDict(json_schema_extra=_hide)

    duration: float | None = Field(
        None,
        gt=0,
        le=_LONGEST_SECONDS,
        title="Duration",
        description="In seconds; without one, the model's own.",
        json_schema_extra=shown_as("duration"),
    )

    @property
    def own_params(self) -> dict[str, Any]:
        """A duration among the parameters wins: it is the model's own word for it."""
        said = {} if self.duration is None else {DURATION: self.duration}
        return said | super().own_params


Data = TypeVar("Data", bound=FilmData)


class FilmNode(ImageNode[Data]):
    """Sockets by model, and one output that plays."""


def film_fields(made: str) -> tuple[OutputField, ...]:
    """The names that templates may use of an output; ``made`` is the key of all that was made."""
    kept = tuple(field for field in IMAGE_OUTPUT_FIELDS if field.name not in _NOT_OF_FILMS)
    return (
        *kept,
        OutputField("mimeType", "text"),
        OutputField(DURATION, "number"),
        OutputField(made, "any"),
    )

"""What nodes have in common whose model changes an image and takes no words for it."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import ConfigDict

from limner.nodes._controls import HIDDEN
from limner.nodes._image_data import IMAGE_INPUTS, PARAMS_IN, ImageData
from limner.nodes._image_node import ImageNode

_WITHOUT_MEANING = (
    *("prompt", "promptMode", "promptModel", "reviewPrompt", "style", "count"),
    *("aspectRatio", "quality"),
)
_ROLE = "image"


def _hide(schema: dict[str, Any]) -> None:
    """A model that takes no words and no size needs no fields for them."""
    for name in _WITHOUT_MEANING:
        schema["properties"][name].update(HIDDEN)


class ModelEditData(ImageData):
    """The model, and what it can be told."""

    model_config = ConfigDict(json_schema_extra=_hide)


Data = TypeVar("Data", bound=ModelEditData)


class ModelEditNode(ImageNode[Data]):
    """An image in, and what a model makes of it."""

    category = "edit"
    inputs = tuple(each for each in IMAGE_INPUTS if each.role == _ROLE or each.name == PARAMS_IN)

"""Remove Background: what an image is of, cut out by a model."""

from __future__ import annotations

from limner.nodes._model_edit import ModelEditData, ModelEditNode


class RemoveBackgroundData(ModelEditData):
    """The model, and how it draws the outline."""

    tasks = ("remove_background",)


class RemoveBackground(ModelEditNode[RemoveBackgroundData]):
    type_id = "remove_background"
    title = "Remove Background"
    description = "Cuts out what an image is of; the rest becomes transparent."
    icon = "scissors"
    keywords = ("cut out", "transparent", "matting", "background", "isolate")
    data_type = RemoveBackgroundData


NODE = RemoveBackground()

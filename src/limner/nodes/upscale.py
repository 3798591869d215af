"""Upscale: an image made larger by a model, with the detail it lacks."""

from __future__ import annotations

from limner.nodes._model_edit import ModelEditData, ModelEditNode


class UpscaleData(ModelEditData):
    """The model, and how much larger."""

    tasks = ("upscale",)


class Upscale(ModelEditNode[UpscaleData]):
    type_id = "upscale"
    title = "Upscale"
    description = "Makes an image larger and adds detail, by a model for it."
    icon = "zoom-in"
    keywords = ("enlarge", "enhance", "super resolution", "4K", "sharpen")
    data_type = UpscaleData


NODE = Upscale()

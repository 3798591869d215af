"""Image Generation: one or more images from a prompt and references."""

from __future__ import annotations

from limner.nodes._image_data import ImageData
from limner.nodes._image_node import ImageNode


class ImageGeneration(ImageNode[ImageData]):
    type_id = "image"
    title = "Image Generation"
    description = "Makes images from a prompt and, if wired, reference images."
    icon = "sparkles"
    keywords = ("AI image", "Image Generator", "text to image", "picture")
    makes_images = True
    data_type = ImageData


NODE = ImageGeneration()

"""Image Generation: one or more images from a prompt and references."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from limner.models.catalog import Catalog
from limner.models.price import Price
from limner.nodes._generate import (
    check_image,
    generate_images,
    handles_for,
    image_price,
    slots_of,
)
from limner.nodes._image_data import (
    IMAGE_INPUTS,
    IMAGE_OUTPUT_FIELDS,
    IMAGE_OUTPUTS,
    ImageData,
)
from limner.nodes.contract import (
    CheckScope,
    Finding,
    Handle,
    Json,
    Node,
    NodeContext,
    NodeResult,
    Wiring,
)


class ImageGeneration(Node[ImageData]):
    type_id = "image"
    title = "Image Generation"
    category = "generate"
    description = "Makes images from a prompt and, if wired, reference images."
    icon = "sparkles"
    keywords = ("AI image", "Image Generator", "text to image", "picture")
    inputs = IMAGE_INPUTS
    outputs = IMAGE_OUTPUTS
    dynamic_inputs = "model"
    output_schema = IMAGE_OUTPUT_FIELDS
    makes_images = True
    picture = True
    runnable = True
    data_type = ImageData

    def input_handles(self, data: ImageData, catalog: Catalog) -> tuple[Handle, ...]:
        return handles_for(data, catalog)

    def value_on(self, handle: Handle, output: Json) -> Any:
        return slots_of(output)

    def check(self, data: ImageData, wiring: Wiring, scope: CheckScope) -> Iterable[Finding]:
        return check_image(data, wiring, scope)

    def price(self, data: ImageData, items: int, catalog: Catalog) -> Price | None:
        return image_price(data, items, catalog)

    async def run(self, context: NodeContext[ImageData]) -> NodeResult:
        return await generate_images(context)


NODE = ImageGeneration()

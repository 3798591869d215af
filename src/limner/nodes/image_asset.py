"""Image: holds one image, uploaded or generated here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import Field

from limner.models.catalog import Catalog
from limner.models.price import FREE, Price
from limner.nodes._controls import shown_as
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
    PROMPT_IN,
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


class ImageAssetData(ImageData):
    """An image held by its asset id; without one, the settings to generate it."""

    asset_id: str | None = Field(
        None,
        title="Image",
        description="The image this node holds.",
        json_schema_extra=shown_as("asset", "both", row=0),
    )


class ImageAsset(Node[ImageAssetData]):
    type_id = "image_asset"
    title = "Image"
    category = "generate"
    description = "Holds one image: upload it, or generate it here."
    icon = "image"
    keywords = ("upload", "photo", "reference", "picture")
    inputs = IMAGE_INPUTS
    outputs = IMAGE_OUTPUTS
    dynamic_inputs = "model"
    output_schema = IMAGE_OUTPUT_FIELDS
    picture = True
    runnable = True
    accepts = ("image/png", "image/jpeg", "image/webp")
    data_type = ImageAssetData

    def input_handles(self, data: ImageAssetData, catalog: Catalog) -> tuple[Handle, ...]:
        return handles_for(data, catalog)

    def value_on(self, handle: Handle, output: Json) -> Any:
        return slots_of(output)

    def check(self, data: ImageAssetData, wiring: Wiring, scope: CheckScope) -> Iterable[Finding]:
        if data.asset_id is not None:
            return ()
        if not data.prompt.strip() and not wiring.wired(PROMPT_IN):
            message = "There is no image. Upload one, or describe one to generate."
            return (Finding("missing_input", "assetId", message),)
        return check_image(data, wiring, scope)

    def price(self, data: ImageAssetData, items: int, catalog: Catalog) -> Price | None:
        return FREE if data.asset_id is not None else image_price(data, items, catalog)

    async def run(self, context: NodeContext[ImageAssetData]) -> NodeResult:
        if context.data.asset_id is None:
            return await generate_images(context)
        image = await context.pictures.image_output(context.data.asset_id)
        return NodeResult(image | {"images": [image], "warnings": [], "droppedParams": []})


NODE = ImageAsset()

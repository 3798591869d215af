"""Image: holds one image, uploaded or generated here."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field

from limner.models.catalog import Catalog
from limner.models.price import FREE, Price
from limner.nodes._controls import shown_as
from limner.nodes._image_data import PROMPT_IN, ImageData
from limner.nodes._image_node import ImageNode
from limner.nodes.contract import (
    CheckScope,
    Expected,
    Finding,
    Foreseen,
    Handle,
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


class ImageAsset(ImageNode[ImageAssetData]):
    type_id = "image_asset"
    title = "Image"
    description = "Holds one image: upload it, or generate it here."
    icon = "image"
    keywords = ("upload", "photo", "reference", "picture")
    accepts = ("image/png", "image/jpeg", "image/webp")
    data_type = ImageAssetData

    def check(self, data: ImageAssetData, wiring: Wiring, scope: CheckScope) -> Iterable[Finding]:
        if data.asset_id is not None:
            return ()
        if not data.prompt.strip() and not wiring.wired(PROMPT_IN):
            message = "There is no image. Upload one, or describe one to generate."
            return (Finding("missing_input", "assetId", message),)
        return super().check(data, wiring, scope)

    def images_named(self, data: ImageAssetData) -> Iterable[tuple[str, str]]:
        held = data.asset_id
        return super().images_named(data) if held is None else [("assetId", held)]

    def version_for(self, data: ImageAssetData, catalog: Catalog) -> str:
        held = data.asset_id is not None
        return str(self.version) if held else super().version_for(data, catalog)

    def price(self, data: ImageAssetData, foreseen: Foreseen, catalog: Catalog) -> Price | None:
        return FREE if data.asset_id is not None else super().price(data, foreseen, catalog)

    def expected(self, data: ImageAssetData, output: Handle, foreseen: Foreseen) -> Expected:
        return Expected(1) if data.asset_id else super().expected(data, output, foreseen)

    async def run(self, context: NodeContext[ImageAssetData]) -> NodeResult:
        if context.data.asset_id is None:
            return await super().run(context)
        image = await context.pictures.image_output(context.data.asset_id)
        return NodeResult(image | {"images": [image], "warnings": [], "droppedParams": []})


NODE = ImageAsset()

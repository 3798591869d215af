"""What all nodes that make images have in common."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any, TypeVar

from limner import template
from limner.models.catalog import Catalog
from limner.models.parts import Task
from limner.models.price import Price
from limner.nodes._generate import (
    check_image,
    generate_images,
    handles_for,
    image_price,
    settings_before,
    slots_of,
)
from limner.nodes._image_data import (
    IMAGE_INPUTS,
    IMAGE_OUTPUT_FIELDS,
    IMAGE_OUTPUTS,
    ImageData,
)
from limner.nodes._prompt_modes import prompt_model_of
from limner.nodes.contract import (
    CheckScope,
    Expected,
    Finding,
    Foreseen,
    Handle,
    Json,
    Node,
    NodeContext,
    NodeResult,
    Wiring,
)

Data = TypeVar("Data", bound=ImageData)


class ImageNode(Node[Data]):
    """Sockets by model, one image output, and a generation when it runs."""

    category = "generate"
    inputs = IMAGE_INPUTS
    outputs = IMAGE_OUTPUTS
    dynamic_inputs = "model"
    output_schema = IMAGE_OUTPUT_FIELDS
    picture = True
    runnable = True

    def tasks(self) -> tuple[Task, ...]:
        return self.data_type.tasks

    def input_handles(self, data: Data, catalog: Catalog) -> tuple[Handle, ...]:
        return handles_for(data, self.inputs, catalog)

    def images_named(self, data: Data) -> Iterable[tuple[str, str]]:
        picked = chain.from_iterable(data.references.by_role().values())
        return [("references", text) for text in picked if not template.is_template(text)]

    def version_for(self, data: Data, catalog: Catalog) -> str:
        """Data without a model mean the default, which another day is another one."""
        model = catalog.choose(data.model, data.provider, data.tasks)
        writer = prompt_model_of(data, catalog)
        used = f"{self.version} {model.provider} {model.id} {model.endpoint}"
        return f"{used} {writer.id}" if writer else used

    def value_on(self, handle: Handle, output: Json) -> Any:
        return slots_of(output)

    def check(self, data: Data, wiring: Wiring, scope: CheckScope) -> Iterable[Finding]:
        return check_image(data, wiring, scope)

    def price(self, data: Data, foreseen: Foreseen, catalog: Catalog) -> Price | None:
        return image_price(data, foreseen, catalog)

    def expected(self, data: Data, output: Handle, foreseen: Foreseen) -> Expected:
        """The images of a count travel as one value that holds several."""
        settings = settings_before(data, foreseen)
        return Expected(settings.count if settings else None)

    async def run(self, context: NodeContext[Data]) -> NodeResult:
        return await generate_images(context)

"""The data of every node that makes images."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from limner.models.parts import IMAGE_TASKS, ImageFormat, Role, Task
from limner.models.request import DEFAULT_STYLE, ImageSettings
from limner.models.sizing import SizeWish
from limner.models.styles import STYLES
from limner.nodes._controls import HIDDEN, shown_as
from limner.nodes._picked import only_of
from limner.nodes.contract import Handle, ListedData, NodeData, OutputField

PROMPT_IN = "prompt-in"
PARAMS_IN = "params-in"
IMAGE_OUT = "image-out"
MOST_IMAGES = 15
PromptMode = Literal["manual", "prompt_ai", "auto"]

_RATIOS = (
    ("1:1", "Square", "Posts, avatars"),
    ("16:9", "Landscape", "Banners, slides"),
    ("9:16", "Portrait", "Stories, reels"),
    ("4:3", "Classic", "Presentations"),
    ("3:4", "Tall", "Cards, posters"),
    ("3:2", "Photo", "Prints"),
    ("2:3", "Book", "Covers"),
    ("21:9", "Wide", "Film, headers"),
)
_PROMPT_MODES = (
    ("manual", "Manual", "The prompt is sent as written."),
    ("prompt_ai", "Prompt AI", "A text model turns your words into an image prompt."),
    ("auto", "Auto", "A text model writes the prompt from what is wired in."),
)
_FORMATS = (
    ("png", "PNG", "Lossless."),
    ("jpeg", "JPEG", "Small, no transparency."),
    ("webp", "WebP", "Smallest."),
)


class References(NodeData):
    """Files picked in the side panel, by what they are for: kept ones, by id, and those of earlier
    nodes, by templates such as `run.attachments.<node>`."""

    image: list[str] = Field(default_factory=list)
    style: list[str] = Field(default_factory=list)
    character: list[str] = Field(default_factory=list)
    start_image: list[str] = Field(default_factory=list)
    end_image: list[str] = Field(default_factory=list)
    mask: list[str] = Field(default_factory=list)

    def by_role(self) -> dict[Role, list[str]]:
        return {
            "image": self.image,
            "style": self.style,
            "character": self.character,
            "startImage": self.start_image,
            "endImage": self.end_image,
            "mask": self.mask,
            "video": [],
        }


class ImageData(ListedData):
    """What an image node is set to. Exactly one form of size is used."""

    # What its model may do; the first is what its default model does.
    tasks: ClassVar[tuple[Task, ...]] = IMAGE_TASKS

    prompt: str = Field(
        "",
        title="Prompt",
        description="Describe the image you want to generate.",
        json_schema_extra=shown_as("prompt", "both", row=1, template=True),
    )
    prompt_mode: PromptMode = Field(
        "manual",
        title="Prompt mode",
        description="Who writes the prompt: you, or a text model.",
        json_schema_extra=shown_as("promptMode", choices=_PROMPT_MODES),
    )
    prompt_model: str | None = Field(
        None,
        title="Prompt model",
        description="The text model that writes the prompt; without one, the first that is ready.",
        json_schema_extra=shown_as("promptModel"),
    )
    review_prompt: bool = Field(
        False,
        title="Review the prompt",
        description="Show the written prompt, and go on once you have confirmed it.",
        json_schema_extra=shown_as("reviewPrompt"),
    )
    count: int = Field(
        1,
        ge=1,
        le=MOST_IMAGES,
        title="Count",
        description="Images per run.",
        json_schema_extra=shown_as("count", "card", row=2),
    )
    model: str | None = Field(
        None,
        title="Model",
        description="The image model; without one, the default.",
        json_schema_extra=shown_as("model", "card", row=2),
    )
    provider: str | None = Field(
        None,
        title="Provider",
        description="A provider alone means its default model.",
        json_schema_extra=HIDDEN,
    )
    aspect_ratio: str | None = Field(
        None,
        title="Size",
        description="An aspect ratio such as 16:9, or square, landscape, portrait.",
        json_schema_extra=shown_as("sizing", "both", row=3, choices=_RATIOS),
    )
    size: str | None = Field(
        None, title="Pixels", description="A size such as 1024x1024.", json_schema_extra=HIDDEN
    )
    image_size: str | None = Field(
        None,
        title="Image size",
        description="A preset such as landscape_16_9.",
        json_schema_extra=HIDDEN,
    )
    resolution: str | None = Field(
        None, title="Resolution", description="1K, 2K or 4K.", json_schema_extra=HIDDEN
    )
    fallback_models: list[str] = Field(
        default_factory=list,
        max_length=5,
        title="Fallback models",
        description="Models tried in this order when the chosen one is down or refuses.",
        json_schema_extra=shown_as("models"),
    )
    style: str = Field(
        DEFAULT_STYLE,
        title="Style",
        description="Words added to the prompt.",
        json_schema_extra=shown_as(
            "style", choices=[(style.id, style.title, style.description) for style in STYLES]
        ),
    )
    quality: str | None = Field(
        None,
        title="Quality",
        description="Where the model has it.",
        json_schema_extra=shown_as("quality"),
    )
    params: dict[str, Any] = Field(
        default_factory=dict,
        title="Advanced",
        description="The model's own parameters.",
        json_schema_extra=shown_as("params", template=True),
    )
    references: References = Field(
        default_factory=References,
        title="References",
        description="Images of earlier nodes, or kept ones.",
        json_schema_extra=shown_as("references", template=True) | only_of("image"),
    )
    format: ImageFormat = Field(
        "png",
        title="Format",
        description="The file format of the result.",
        json_schema_extra=shown_as("format", choices=_FORMATS),
    )

    @property
    def own_params(self) -> dict[str, Any]:
        """What the node itself says of the model's own parameters."""
        return {name: value for name, value in self.params.items() if value is not None}

    @property
    def size_wish(self) -> SizeWish:
        return SizeWish(self.aspect_ratio, self.size, self.image_size, self.resolution)

    def settings(self, prompt: str, bundle: dict[str, Any], *, in_list: bool) -> ImageSettings:
        """The settings for one run: what the node says wins over the bundle.

        Raises pydantic's ValidationError for a value of the bundle that cannot be used.
        """
        dumped = self.model_dump(by_alias=True)
        own = {name: value for name, value in dumped.items() if name in _OWN_SETTINGS}
        written = {type(self).model_fields[name].alias or name for name in self.model_fields_set}
        said = {name for name in written if own.get(name) is not None}
        if said & _SIZINGS:
            said |= _SIZINGS
        known = {name for name in own if name in _BUNDLE_SETTINGS}
        from_bundle = {key: bundle[key] for key in bundle if key in known and key not in said}
        params = {key: bundle[key] for key in bundle if key not in known} | self.own_params
        merged = own | from_bundle | {"prompt": prompt, "params": params}
        if in_list:
            merged["count"] = 1
        return ImageSettings.model_validate(merged)


_OWN_SETTINGS = frozenset(
    field.alias or name for name, field in ImageSettings.model_fields.items()
) - {"params"}

_SIZINGS = frozenset({"aspectRatio", "size", "imageSize", "resolution"})
"""Forms of one setting: who says one of them has said the size."""

_BUNDLE_SETTINGS = _SIZINGS | frozenset(
    {"count", "model", "provider", "style", "quality", "format"}
)

IMAGE_INPUTS: tuple[Handle, ...] = (
    Handle(PROMPT_IN, "Prompt", "text", multiple=True),
    Handle("image-in", "Image", "image", multiple=True, role="image"),
    Handle("style-in", "Style", "image", multiple=True, role="style"),
    Handle("character-in", "Character", "image", multiple=True, role="character"),
    Handle("start-image-in", "Start image", "image", multiple=True, role="startImage"),
    Handle("end-image-in", "End image", "image", multiple=True, role="endImage"),
    Handle("mask-in", "Mask", "image", multiple=True, role="mask"),
    Handle(PARAMS_IN, "Parameters", "params", multiple=True),
)

VIDEO_IN = Handle("video-in", "Video", "video", role="video")
REFERENCE_INPUTS = (*(handle for handle in IMAGE_INPUTS if handle.role is not None), VIDEO_IN)
"""Every socket for references that any node has."""

IMAGE_OUTPUTS: tuple[Handle, ...] = (Handle(IMAGE_OUT, "Image", "image", field="images"),)

IMAGE_OUTPUT_FIELDS: tuple[OutputField, ...] = (
    OutputField("url", "text"),
    OutputField("imageUrl", "text"),
    OutputField("imagePath", "text"),
    OutputField("path", "text"),
    OutputField("attachmentId", "text"),
    OutputField("prompt", "text"),
    OutputField("refinement", "any"),
    OutputField("revised_prompt", "text"),
    OutputField("aspectRatio", "text"),
    OutputField("size", "text"),
    OutputField("seed", "number"),
    OutputField("model", "text"),
    OutputField("provider", "text"),
    OutputField("cost", "number"),
    OutputField("images", "any"),
    OutputField("items", "any"),
    OutputField("failed", "any"),
    OutputField("warnings", "any"),
    OutputField("droppedParams", "any"),
    OutputField("_metadata", "any"),
)

"""What a run answers in the images API. Pictures stand in it as bytes: JSON writes base64.

Without a ``response_format`` each image is given both ways. Clients written for today's models
read `b64_json`, which is all that those answer; clients written for DALL·E 3 read `url`, which
was its default (OpenAI's API reference, "Create image").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from limner.models.image_request import RequestWarning
from limner.models.model import Model
from limner.models.request import ImageSettings
from limner.server.direct_call import output_of
from limner.server.schemas.images_api import ResponseFormat
from limner.server.schemas.shape import JsonObject
from limner.storage.blob_keys import digest_of_key
from limner.studio import Studio


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the answer to a run depends on besides the run. ``created`` is in Unix seconds."""

    run_id: str
    created: int
    model: Model
    settings: ImageSettings
    response_format: ResponseFormat | None
    warnings: Sequence[RequestWarning]

    @property
    def settled(self) -> JsonObject:
        """What is known of the images before they are made."""
        known: JsonObject = {"model": self.model.id}
        if self.model.qualities:
            known["quality"] = self.settings.quality or self.model.default_quality
        background = self.model.parameters.get("background")
        if background is not None:
            known["background"] = self.settings.params.get("background", background.get("default"))
        return known


async def images_answer(
    studio: Studio, run: JsonObject, usage: Mapping[str, int], wanted: Wanted
) -> JsonObject:
    """The whole answer for a run that succeeded."""
    output = output_of(run)
    data = [await image_json(studio, image, wanted.response_format) for image in output["images"]]
    answer = {"created": wanted.created, "data": data} | wanted.settled | facts_of(output)
    return answer | told(output, usage, wanted)


async def image_json(
    studio: Studio, image: Mapping[str, Any], response_format: ResponseFormat | None
) -> JsonObject:
    """One image of an image output, as bytes, as an address, or as both."""
    shown: JsonObject = {}
    if response_format != "url":
        shown["b64_json"] = await studio.assets.content(digest_of_key(image["imagePath"]))
    if response_format != "b64_json":
        shown["url"] = image["url"]
    if image["revised_prompt"] != image["prompt"]:
        shown["revised_prompt"] = image["revised_prompt"]
    return shown


def facts_of(image: Mapping[str, Any]) -> JsonObject:
    """What an image turned out to be."""
    _, _, format = image["_metadata"]["mimeType"].partition("/")
    return {"size": image["size"], "output_format": format, "model": image["model"]}


def told(output: JsonObject, usage: Mapping[str, int], wanted: Wanted) -> JsonObject:
    """Tokens and warnings, where there are any."""
    answer: JsonObject = {"usage": _usage(usage)} if usage else {}
    warnings = [*output["warnings"], *(warning.as_json() for warning in wanted.warnings)]
    return answer | {"warnings": warnings} if warnings else answer


def _usage(tokens: Mapping[str, int]) -> JsonObject:
    text_in, images_in = tokens.get("text_input", 0), tokens.get("image_input", 0)
    text_out, images_out = tokens.get("text_output", 0), tokens.get("image_output", 0)
    return {
        "input_tokens": text_in + images_in,
        "input_tokens_details": {"text_tokens": text_in, "image_tokens": images_in},
        "output_tokens": text_out + images_out,
        "output_tokens_details": {"text_tokens": text_out, "image_tokens": images_out},
        "total_tokens": text_in + images_in + text_out + images_out,
    }

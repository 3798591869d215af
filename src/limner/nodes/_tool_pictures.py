"""The pictures that the tools of a text model make, as it is shown them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from limner.errors import BadField, NotFound
from limner.media.file_types import IMAGE_TYPES
from limner.media.outputs import files_in
from limner.models.text_request import SeenImage, ToolTurn
from limner.nodes.contract import NodeContext

MOST_PICTURES = 10
"""Pictures that a model is shown because they are given to it, and as many that its tools made."""


def pictures_in(value: Any) -> list[str]:
    """The ids of the images in an answer, in their order, each once. Pure."""
    told = [file["_metadata"] for file in files_in(value)]
    return [each["attachmentId"] for each in told if each.get("mimeType") in IMAGE_TYPES]


async def shown(context: NodeContext[Any], asset_ids: Sequence[str]) -> tuple[SeenImage, ...]:
    """The newest of some pictures, each once; one that is gone, or none, is left to its name."""
    ids = list(dict.fromkeys(asset_ids))[-MOST_PICTURES:]
    found: list[SeenImage] = []
    for asset_id in ids:
        try:
            found += await context.texts.images([asset_id])
        except (NotFound, BadField):
            continue
    return tuple(found)


def newest_shown(turns: Sequence[ToolTurn]) -> list[ToolTurn]:
    """The turns with the newest pictures of all, each where it was given last. Pure."""
    seen: set[str] = set()
    kept: list[ToolTurn] = []
    for turn in reversed(turns):
        images = []
        for image in reversed(turn.images):
            if image.asset_id not in seen and len(seen) < MOST_PICTURES:
                seen.add(image.asset_id)
                images.append(image)
        kept.append(replace(turn, images=tuple(reversed(images))))
    return kept[::-1]

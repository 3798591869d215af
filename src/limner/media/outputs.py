"""Kept files as JSON: in the library, and in a node's output. Addresses are filled in later."""

from __future__ import annotations

import math
from typing import Any

from limner.media.file_types import IMAGE_TYPES
from limner.media.links import Links, file_metadata
from limner.storage.blob_keys import blob_key
from limner.storage.queries.assets import AssetRow
from limner.values import as_rfc3339, credits_from, credits_if_known

Json = dict[str, Any]

GENERATION, EDIT, IMPORT = "generation", "edit", "import"
"""Origins: made by a model, made from other files, brought in."""

_MOUNT = "/mnt/data"
_THUMBNAIL_WIDTH = 512
_BYTES_PER_KB = 1024
_HOLDS_OTHERS = (dict, list)


def asset_json(row: AssetRow) -> Json:
    """An asset as the interface describes it, without its addresses."""
    return {
        "id": row.id,
        "name": row.name,
        "mimeType": row.mime_type,
        "width": row.width,
        "height": row.height,
        "lengthMs": row.length_ms,
        "sizeBytes": row.size_bytes,
        "sha256": row.digest,
        "createdAt": as_rfc3339(row.created_at),
        "origin": row.origin,
        "prompt": row.prompt,
        "model": row.model,
        "runId": row.run_id,
        "nodeId": row.node_id,
        "workflowId": row.workflow_id,
        "parents": row.parents,
        "seed": row.seed,
        "cost": credits_if_known(row.cost),
    }


def linked_asset(asset: Json, links: Links) -> Json:
    """An asset with its signed address and its thumbnail's, which only images have."""
    shown = asset["mimeType"] in IMAGE_TYPES
    return asset | {
        "url": links.file_url(asset["id"], asset["name"]),
        "thumbnailUrl": links.thumbnail_url(asset["id"], _THUMBNAIL_WIDTH) if shown else None,
    }


def file_output(row: AssetRow) -> Json:
    """A file as nodes put it out, without its address: what every kind of file has."""
    return {
        "attachmentId": row.id,
        "path": f"{_MOUNT}/{row.name}",
        "mimeType": row.mime_type,
        "_metadata": _metadata(row),
    }


def files_in(output: Any) -> list[Json]:
    """The files in an output, in their order, each once: what is told of them there."""
    found: dict[str, Json] = {}
    waiting = [output]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += [item for item in reversed(value) if isinstance(item, _HOLDS_OTHERS)]
        elif isinstance(value, dict):
            if (metadata := file_metadata(value)) is not None:
                found.setdefault(metadata["attachmentId"], value)
            below = reversed(value.values())
            waiting += [item for item in below if isinstance(item, _HOLDS_OTHERS)]
    return list(found.values())


def film_output(row: AssetRow, *, revised_prompt: str | None = None) -> Json:
    """One film or sound of an output, without its address. ``duration`` is in seconds."""
    size = f"{row.width}x{row.height}" if row.width and row.height else None
    return file_output(row) | {
        "prompt": row.prompt,
        "revised_prompt": revised_prompt or row.prompt,
        "size": size,
        "duration": None if row.length_ms is None else row.length_ms / 1000,
        "seed": row.seed,
        "model": row.model,
        "provider": row.provider,
        "cost": _cost(row),
    }


def image_output(
    row: AssetRow, *, revised_prompt: str | None = None, said_ratio: str | None = None
) -> Json:
    """One image of an image node's output, without its addresses.

    ``said_ratio`` is the aspect ratio as the caller put it; without it, the made one.
    """
    width, height = row.width or 0, row.height or 0
    divisor = math.gcd(width, height) or 1
    made_ratio = f"{width // divisor}:{height // divisor}"
    return {
        "attachmentId": row.id,
        "imagePath": blob_key(row.digest),
        "path": f"{_MOUNT}/{row.name}",
        "prompt": row.prompt,
        "revised_prompt": revised_prompt or row.prompt,
        "aspectRatio": said_ratio or made_ratio,
        "size": f"{width}x{height}",
        "seed": row.seed,
        "model": row.model,
        "provider": row.provider,
        "cost": _cost(row),
        "_metadata": _metadata(row),
    }


def _metadata(row: AssetRow) -> Json:
    return {
        "name": row.name,
        "mimeType": row.mime_type,
        "sizeInKb": round(row.size_bytes / _BYTES_PER_KB, 1),
        "attachmentId": row.id,
        "width": row.width,
        "height": row.height,
    }


def _cost(row: AssetRow) -> int | None:
    """Credits; what was not bought costs nothing, and a price nobody knows is not nothing."""
    if row.cost is None:
        return None if row.origin == GENERATION else 0
    return credits_from(row.cost)

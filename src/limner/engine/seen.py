"""The images of earlier nodes that a node is shown without a wire. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from limner.engine.inputs import Source
from limner.engine.plan import Step
from limner.nodes.contract import Json
from limner.storage.queries.runs import WHOLE_NODE


def seen_images(step: Step, sources: Mapping[str, Source], item: int) -> list[str]:
    """The ids of the images, in the order in which they were made, each once.

    Of a node that ran for the items of a list, a step that does so too sees the same item's
    images, and any other step all of them.
    """
    ids = [
        asset_id
        for node_id in step.sees
        if node_id in sources
        for output in _outputs(sources[node_id], item)
        for asset_id in _images(sources[node_id], output)
    ]
    return list(dict.fromkeys(ids))


def _outputs(source: Source, item: int) -> Iterator[Json]:
    if source.items is None:
        yield source.output or {}
    elif item == WHOLE_NODE:
        yield from (output for output in source.items if output is not None)
    elif item < len(source.items):
        yield source.items[item] or {}


def _images(source: Source, output: Json) -> Iterator[str]:
    for handle in source.handles.values():
        if handle.type == "image" and output:
            yield from _ids(source.node.value_on(handle, output))


def _ids(value: Any) -> Iterator[str]:
    """The ids of the images in a value on a wire; those that failed are left out."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and isinstance(one.get("attachmentId"), str):
            yield one["attachmentId"]

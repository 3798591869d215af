"""Workflow documents for tests, written as briefly as they can be."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def node(node_id: str, type_id: str, **data: Any) -> Json:
    return {"id": node_id, "type": type_id, "position": {"x": 0, "y": 0}, "data": data}


def inside(loop: str, inner: Json) -> Json:
    """A node as one that stands in a loop."""
    return inner | {"parentId": loop}


def wire(source: str, target: str) -> Json:
    """An edge from `node.handle` to `node.handle`."""
    from_node, from_handle = source.split(".", 1)
    to_node, to_handle = target.split(".", 1)
    return {
        "id": f"{source}-{target}",
        "source": from_node,
        "sourceHandle": from_handle,
        "target": to_node,
        "targetHandle": to_handle,
    }


def document(nodes: list[Json], edges: list[Json] | None = None) -> Json:
    return {"schema": 1, "name": "Test", "nodes": nodes, "edges": edges or []}


def fake_image(node_id: str = "image", **data: Any) -> Json:
    """An image node on the pretending provider."""
    return node(node_id, "image", model="fake", **data)


def prompt_to_image(model: str = "fake", **data: Any) -> Json:
    """Request Input → Image Generation → Response Output."""
    field = {"name": "prompt", "type": "text", "required": True}
    return document(
        [
            node("request", "request_input", fields=[field]),
            node("image", "image", model=model, **data),
            node("response", "response_output"),
        ],
        [wire("request.prompt", "image.prompt-in"), wire("image.image-out", "response.image")],
    )


def list_to_image(items: list[Any], model: str = "fake", **data: Any) -> Json:
    """List → Image Generation → Response Output."""
    return document(
        [
            node("list", "list", items=items),
            node("image", "image", model=model, **data),
            node("response", "response_output"),
        ],
        [wire("list.list-out", "image.prompt-in"), wire("image.image-out", "response.images")],
    )

"""What starts runs of a document by itself, and what a run is then given. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from limner.errors import BadField
from limner.nodes import NodeTypes
from limner.nodes.contract import Json, StartedBy
from limner.workflows.document import Document, parse_document
from limner.workflows.keeping import CannotBeKept, encode
from limner.workflows.reading import Readings


def started_by(readings: Readings) -> StartedBy | None:
    """What starts runs of a document that has no problems; None where only people do."""
    reading = readings.of(readings.trigger) if readings.trigger else None
    if reading is None or reading.data is None:
        return None
    return reading.node.started_by(reading.data)


def validate_payload(given: object) -> Json:
    """The payload of a run. Raises BadField for what is no object or cannot be kept."""
    if not isinstance(given, Mapping):
        raise BadField("The payload must be an object: names with their values.")
    try:
        encode(given)
    except CannotBeKept as reason:
        raise BadField(f"The payload {reason}.") from None
    return dict(given)


def without_secrets(document: Document, nodes: NodeTypes) -> tuple[Document, dict[str, str]]:
    """A document without the secrets somebody wrote into it, and those by their node's id."""
    found: dict[str, str] = {}
    kept: list[Any] = []
    for record, raw in zip(document.nodes, document.raw["nodes"], strict=True):
        node = nodes.find(record.type)
        fields = node.secret_fields & record.data.keys() if node is not None else frozenset()
        for field in fields:
            secret = record.data[field]
            if isinstance(secret, str) and secret:
                found[record.id] = secret
        data = {name: value for name, value in record.data.items() if name not in fields}
        kept.append({**raw, "data": data} if fields else raw)
    if all(mine is theirs for mine, theirs in zip(kept, document.raw["nodes"], strict=True)):
        return document, found
    return parse_document({**document.raw, "nodes": kept}), found

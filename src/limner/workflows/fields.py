"""What templates may use of each node, as far as that is known before a run. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from limner.nodes.contract import ItemSchemas, OutputField, Schema
from limner.template import Name, names
from limner.workflows.reading import Reading, Readings

_UNKNOWN: Schema = {}


class Fields:
    """The fields of a document's nodes; what is known of a list's items goes along its wires."""

    def __init__(self, readings: Readings) -> None:
        self._readings = readings
        self._found: dict[str, Sequence[OutputField] | None] = {}

    def of(self, node_id: str) -> Sequence[OutputField] | None:
        """The fields of a node's output, None where they cannot be known."""
        if node_id not in self._found:
            self._found[node_id] = None
            self._found[node_id] = self._find(node_id)
        return self._found[node_id]

    def inside(self, node_id: str) -> Sequence[OutputField]:
        """What the nodes inside a node may use of it: its present item."""
        reading = self._readings.of(node_id)
        if reading is None:
            return ()
        if reading.data is None:
            return reading.node.inner_schema
        return reading.node.inner_fields(reading.data, self._arriving(reading))

    def _find(self, node_id: str) -> Sequence[OutputField] | None:
        reading = self._readings.of(node_id)
        if reading is None or reading.node.takes_payload:
            return None
        node, data = reading.node, reading.data
        if data is None or node.dynamic_outputs in reading.bad_fields:
            return node.output_schema if node.dynamic_outputs is None else None
        return node.fields_with(data, self._arriving(reading))

    def _arriving(self, reading: Reading) -> ItemSchemas:
        """What the items are like that come in: by wire, or by a field that names a list."""
        found = dict(self._named(reading))
        for edge in self._readings.document.edges_into.get(reading.record.id, ()):
            target = reading.input(edge.target_handle)
            if target is not None and target.takes == "list":
                found[target.name] = self._wired(edge.source, edge.source_handle, reading)
        return found

    def _wired(self, source: str, handle: str | None, target: Reading) -> Schema:
        leaving = self._readings.leaving(source, handle, target.record.id)
        if leaving is None or leaving.type != "list":
            return _UNKNOWN
        return self._items(source, leaving.field or leaving.name)

    def _named(self, reading: Reading) -> Iterator[tuple[str, Schema]]:
        for use in reading.uses:
            alone = _lone_name(reading.record.data.get(use.field))
            if use.field not in reading.node.value_fields or alone != use.name:
                continue
            match use.name.path:
                case ("output", str() as field):
                    yield use.field, self._items(use.name.root, field)
                case _:
                    yield use.field, _UNKNOWN

    def _items(self, node_id: str, field: str) -> Schema:
        """The schema of the items of a list that a node puts out."""
        for known in self.of(node_id) or ():
            if known.name == field and known.schema and known.schema.get("type") == "array":
                items: Schema = known.schema.get("items", _UNKNOWN)
                return items
        return _UNKNOWN


def _lone_name(text: Any) -> Name | None:
    """The name that a template consists of."""
    match = re.fullmatch(r"\s*\{\{-?([^{}|]*)-?\}\}\s*", text) if isinstance(text, str) else None
    found = names(text) if match else ()
    return found[0] if match and len(found) == 1 and str(found[0]) == match[1].strip() else None

"""The named values a workflow answers with: their names, their types, what is wrong. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from limner.errors import Problem
from limner.nodes.contract import HandleType
from limner.workflows.fan_out import fanned_out
from limner.workflows.reading import Readings

RESERVED_OUTPUTS = frozenset({"runId"})
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class RunOutput:
    """One value of the answer. ``many``: a list, with null for items that failed."""

    name: str
    type: HandleType
    node_id: str
    many: bool = False


def run_outputs(readings: Readings) -> list[RunOutput]:
    """The outputs of the answering nodes, in the document's order: wired ones, then templates."""
    node_ids = [record.id for record in readings.document.nodes]
    needs = {node_id: readings.needs_of(node_id) for node_id in node_ids}
    fanned = fanned_out(readings, needs)
    return [
        output
        for node_id in node_ids
        for output in (
            *_wired_outputs(readings, node_id, fanned),
            *_written_outputs(readings, node_id),
        )
    ]


def output_problems(readings: Readings, node_ids: Sequence[str]) -> Iterator[Problem]:
    """Names that cannot be outputs, and those given twice."""
    seen: set[str] = set()
    for node_id in node_ids:
        names = [output.name for output in _wired_outputs(readings, node_id, set())]
        names = [*dict.fromkeys(names), *(o.name for o in _written_outputs(readings, node_id))]
        for name in names:
            if name in RESERVED_OUTPUTS or not _NAME.fullmatch(name):
                message = f"{name!r:.80} cannot be an output's name."
                yield Problem("bad_field", message, node_id, name)
            elif name in seen:
                message = f"The output {name!r:.80} is given twice."
                yield Problem("bad_field", message, node_id, name)
            seen.add(name)


def _wired_outputs(readings: Readings, node_id: str, fanned: set[str]) -> Iterator[RunOutput]:
    reading = readings.of(node_id)
    if reading is None or not reading.node.gives_answer:
        return
    for edge in readings.document.edges_into.get(node_id, ()):
        source = readings.of(edge.source)
        handle = readings.leaving(edge.source, edge.source_handle, node_id)
        if edge.target_handle:
            several = source is not None and getattr(source.data, "count", 1) > 1
            many = edge.source in fanned or several
            yield RunOutput(edge.target_handle, handle.type if handle else "any", node_id, many)


def _written_outputs(readings: Readings, node_id: str) -> Iterator[RunOutput]:
    reading = readings.of(node_id)
    if reading is None or reading.data is None or not reading.node.gives_answer:
        return
    for name in reading.node.answer_names(reading.data):
        yield RunOutput(name, "text", node_id)

"""What the engine runs: frozen steps with their wires and needs. Pure data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec


class Wire(msgspec.Struct, frozen=True):
    """One edge into a step: which value goes into which handle, in the document's order."""

    handle: str
    source: str
    source_handle: str


class Step(msgspec.Struct, frozen=True):
    """One node to run. ``needs`` are all nodes whose output it uses: wired, by template, or seen.

    ``data`` is the node's data as written; ``pairing`` says how several lists combine. ``sees``
    are the nodes whose images it is shown without a wire. A step that stands for ``one_run`` names
    the run itself, so that its result is of no use to another. ``body`` are the steps inside a node
    that runs them once per item; what these need from outside is among its own needs. ``depth`` is
    how many such nodes are around it.
    """

    node_id: str
    type_id: str
    data: dict[str, Any]
    wires: tuple[Wire, ...] = ()
    needs: tuple[str, ...] = ()
    pairing: str = "zip"
    sees: tuple[str, ...] = ()
    one_run: bool = False
    body: tuple[Step, ...] = ()
    depth: int = 0

    @property
    def results(self) -> tuple[Step, ...]:
        """The steps of the body that no other of its steps needs: what an item comes to."""
        needed = {need for step in self.body for need in step.needs}
        return tuple(step for step in self.body if step.node_id not in needed)


class Plan(msgspec.Struct, frozen=True):
    """The steps in an order in which every step stands after those it needs.

    ``always`` are nodes that run even when an earlier result could be reused.
    ``trigger`` is the node whose output is ``trigger.output`` in templates, if any.
    """

    steps: tuple[Step, ...]
    trigger: str | None = None
    always: frozenset[str] = frozenset()

    def every_step(self) -> Iterator[Step]:
        """All steps, each before those inside it."""
        return with_bodies(self.steps)


def with_bodies(steps: Iterable[Step]) -> Iterator[Step]:
    """Steps and those inside them, each before those inside it."""
    for step in steps:
        yield step
        yield from with_bodies(step.body)


def encode_plan(plan: Plan) -> bytes:
    return msgspec.json.encode(plan)


def decode_plan(data: bytes | str) -> Plan:
    return msgspec.json.decode(data, type=Plan)

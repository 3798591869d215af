"""What the engine runs: frozen steps with their wires and needs. Pure data."""

from __future__ import annotations

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
    the run itself, so that its result is of no use to another.
    """

    node_id: str
    type_id: str
    data: dict[str, Any]
    wires: tuple[Wire, ...] = ()
    needs: tuple[str, ...] = ()
    pairing: str = "zip"
    sees: tuple[str, ...] = ()
    one_run: bool = False


class Plan(msgspec.Struct, frozen=True):
    """The steps in an order in which every step stands after those it needs.

    ``always`` are nodes that run even when an earlier result could be reused.
    ``trigger`` is the node whose output is ``trigger.output`` in templates, if any.
    """

    steps: tuple[Step, ...]
    trigger: str | None = None
    always: frozenset[str] = frozenset()


def encode_plan(plan: Plan) -> bytes:
    return msgspec.json.encode(plan)


def decode_plan(data: bytes | str) -> Plan:
    return msgspec.json.decode(data, type=Plan)

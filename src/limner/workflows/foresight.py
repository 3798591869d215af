"""What will arrive at the nodes of a run, as far as that is known before it. Pure.

The engine does the same with what has been made (``limner.engine.inputs``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from limner.engine.inputs import comes_singly, paired
from limner.engine.plan import Plan, Step, Wire
from limner.errors import LimnerError, ListLengthsDiffer, Problem, TooManyItems
from limner.models.catalog import Catalog
from limner.nodes import NodeTypes
from limner.nodes.contract import AnyNode, Expected, Foreseen, Handle, Json
from limner.storage.queries.runs import ExecutionRow


@dataclass(frozen=True, slots=True)
class Outlook:
    """How a node will run: once, or in a list for so many items (None: not known).

    ``arriving`` is what its wires bring, by handle: to each item where there are several.
    ``times`` is how often all of this happens, once for each item of the loops around it.
    """

    node: AnyNode
    data: Any
    in_list: bool = False
    items: int | None = None
    arriving: Mapping[str, Sequence[Expected]] = field(default_factory=dict)
    times: int | None = 1
    fault: LimnerError | None = None
    """Why the lists that come singly cannot run it, as far as their lengths are known."""


def ahead_problems(ahead: Mapping[str, Outlook], inputs: Json) -> list[Problem]:
    """What is known not to work, of nodes that run this way."""
    problems = []
    for node_id, outlook in ahead.items():
        if outlook.fault is not None:
            problems.append(Problem(outlook.fault.code, outlook.fault.sentence, node_id))
        foreseen = Foreseen(outlook.items, inputs, outlook.arriving)
        problems += [
            Problem(finding.code, finding.message, node_id, finding.field)
            for finding in outlook.node.check_ahead(outlook.data, foreseen)
        ]
    return problems


def outlooks(
    plan: Plan,
    nodes: NodeTypes,
    catalog: Catalog,
    inputs: Json,
    reused: Mapping[str, ExecutionRow],
) -> dict[str, Outlook]:
    """How each node of a plan will run on these inputs. ``reused`` are results that stand."""
    foresight = _Foresight(nodes, catalog, inputs, reused)
    for step in plan.steps:
        foresight.take(step)
    return foresight.outlooks


class _Foresight:
    """Takes the steps of a plan in their order."""

    def __init__(
        self,
        nodes: NodeTypes,
        catalog: Catalog,
        inputs: Json,
        reused: Mapping[str, ExecutionRow],
    ) -> None:
        self._nodes = nodes
        self._catalog = catalog
        self._inputs = inputs
        self._reused = reused
        self._outputs: dict[tuple[str, str], tuple[Handle, Expected]] = {}
        self.outlooks: dict[str, Outlook] = {}

    def take(self, step: Step, times: int | None = 1) -> None:
        node = self._nodes[step.type_id]
        data = node.data_type.model_validate(step.data)
        outlook = replace(self._outlook(step, node, data), times=times)
        self.outlooks[step.node_id] = outlook
        given = {
            output.name: (output, self._expected(step.node_id, outlook, output))
            for output in node.output_handles(data)
        }
        if step.body:
            count = next((expected.length for _, expected in given.values()), None)
            self._take_body(step, list(given), _product(times, count))
        self._outputs.update({(step.node_id, name): sent for name, sent in given.items()})

    def _take_body(self, loop: Step, outputs: Iterable[str], times: int | None) -> None:
        """To the steps inside, a loop gives one item, whichever output they take it from."""
        for name in outputs:
            self._outputs[loop.node_id, name] = Handle(name, name, "any"), Expected(1)
        for step in loop.body:
            self.take(step, times)

    def _outlook(self, step: Step, node: AnyNode, data: Any) -> Outlook:
        result = self._reused.get(step.node_id)
        if result is not None:
            return Outlook(node, data, result.items is not None, result.items)
        targets = _by_name(node.input_handles(data, self._catalog))
        lengths: list[int | None] = []
        arriving: dict[str, list[Expected]] = {}
        for wire in step.wires:
            expected = self._outputs[wire.source, wire.source_handle][1]
            if self._comes_singly(wire, targets.get(wire.handle)):
                lengths.append(expected.length)
                expected = Expected(1)
            arriving.setdefault(wire.handle, []).append(expected)
        outlook = Outlook(node, data, bool(lengths), arriving=arriving)
        try:
            return replace(outlook, items=_items(lengths, step.pairing))
        except (ListLengthsDiffer, TooManyItems) as fault:
            return replace(outlook, fault=fault)

    def _comes_singly(self, wire: Wire, target: Handle | None) -> bool:
        """A handle that the node does not name takes what comes as it is."""
        if target is None:
            return False
        output, _ = self._outputs[wire.source, wire.source_handle]
        return comes_singly(output, target, in_items=self.outlooks[wire.source].in_list)

    def _expected(self, node_id: str, outlook: Outlook, output: Handle) -> Expected:
        """What leaves an output as a whole: of a node in a list, a value per item."""
        if outlook.in_list:
            return Expected(outlook.items)
        result = self._reused.get(node_id)
        if result is not None:
            return _made(outlook.node.value_on(output, result.output or {}), output)
        return outlook.node.expected(
            outlook.data, output, Foreseen(None, self._inputs, outlook.arriving)
        )


def _made(value: Any, output: Handle) -> Expected:
    if isinstance(value, list):
        return Expected(len(value), value)
    return Expected(0 if output.type == "list" or value is None else 1, value)


def _items(lengths: Sequence[int | None], pairing: str) -> int | None:
    """For how many items lists of these lengths run a node; None where that is not known.

    Of lists that pair up by position, one whose length is known tells those of the others.
    Raises ListLengthsDiffer and TooManyItems.
    """
    known = [length for length in lengths if length is not None]
    if not known or (pairing == "product" and len(known) < len(lengths)):
        return None
    return paired(known, pairing)


def _product(times: int | None, count: int | None) -> int | None:
    return None if times is None or count is None else times * count


def _by_name(handles: Iterable[Handle]) -> dict[str, Handle]:
    return {handle.name: handle for handle in handles}

"""What may start next, given what has ended. Pure, and linear in the size of the plan."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

from limner.engine.plan import Step


@dataclass(frozen=True, slots=True)
class Next:
    """Nodes that may start now, and nodes that never will."""

    ready: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


class Schedule:
    """Counts, for every node, the needs that have not succeeded yet.

    Needs that are none of the steps are there already.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        self._missing = {step.node_id: 0 for step in steps}
        self._dependents: dict[str, list[str]] = defaultdict(list)
        for step in steps:
            for need in step.needs:
                if need in self._missing:
                    self._missing[step.node_id] += 1
                    self._dependents[need].append(step.node_id)

    def first(self) -> tuple[str, ...]:
        """The nodes that need nothing."""
        return tuple(node_id for node_id, missing in self._missing.items() if missing == 0)

    def succeeded(self, node_id: str) -> Next:
        """Take note that a node succeeded."""
        ready = []
        for dependent in self._dependents[node_id]:
            if dependent not in self._missing:
                continue
            self._missing[dependent] -= 1
            if self._missing[dependent] == 0:
                ready.append(dependent)
        return Next(ready=tuple(ready))

    def failed(self, node_id: str) -> Next:
        """Take note that a node failed: everything that depends on it is skipped."""
        skipped: list[str] = []
        gone = deque([node_id])
        while gone:
            for dependent in self._dependents[gone.popleft()]:
                if self._missing.pop(dependent, None) is not None:
                    skipped.append(dependent)
                    gone.append(dependent)
        return Next(skipped=tuple(skipped))

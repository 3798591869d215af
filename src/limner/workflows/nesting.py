"""Which nodes stand inside which, and what that means for who needs whom. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

Chain = tuple[str, ...]
"""The nodes around a node, the innermost first."""


class Nesting:
    """The nodes of a document by the loops around them.

    ``parents`` gives for each node the one it stands inside, ``holders`` are those that run what
    is inside them once per item; a node inside anything else stands in the open.
    """

    def __init__(
        self, nodes: Sequence[str], parents: Mapping[str, str | None], holders: Iterable[str]
    ) -> None:
        self._parents = parents
        self._holders = frozenset(holders)
        self._chains: dict[str, Chain] = {}
        self._inside: dict[str | None, list[str]] = {}
        for node in nodes:
            self._inside.setdefault(self.parent(node), []).append(node)

    def around(self, node: str) -> Chain:
        """The loops around a node; none for one that stands inside itself."""
        if node not in self._chains:
            self._chains[node] = self._find(node)
        return self._chains[node]

    def parent(self, node: str) -> str | None:
        """The loop a node stands in directly."""
        return next(iter(self.around(node)), None)

    def members(self, loop: str | None) -> Sequence[str]:
        """The nodes directly inside a loop, or in the open, in the document's order."""
        return self._inside.get(loop, ())

    def all_inside(self, loop: str) -> Iterator[str]:
        """The nodes inside a loop, those in its inner loops included."""
        waiting = list(self.members(loop))
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(self.members(node))

    def reaches(self, node: str, need: str) -> bool:
        """Whether a node may use another: one beside it, around it, or beside what is around it."""
        around = self.around(need)
        return not around or self.around(node)[-len(around) :] == around

    def at_level(self, need: str, loop: str | None) -> str | None:
        """What of the nodes directly inside a loop, or in the open, a needed node is or is in."""
        chain = (need, *self.around(need))
        for place, node in enumerate(chain):
            if next(iter(chain[place + 1 :]), None) == loop:
                return node
        return None

    def needs_from_outside(self, node: str, needs_of: Callable[[str], Iterable[str]]) -> list[str]:
        """What a node uses, and what all that is inside it uses of what is not."""
        found = list(needs_of(node))
        for inner in self.all_inside(node):
            found += [
                need for need in needs_of(inner) if need != node and node not in self.around(need)
            ]
        return list(dict.fromkeys(found))

    def level_needs(
        self, loop: str | None, nodes: Iterable[str], needs_of: Callable[[str], Iterable[str]]
    ) -> dict[str, list[str]]:
        """Who waits for whom among nodes directly inside a loop, or in the open."""
        levels: dict[str, list[str]] = {}
        for node in nodes:
            lifted = (self.at_level(need, loop) for need in self.needs_from_outside(node, needs_of))
            levels[node] = list(dict.fromkeys(need for need in lifted if need is not None))
        return levels

    def reached(self, targets: Iterable[str], needs_of: Callable[[str], Iterable[str]]) -> set[str]:
        """The targets and all they need: of a loop all that is inside it, unless it is needed
        only because a target stands in it."""
        found: set[str] = set()
        whole: set[str] = set()
        waiting = [(target, True) for target in targets]
        while waiting:
            node, entire = waiting.pop()
            if entire and node not in whole:
                whole.add(node)
                waiting += [(inner, True) for inner in self.members(node)]
            if node in found:
                continue
            found.add(node)
            around = self.around(node)
            waiting += [(loop, False) for loop in around]
            waiting += [(need, need not in around) for need in needs_of(node)]
        return found

    def _find(self, node: str) -> Chain:
        chain: list[str] = []
        parent = self._parents.get(node)
        while parent in self._holders:
            assert parent is not None
            if parent == node or parent in chain:
                return ()
            chain.append(parent)
            parent = self._parents.get(parent)
        return tuple(chain)

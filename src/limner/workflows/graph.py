"""Which nodes need which: order, ancestors, descendants, cycles. Pure, iterative, linear.

A graph is the nodes' ids in the document's order and, for each, the ids it needs.
Needs that are no nodes of the graph are passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush

Needs = Mapping[str, Collection[str]]


def order(nodes: Sequence[str], needs: Needs) -> list[str]:
    """The nodes, each after those it needs, else in the given order; none of a cycle's."""
    place = {node: index for index, node in enumerate(nodes)}
    missing = {node: len({need for need in needs.get(node, ()) if need in place}) for node in nodes}
    users = reversed_needs(nodes, needs)
    ready = [place[node] for node in nodes if missing[node] == 0]
    heapify(ready)
    ordered: list[str] = []
    while ready:
        node = nodes[heappop(ready)]
        ordered.append(node)
        for user in users.get(node, ()):
            missing[user] -= 1
            if missing[user] == 0:
                heappush(ready, place[user])
    return ordered


def ancestors(targets: Iterable[str], needs_of: Callable[[str], Iterable[str]]) -> set[str]:
    """The targets and everything they need, directly or not."""
    found: set[str] = set()
    waiting = list(targets)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(needs_of(node))
    return found


def descendants(sources: Iterable[str], nodes: Sequence[str], needs: Needs) -> set[str]:
    """The sources and everything that needs them, directly or not."""
    users = reversed_needs(nodes, needs)
    return ancestors(sources, lambda node: users.get(node, ()))


def reversed_needs(nodes: Sequence[str], needs: Needs) -> dict[str, list[str]]:
    """For each node that is needed, those that need it, each once."""
    known = set(nodes)
    users: dict[str, list[str]] = {}
    for node in nodes:
        for need in dict.fromkeys(needs.get(node, ())):
            if need in known:
                users.setdefault(need, []).append(node)
    return users


def cycles(nodes: Sequence[str], needs: Needs) -> list[list[str]]:
    """One cycle of each knot of nodes that need each other, along the needs."""
    in_order = set(order(nodes, needs))
    knotted = [node for node in nodes if node not in in_order]
    place = {node: index for index, node in enumerate(knotted)}
    found = []
    for knot in _knots(knotted, needs, place.keys()):
        first = min(knot, key=place.__getitem__)
        if len(knot) > 1 or first in needs[first]:
            found.append(_one_cycle(first, knot, needs))
    return sorted(found, key=lambda cycle: place[cycle[0]])


def _one_cycle(node: str, knot: set[str], needs: Needs) -> list[str]:
    """Walk needs inside a knot until a node comes again."""
    walked: dict[str, int] = {}
    while node not in walked:
        walked[node] = len(walked)
        node = next(need for need in needs[node] if need in knot)
    return list(walked)[walked[node] :]


def _knots(nodes: Sequence[str], needs: Needs, known: Collection[str]) -> list[set[str]]:
    """The strongly connected components (Tarjan's algorithm without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    knots: list[set[str]] = []
    for root in nodes:
        if root in index:
            continue
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        walk = [(root, iter(needs.get(root, ())))]
        while walk:
            node, rest = walk[-1]
            for need in rest:
                if need not in known:
                    continue
                if need not in index:
                    index[need] = low[need] = len(index)
                    stack.append(need)
                    on_stack.add(need)
                    walk.append((need, iter(needs.get(need, ()))))
                    break
                if need in on_stack:
                    low[node] = min(low[node], index[need])
            else:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[node])
                if low[node] == index[node]:
                    knots.append(_cut(stack, on_stack, node))
    return knots


def _cut(stack: list[str], on_stack: set[str], node: str) -> set[str]:
    knot: set[str] = set()
    while node not in knot:
        top = stack.pop()
        on_stack.discard(top)
        knot.add(top)
    return knot

"""Where an execution stands: a whole node, or an item inside lists and loops. Pure.

A place is one number, so that it is part of a key like any other: -1 is the whole node, i its item
i, and what is inside an item follows in a range of its own. The places of a node are a tree.
"""

from __future__ import annotations

from limner.nodes.contract import MOST_ITEMS
from limner.storage.queries.runs import WHOLE_NODE

MOST_LOOPS = 3
"""Loops inside each other; with a list in the innermost, the numbers fit 64 bits."""

_BASE = MOST_ITEMS + 1


DEPTHS = tuple(_BASE**depth - 1 for depth in range(MOST_LOOPS + 1))
"""The first place of the items of a node, of what is inside these, and so on."""


def inside(place: int, index: int) -> int:
    """The place of an item of what runs at a place."""
    return (place - WHOLE_NODE) * _BASE + index


def is_within(place: int, outer: int) -> bool:
    """Whether a place is another, or lies inside it."""
    path = path_of(outer)
    return path_of(place)[: len(path)] == path


def path_of(place: int) -> tuple[int, ...]:
    """The indices that lead to a place, the outermost first; none for the whole node."""
    path: list[int] = []
    rest = place - WHOLE_NODE
    while rest:
        rest, number = divmod(rest, _BASE)
        path.append(number - 1)
    return tuple(reversed(path))


def around(place: int) -> int:
    """The place of the item that a place is inside."""
    return place // _BASE + WHOLE_NODE


def level(depth: int) -> tuple[int, int]:
    """The first and the last place that so many indices can lead to."""
    return (DEPTHS[depth - 1], DEPTHS[depth] - 1) if depth else (WHOLE_NODE, WHOLE_NODE)


def index_of(place: int) -> int:
    """Which item of those around it a place is."""
    return (place - WHOLE_NODE) % _BASE - 1

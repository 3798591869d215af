"""Which earlier nodes' images a node is shown that sees images without a wire. Pure.

They are those of the nodes it depends on already, by wires and templates. Where none of these gives
images, they are those of the nodes that stand before it in the order of the run; then it waits for
them. That order is the one of wires and templates, and of the document where these leave it open,
so that no circle can come of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from limner.workflows import graph

MOST_NODES = 4
"""Nodes whose images are looked through, the nearest."""


def seen_nodes(
    nodes: Sequence[str],
    needs: graph.Needs,
    *,
    looking: Collection[str],
    showing: Collection[str],
    inside: Callable[[str], str | None],
) -> dict[str, list[str]]:
    """For each node that is ``looking`` those ``showing`` images that it sees, in order of the run.

    ``nodes`` are all of a document, in its order, and ``needs`` what their wires and templates
    need. ``inside`` tells the node around another.
    """
    ordered = graph.order(nodes, needs) if looking else []
    upstream = _upstream(ordered, needs, showing)
    before: dict[str | None, list[str]] = {}
    seen: dict[str, list[str]] = {}
    for node in ordered:
        around = inside(node)
        if node in looking:
            found = upstream[node] or before.get(around, [])
            seen[node] = list(found[-MOST_NODES:])
        if node in showing:
            before.setdefault(around, []).append(node)
    return seen


def _upstream(
    ordered: Sequence[str], needs: graph.Needs, showing: Collection[str]
) -> Mapping[str, list[str]]:
    """For each node the nearest of those it depends on that show images, in order of the run."""
    place = {node: index for index, node in enumerate(ordered)}
    found: dict[str, list[str]] = {}
    for node in ordered:
        near = {
            shown
            for need in needs.get(node, ())
            if need in place
            for shown in (*found[need], *([need] if need in showing else ()))
        }
        found[node] = sorted(near, key=place.__getitem__)[-MOST_NODES:]
    return found

"""Whose images a node is shown without a wire."""

from __future__ import annotations

from limner.workflows.seen import MOST_NODES, seen_nodes


def seen(
    nodes: str,
    needs: dict[str, str],
    *,
    looking: str,
    showing: str,
    around: dict[str, str] | None = None,
) -> dict[str, str]:
    """Nodes are letters, for brevity."""
    found = seen_nodes(
        list(nodes),
        {node: list(needs.get(node, "")) for node in nodes},
        looking=set(looking),
        showing=set(showing),
        inside=lambda node: (around or {}).get(node),
    )
    return {node: "".join(shown) for node, shown in found.items()}


def test_what_stands_before_it_is_seen_where_nothing_upstream_shows_images() -> None:
    assert seen("iaj", {}, looking="a", showing="ij") == {"a": "i"}


def test_what_is_upstream_is_seen_alone_however_far_up() -> None:
    assert seen("ijta", {"t": "i", "a": "t"}, looking="a", showing="ij") == {"a": "i"}


def test_what_depends_on_it_is_not_seen() -> None:
    assert seen("ia", {"i": "a"}, looking="a", showing="i") == {"a": ""}


def test_two_that_look_never_wait_for_each_other() -> None:
    assert seen("aibj", {"i": "a", "j": "b"}, looking="ab", showing="ij") == {"a": "", "b": "i"}


def test_only_the_nearest_are_seen() -> None:
    assert MOST_NODES == 4
    assert seen("123456a", {}, looking="a", showing="123456") == {"a": "3456"}
    upstream = seen("123456a", {"a": "123456"}, looking="a", showing="123456")
    assert upstream == {"a": "3456"}


def test_what_is_inside_another_node_is_not_seen_from_outside_without_a_wire() -> None:
    around = {"i": "l"}
    assert seen("lia", {}, looking="a", showing="i", around=around) == {"a": ""}
    assert seen("lia", {}, looking="a", showing="i", around=around | {"a": "l"}) == {"a": "i"}


def test_nodes_of_a_circle_see_nothing() -> None:
    assert seen("iab", {"a": "b", "b": "a"}, looking="ab", showing="i") == {}

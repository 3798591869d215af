from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from limner.workflows import graph

NAMES = [f"n{index}" for index in range(12)]

needs_of_any_shape = st.dictionaries(
    st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), max_size=5), max_size=12
)
needs_without_cycles = needs_of_any_shape.map(
    lambda needs: {
        node: [need for need in found if NAMES.index(need) < NAMES.index(node)]
        for node, found in needs.items()
    }
)

DIAMOND = {"b": ["a"], "c": ["a"], "d": ["b", "c"]}


def test_each_node_comes_after_those_it_needs() -> None:
    assert graph.order(["d", "c", "b", "a"], DIAMOND) == ["a", "c", "b", "d"]


def test_nodes_that_need_nothing_keep_the_given_order() -> None:
    assert graph.order(["z", "m", "a"], {}) == ["z", "m", "a"]


def test_needs_that_are_no_nodes_are_passed_over() -> None:
    assert graph.order(["b"], {"b": ["a"]}) == ["b"]


@given(needs_without_cycles)
def test_an_order_without_cycles_holds_every_node_after_its_needs(
    needs: dict[str, list[str]],
) -> None:
    ordered = graph.order(NAMES, needs)
    assert sorted(ordered) == sorted(NAMES)
    for node, found in needs.items():
        assert all(ordered.index(need) < ordered.index(node) for need in found)
    assert graph.cycles(NAMES, needs) == []


@given(needs_of_any_shape)
def test_a_cycle_is_a_way_along_the_needs_and_none_is_missed(needs: dict[str, list[str]]) -> None:
    found = graph.cycles(NAMES, needs)
    for cycle in found:
        assert len(set(cycle)) == len(cycle)
        for node, need in zip(cycle, [*cycle[1:], cycle[0]], strict=True):
            assert need in needs[node]
    in_cycles = {node for node in NAMES if _needs_itself(node, needs)}
    assert bool(found) == bool(in_cycles)
    for cycle in found:
        in_cycles -= graph.ancestors(cycle, lambda node: needs.get(node, [])) & graph.descendants(
            cycle, NAMES, needs
        )
    assert in_cycles == set()


def _needs_itself(node: str, needs: dict[str, list[str]]) -> bool:
    return node in graph.ancestors(needs.get(node, []), lambda need: needs.get(need, []))


def test_one_cycle_is_named_for_each_knot() -> None:
    needs = {"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"], "e": ["e"]}
    assert graph.cycles(["a", "b", "c", "d", "e"], needs) == [["a", "b", "c"], ["e"]]


def test_ancestors_and_descendants_hold_where_they_start_from() -> None:
    assert graph.ancestors(["b"], lambda node: DIAMOND.get(node, [])) == {"a", "b"}
    assert graph.descendants(["b"], ["a", "b", "c", "d"], DIAMOND) == {"b", "d"}


def test_a_chain_of_any_depth_is_walked() -> None:
    names = [f"n{index}" for index in range(50_000)]
    needs = {node: [need] for need, node in pairwise(names)}
    assert graph.order(names[::-1], needs) == names
    assert len(graph.ancestors([names[-1]], lambda node: needs.get(node, []))) == 50_000
    assert graph.cycles(names, needs | {names[0]: [names[-1]]}) == [[names[0], *names[:0:-1]]]

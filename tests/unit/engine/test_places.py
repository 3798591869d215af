"""Every item inside items has a number of its own, which says where it is."""

from __future__ import annotations

from itertools import product

from limner.engine.places import MOST_LOOPS, around, index_of, inside, level, path_of
from limner.nodes.contract import MOST_ITEMS
from limner.storage.queries.runs import WHOLE_NODE


def place(*path: int) -> int:
    at = WHOLE_NODE
    for index in path:
        at = inside(at, index)
    return at


def test_the_items_of_a_list_are_numbered_from_nought() -> None:
    assert [place(index) for index in range(3)] == [0, 1, 2]
    assert path_of(WHOLE_NODE) == ()


def test_a_place_says_by_which_items_it_is_reached() -> None:
    indices = (0, 1, 7, MOST_ITEMS - 1)
    paths = [path for depth in range(4) for path in product(indices, repeat=depth)]
    assert [path_of(place(*path)) for path in paths] == paths
    assert all(index_of(place(*path)) == path[-1] for path in paths if path)


def test_the_deepest_place_fits_a_column_of_64_bits() -> None:
    deepest = [MOST_ITEMS - 1] * (MOST_LOOPS + 1)
    assert place(*deepest) < 2**63


def test_a_place_is_inside_another_and_on_a_level() -> None:
    for path in ((3,), (0, 0), (7, MOST_ITEMS - 1), (1, 2, 3)):
        assert around(place(*path)) == place(*path[:-1])
        first, last = level(len(path))
        assert first <= place(*path) <= last
    assert level(0) == (WHOLE_NODE, WHOLE_NODE)
    assert all(level(depth)[1] < level(depth + 1)[0] for depth in range(MOST_LOOPS))

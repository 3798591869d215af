"""Colours convert there and back, mix evenly and shift as asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limner.providers.sketch.colour import (
    from_lch,
    from_oklab,
    hue_distance,
    lch,
    mix,
    multiply,
    oklab,
    rgb,
    shift,
    to_hex,
)  # fmt: skip

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@given(COLOURS)
def test_there_and_back(colour: str) -> None:
    assert from_oklab(*oklab(colour)) == colour
    assert from_lch(*lch(colour)) == colour
    assert to_hex(*rgb(colour)) == colour


@given(COLOURS, COLOURS)
def test_mixing_ends_at_either_colour(one: str, other: str) -> None:
    assert mix(one, other, 0) == one
    assert mix(one, other, 1) == other


def test_shift_lightens_and_darkens() -> None:
    assert oklab(shift("#808080", 0.2))[0] > oklab("#808080")[0] > oklab(shift("#808080", -0.2))[0]


def test_a_white_light_changes_nothing_and_a_black_one_leaves_nothing() -> None:
    assert multiply("#3478bc", "#ffffff") == "#3478bc"
    assert multiply("#3478bc", "#000000") == "#000000"


@pytest.mark.parametrize(("one", "other", "away"), [(10, 350, 20), (0, 180, 180), (90, 90, 0)])
def test_hues_are_on_a_circle(one: float, other: float, away: float) -> None:
    assert hue_distance(one, other) == away

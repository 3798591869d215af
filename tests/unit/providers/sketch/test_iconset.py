"""Every icon the words can lead to is there and can be drawn."""

import pytest

from limner.providers.sketch import iconset
from limner.providers.sketch.characters import figure_body
from limner.providers.sketch.colour import lch
from limner.providers.sketch.iconset import (
    has_icon,
    icon_index,
    recoloured,
    with_prefix,
)
from limner.providers.sketch.lexicon import lexicon
from limner.providers.sketch.shapes import shape_of, tint


def test_every_noun_leads_to_an_icon() -> None:
    nouns = {term.value for term in lexicon().terms.values() if term.kind == "noun"}
    assert {icon for icon in nouns if not has_icon(icon)} == set()


@pytest.mark.parametrize("table", ["homes", "elements", "tallness", "lamps", "tops"])
def test_what_is_known_of_icons_is_known_of_real_ones(table: str) -> None:
    assert {icon for icon in getattr(lexicon(), table) if not has_icon(icon)} == set()


def test_signs_and_flags_are_left_out() -> None:
    names = icon_index().groups
    assert "fox" in names
    assert not {"arrow-up", "flag-italy", "waving-hand", "keycap-1"} & set(names)


@pytest.mark.parametrize("costume", ["astronaut", "mage", "person-with-crown"])
@pytest.mark.parametrize("icon", ["cat", "fox", "dog"])
def test_costumes_can_be_worn(icon: str, costume: str) -> None:
    assert figure_body(icon, costume) != figure_body(icon)
    assert shape_of(icon, costume).height > 100


def test_a_figure_has_no_open_placeholder() -> None:
    for icon in (*lexicon().seated, "astronaut"):
        assert "{" not in figure_body(icon)


def test_tinting_turns_the_main_colour_and_keeps_the_rest() -> None:
    shape = shape_of("sports-car")
    change = tint(shape.colour, "#2f6fd0")
    assert abs(lch(change(shape.colour))[2] - lch("#2f6fd0")[2]) < 5
    assert change("#222222") == "#222222"


def test_recolouring_reaches_every_colour() -> None:
    body = '<path fill="#ABC"/><path stroke="#a1b2c3"/><path fill="url(#a)"/>'
    seen: list[str] = []

    def blacken(colour: str) -> str:
        seen.append(colour)
        return "#000000"

    assert recoloured(body, blacken).count("#000000") == 2
    assert seen == ["#aabbcc", "#a1b2c3"]


def test_prefixed_ids_stay_together() -> None:
    body = '<linearGradient id="a"/><path fill="url(#a)"/><use href="#a"/>'
    assert with_prefix(body, "x-").count("x-a") == 3


def test_a_missing_icon_set_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iconset, "ARCHIVE", "absent.zip")
    icon_index.cache_clear()
    try:
        with pytest.raises(iconset.NotConfigured) as raised:
            icon_index()
    finally:
        icon_index.cache_clear()
    assert raised.value.code == "not_configured"
    assert "build_icons.py" in (raised.value.hint or "")

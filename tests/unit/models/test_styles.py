import pytest

from limner.models.styles import STYLES, is_preset, styled


def test_the_presets_are_told_apart() -> None:
    assert len({style.id for style in STYLES}) == len(STYLES) == 10
    assert len({style.words for style in STYLES}) == len(STYLES)


@pytest.mark.parametrize("style", [style.id for style in STYLES if style.words])
def test_a_preset_adds_its_words_after_the_prompt(style: str) -> None:
    assert is_preset(style)
    assert styled("a fox", style).startswith("a fox, ")


def test_a_prompt_that_ends_a_sentence_gets_no_comma() -> None:
    style = next(style for style in STYLES if style.words)
    assert styled("A fox. ", style.id) == f"A fox. {style.words}"


@pytest.mark.parametrize("style", ["auto", "cubist", ""])
def test_no_style_and_unknown_ones_leave_the_prompt_as_it_is(style: str) -> None:
    assert styled("a fox", style) == "a fox"

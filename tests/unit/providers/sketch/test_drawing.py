"""`draw`: any prompt, any size, the same bytes for the same request."""

import multiprocessing
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from limner.errors import BadParameter
from limner.providers.sketch import SketchRequest, draw
from limner.providers.sketch.backdrop import BACKDROPS
from limner.providers.sketch.styles import STYLES

PRESETS = [
    "auto", "photorealistic", "digital_art", "oil_painting", "watercolor", "sketch", "anime",
    "3d_render", "minimalist", "cinematic",
]  # fmt: skip
SIDE = 160


def small(prompt: str, **options: object) -> Image.Image:
    settings: dict[str, object] = {"width": SIDE, "height": SIDE} | options
    return draw(SketchRequest(prompt, **settings))  # type: ignore[arg-type]


def distance(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures, 0..255."""
    return float(np.abs(np.asarray(one, np.float32) - np.asarray(other, np.float32)).mean())


def mean_colour(image: Image.Image) -> tuple[float, float, float]:
    red, green, blue = np.asarray(image, np.float32).reshape(-1, 3).mean(axis=0).tolist()
    return red, green, blue


def pixels_of(request: SketchRequest) -> bytes:
    return draw(request).tobytes()


@pytest.mark.parametrize("style", PRESETS)
def test_same_request_same_bytes(style: str) -> None:
    request = SketchRequest("two cats under a tree in the rain", style, SIDE, SIDE, seed=5)
    assert pixels_of(request) == pixels_of(request)


def test_another_process_draws_the_same() -> None:
    request = SketchRequest("a fox in a forest", "oil_painting", SIDE, SIDE, seed=7)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(draw, (request,)).tobytes() == pixels_of(request)


def test_seeds_differ() -> None:
    pictures = [small("a cat in a meadow", seed=seed) for seed in range(4)]
    for i, one in enumerate(pictures):
        for other in pictures[i + 1 :]:
            assert distance(one, other) > 3


def test_every_preset_is_there() -> None:
    assert list(STYLES) == PRESETS


def test_every_style_differs_from_every_other() -> None:
    pictures = {style: small("a sailboat on a lake at sunset", style=style) for style in PRESETS}
    for i, one in enumerate(PRESETS):
        for other in PRESETS[i + 1 :]:
            assert distance(pictures[one], pictures[other]) > 4, (one, other)


def test_style_words_in_the_prompt_choose_the_style() -> None:
    named = small("a fox, pencil sketch")
    assert mean_saturation(named) < mean_saturation(small("a fox")) / 2


def mean_saturation(image: Image.Image) -> float:
    return float(np.asarray(image.convert("HSV"), np.float32)[..., 1].mean())


@pytest.mark.parametrize("size", [(16, 16), (512, 64), (64, 512), (333, 777), (4096, 17)])
@pytest.mark.parametrize("style", ["auto", "watercolor", "oil_painting", "sketch", "3d_render"])
def test_any_size_is_exact(size: tuple[int, int], style: str) -> None:
    picture = small("a boat on the sea", style=style, width=size[0], height=size[1])
    assert (picture.size, picture.mode) == (size, "RGB")


@pytest.mark.parametrize("style", ["auto", "oil_painting"])
def test_the_largest_size(style: str) -> None:
    picture = small("a castle", style=style, width=4096, height=4096)
    assert picture.size == (4096, 4096)
    assert len(set(picture.resize((64, 64)).get_flattened_data())) > 500


@pytest.mark.parametrize("size", [(15, 100), (100, 4097), (0, 0)])
def test_other_sizes_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(BadParameter):
        small("a cat", width=size[0], height=size[1])


def test_an_unknown_style_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadParameter, match="watercolor"):
        small("a cat", style="cubist")


@pytest.mark.parametrize("place", sorted(BACKDROPS))
def test_every_place_is_a_picture(place: str) -> None:
    picture = small(
        f"{place} at night in a storm, snow, autumn" if place != "moon" else "on the moon"
    )
    assert np.asarray(picture, np.float32).std() > 8


def test_colour_words_colour_the_subject() -> None:
    red = mean_colour(small("a red vase", seed=3))
    blue = mean_colour(small("a blue vase", seed=3))
    assert red[0] - red[2] > blue[0] - blue[2]


def brightness(image: Image.Image) -> float:
    return sum(mean_colour(image))


def test_night_is_darker_than_noon() -> None:
    assert brightness(small("a house at night")) < brightness(small("a house at noon")) * 0.7


def test_guidance_is_how_bold_colours_are() -> None:
    pale, bold = small("a red house", guidance=1.0), small("a red house", guidance=15.0)
    assert mean_saturation(pale) < mean_saturation(bold)


def test_a_negative_prompt_removes_its_subject() -> None:
    both = small("a red car", seed=2)
    without = small("a red car", seed=2, negative_prompt="car")
    assert distance(both, without) > 3


HOSTILE: list[Callable[[], str]] = [
    lambda: "",
    lambda: "   \n\t ",
    lambda: "a cat " * 666,
    lambda: "word" * 1000,
    lambda: "🦊🌲❄️👩‍🚀 🏳️‍🌈",
    lambda: "قطة على كرسي في الليل",
    lambda: "\u202ea cat\u202c \x00\x01\x1b[31m",
    lambda: "\ud800 lone surrogate",
    lambda: '<svg onload="alert(1)"><image href="file:///etc/passwd"/></svg>',
    lambda: "]]></style></svg><rect fill='red' width='9999'/> &amp; &xxe; %s {0} {fur}",
    lambda: "${jndi:ldap://x} {{ 7*7 }} '; DROP TABLE assets; --",
    lambda: "of of of on under on in in of and and with",
    lambda: "999999999999999999999999999 cats",
    lambda: "a cat on a cat on a cat on a cat on a cat on a cat on a cat",
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_prompts_are_only_words(number: int) -> None:
    assert small(HOSTILE[number]()).size == (SIDE, SIDE)


def test_markup_in_a_prompt_never_reaches_the_picture() -> None:
    plain = small("a cat", seed=1)
    assert distance(plain, small("a cat", seed=1)) == 0
    wide_red = small("<rect fill='#ff0000' width='9999' height='9999'/>")
    red, green, blue = mean_colour(wide_red)
    assert not (red > 240 and green < 15 and blue < 15)

"""What came is held against what was asked for."""

from __future__ import annotations

from typing import Any

import pytest

from limner.models.comparison import MadeImage, differences
from limner.models.image_request import ImageRequest

OPAQUE = MadeImage(1024, 1024, transparent=False)


def asked(**changes: Any) -> ImageRequest:
    facts: dict[str, Any] = {
        "model": "m",
        "provider": "p",
        "endpoint": "e",
        "prompt": "a fox",
        "styled_prompt": "a fox",
        "style": "auto",
        "width": 1024,
        "height": 1024,
        "count": 1,
        "seed": None,
        "format": "png",
    }
    return ImageRequest(**(facts | changes))


def codes(request: ImageRequest, *made: MadeImage) -> list[str]:
    return [warning.code for warning in differences(request, made)]


def test_what_was_asked_for_is_no_difference() -> None:
    assert codes(asked(), OPAQUE) == []
    assert codes(asked(width=None, height=None), MadeImage(3, 5, transparent=False)) == []


def test_another_size_is_told_once_for_all_images_alike() -> None:
    small = MadeImage(512, 512, transparent=False)
    (warning,) = differences(asked(count=2), [small, small])
    assert warning.message == "The image has 512x512 pixels; 1024x1024 was asked for."


@pytest.mark.parametrize(
    ("width", "height", "told"),
    [
        (1376, 768, False),
        (1344, 768, False),
        (1024, 1024, True),
        (688, 384, True),
    ],
)
def test_a_model_that_is_told_a_ratio_may_round_it(width: int, height: int, told: bool) -> None:
    request = asked(width=1368, height=768, exact_size=False, resolution="1K")
    came = codes(request, MadeImage(width, height, transparent=False))
    assert came == (["size_differs"] if told else [])


def test_more_images_than_asked_for_are_told() -> None:
    assert codes(asked(), OPAQUE, OPAQUE) == ["count_differs"]


@pytest.mark.parametrize(
    ("params", "transparent", "told"),
    [
        ({"background": "transparent"}, False, True),
        ({"background": "transparent"}, True, False),
        ({"background": "auto"}, False, False),
    ],
)
def test_transparency_that_is_missing_is_told(
    params: dict[str, Any], transparent: bool, told: bool
) -> None:
    made = MadeImage(1024, 1024, transparent)
    assert codes(asked(params=params), made) == (["transparency_missing"] if told else [])

from typing import get_args

import pytest

from limner.nodes.contract import HandleType
from limner.workflows.compatibility import refusal

TYPES: tuple[HandleType, ...] = get_args(HandleType)
FITTING = {
    "number": {"text"},
    "boolean": {"text"},
    "image": {"file"},
    "video": {"file"},
    "audio": {"file"},
    "file": {"image"},
}


@pytest.mark.parametrize("target", TYPES)
@pytest.mark.parametrize("source", TYPES)
def test_the_whole_table(source: HandleType, target: HandleType) -> None:
    fits = (
        source == target
        or "any" in (source, target)
        or source == "list"
        or target in FITTING.get(source, set())
    )
    assert (refusal(source, target) is None) == fits


def test_why_a_video_goes_into_no_image_input() -> None:
    assert "no image model takes video" in (refusal("video", "image") or "")


def test_other_refusals_name_both_sides() -> None:
    assert refusal("text", "image") == "A text cannot go into an image input."

"""Which pictures of its tools a text model is shown."""

from __future__ import annotations

from typing import Any

import pytest

from limner.models.text_request import SeenImage, ToolCalls, ToolTurn
from limner.nodes._tool_pictures import MOST_PICTURES, newest_shown, pictures_in

FIRST, SECOND = "ast_1", "ast_2"


def kept(asset_id: str, mime_type: str = "image/png") -> dict[str, Any]:
    return {
        "attachmentId": asset_id,
        "url": "",
        "_metadata": {"attachmentId": asset_id, "name": "a.png", "mimeType": mime_type},
    }


def turn(*asset_ids: str) -> ToolTurn:
    images = tuple(SeenImage(asset_id, asset_id, 8, 8) for asset_id in asset_ids)
    return ToolTurn(ToolCalls(()), (), images)


def shown(*turns: ToolTurn) -> list[list[str]]:
    return [[image.asset_id for image in each.images] for each in newest_shown(turns)]


def test_the_images_of_an_answer_are_found_wherever_they_stand() -> None:
    answer = {"first": kept(FIRST), "all": [kept(SECOND), {"deep": kept(FIRST)}], "n": 3}
    assert pictures_in(answer) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "value",
    [
        None,
        FIRST,
        {"_metadata": FIRST, "url": ""},
        {"_metadata": {"attachmentId": 3}, "url": ""},
        {"_metadata": {"mimeType": "image/png"}, "url": ""},
        kept(FIRST, "video/mp4"),
        kept(FIRST, "image/svg+xml"),
    ],
)
def test_what_is_no_image_of_ours_is_not_shown(value: Any) -> None:
    assert pictures_in({"answer": value}) == []


def test_a_picture_is_shown_where_it_was_given_last() -> None:
    assert shown(turn("a", "b"), turn("b", "c"), turn()) == [["a"], ["b", "c"], []]


def test_the_newest_are_shown() -> None:
    ids = [f"ast_{number}" for number in range(MOST_PICTURES + 3)]
    found = shown(*[turn(one) for one in ids[:-2]], turn(*ids[-2:]))
    assert [one for each in found for one in each] == ids[3:]
    assert found[-1] == ids[-2:]

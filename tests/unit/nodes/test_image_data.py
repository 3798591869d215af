"""What an image node says itself wins over what is wired into it."""

from __future__ import annotations

from typing import Any

import pytest

from limner.nodes._image_data import ImageData


def settings(own: dict[str, Any], bundle: dict[str, Any]) -> dict[str, Any]:
    data = ImageData.model_validate(own)
    return data.settings("a fox", bundle, in_list=False).model_dump(
        by_alias=True, exclude_defaults=True
    )


@pytest.mark.parametrize(
    ("own", "bundle", "said"),
    [
        ({"aspectRatio": "1:1"}, {"size": "64x64", "resolution": "2K"}, {"aspectRatio": "1:1"}),
        ({"resolution": "2K"}, {"imageSize": "square"}, {"resolution": "2K"}),
        ({"size": None}, {"size": "64x64"}, {"size": "64x64"}),
        (
            {},
            {"aspectRatio": "1:1", "resolution": "2K"},
            {"aspectRatio": "1:1", "resolution": "2K"},
        ),
    ],
)
def test_the_size_is_said_once(
    own: dict[str, Any], bundle: dict[str, Any], said: dict[str, Any]
) -> None:
    assert settings(own, bundle) == {"prompt": "a fox", **said}


def test_a_parameter_that_is_null_is_not_said() -> None:
    merged = settings({"params": {"seed": None, "glow": 1}}, {"seed": 5, "glow": 2})
    assert merged["params"] == {"seed": 5, "glow": 1}

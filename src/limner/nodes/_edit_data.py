"""Fields that several nodes which change images have. Pure."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from limner.media.edits.parts import Anchor
from limner.nodes._controls import shown_as

__all__ = ["ANCHORS", "RATIOS", "Anchor", "anchor_field", "color_field"]

RATIOS = (
    ("1:1", "1:1", "Posts, avatars"),
    ("4:5", "4:5", "Portrait posts"),
    ("3:4", "3:4", "Cards, posters"),
    ("2:3", "2:3", "Covers"),
    ("9:16", "9:16", "Stories, reels"),
    ("4:3", "4:3", "Presentations"),
    ("3:2", "3:2", "Prints"),
    ("16:9", "16:9", "Banners, slides"),
    ("21:9", "21:9", "Film, headers"),
)
ANCHORS = (
    ("center", "Center", ""),
    ("top", "Top", ""),
    ("bottom", "Bottom", ""),
    ("left", "Left", ""),
    ("right", "Right", ""),
    ("top_left", "Top left", ""),
    ("top_right", "Top right", ""),
    ("bottom_left", "Bottom left", ""),
    ("bottom_right", "Bottom right", ""),
)


def anchor_field(description: str, shown: dict[str, Any]) -> Any:
    """A side, a corner or the middle; ``shown`` says when."""
    return Field(
        "center",
        title="Anchor",
        description=description,
        json_schema_extra=shown_as("choice", choices=ANCHORS) | shown,
    )


def color_field(
    default: str, title: str, description: str, shown: dict[str, Any] | None = None
) -> Any:
    """A color in one of the forms that ``media.edits`` reads."""
    return Field(
        default,
        max_length=40,
        title=title,
        description=description,
        json_schema_extra=shown_as("color") | (shown or {}),
    )

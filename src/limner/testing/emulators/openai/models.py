"""What each model takes, from OpenAI's published API types of November 2026."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from limner.media.formats import OutputFormat

_GPT_SIZES = frozenset({"auto", "1024x1024", "1536x1024", "1024x1536"})
_GPT_QUALITIES = {"low": 196, "medium": 1756, "high": 7024}
_SQUARE = "1024x1024"
_GPT_SHARES = {
    "1024x768": 0.687,
    "1536x1024": 0.782,
    "1920x1080": 0.748,
    "2560x1440": 1.05,
    "3840x2160": 1.9,
}
"""Tokens of a size as a share of the square's, from OpenAI's prices per image."""

_DALLE_SIZES = frozenset({"1024x1024", "1792x1024", "1024x1792"})


@dataclass(frozen=True, slots=True)
class EmulatedModel:
    """A model's own limits.

    ``qualities`` are the tokens a square image costs, and ``shares`` what those of other sizes
    are of that, whichever side is longer; a size that is not listed takes the share of the one
    most like it. ``fields`` are the optional fields it takes beyond
    prompt, model, n, size, quality and user; ``sizes`` is None where any will do, and with
    ``custom`` any within OpenAI's limits.
    """

    qualities: Mapping[str, int]
    fields: frozenset[str]
    shares: Mapping[str, float] = field(default_factory=dict)
    sizes: frozenset[str] | None = _GPT_SIZES
    custom: bool = False
    most_images: int = 10
    longest_prompt: int = 32_000
    by_url: bool = False
    """It speaks the older dialect: addresses unless told otherwise, and ``revised_prompt``."""
    edits: bool = True
    shutdown: str | None = None

    def tokens(self, quality: str, width: int, height: int) -> int:
        """What one image costs, in tokens."""
        shares = {_SQUARE: 1.0, **self.shares}
        nearest = min(shares, key=lambda listed: _unlikeness(listed, width, height))
        return round(self.qualities[quality] * shares[nearest])

    @property
    def default_quality(self) -> str:
        return "standard" if "standard" in self.qualities else "medium"


def _unlikeness(listed: str, width: int, height: int) -> tuple[float, int]:
    """How much a size differs from one that is listed: first in its shape, then in its pixels."""
    longer, shorter = (int(side) for side in listed.split("x"))
    shape = min(width, height) / max(width, height)
    return abs(shorter / longer - shape), abs(longer * shorter - width * height)


_GPT_FIELDS = frozenset(
    {
        "background",
        "moderation",
        "output_compression",
        "output_format",
        "partial_images",
        "safety_identifier",
        "stream",
    }
)
_GPT_2 = EmulatedModel(_GPT_QUALITIES, _GPT_FIELDS, _GPT_SHARES, sizes=None, custom=True)
_GPT_2_5 = EmulatedModel(
    {**_GPT_QUALITIES, "xhigh": 9000, "max": 12_000},
    _GPT_FIELDS | {"markup"},
    _GPT_SHARES,
    sizes=None,
    custom=True,
)
_GPT_2_6 = EmulatedModel(
    _GPT_QUALITIES, _GPT_FIELDS | {"complexity"}, _GPT_SHARES, sizes=None, custom=True
)
_GPT_1_5 = EmulatedModel(
    {"low": 272, "medium": 1056, "high": 4160},
    _GPT_FIELDS | {"input_fidelity"},
    {"1536x1024": 1.5},
    shutdown="2026-12-01",
)
_DALLE_3 = EmulatedModel(
    {"standard": 0, "hd": 0},
    frozenset({"response_format", "style"}),
    sizes=_DALLE_SIZES,
    most_images=1,
    longest_prompt=4000,
    by_url=True,
    edits=False,
)
_ANY = EmulatedModel(
    {"standard": 0, "hd": 0},
    frozenset({"response_format", "style", "seed", "negative_prompt"}),
    sizes=None,
    by_url=True,
)

MODELS: Mapping[str, EmulatedModel] = {
    "gpt-image-2": _GPT_2,
    "gpt-image-2-2026-04-21": _GPT_2,
    "gpt-image-2.5-sunburst": _GPT_2_5,
    "gpt-image-2.5-sunburst-2026-09-08": _GPT_2_5,
    "gpt-image-2.5-flare": _GPT_2_5,
    "gpt-image-2.5-flare-2026-09-08": _GPT_2_5,
    "gpt-image-2.6-sunburst": _GPT_2_6,
    "gpt-image-2.6-flare": _GPT_2_6,
    "gpt-image-1.5": _GPT_1_5,
    "dall-e-3": _DALLE_3,
    # Stands for whatever else a compatible server has.
    "own-model": _ANY,
}

FORMATS: tuple[OutputFormat, ...] = ("png", "jpeg", "webp")

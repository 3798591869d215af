"""The models the emulated Gemini API has, and what each can make.

Sizes and tokens are those of Google's documentation of image generation as of November 2026
(21:9 at 512 is half of its 1K size there: the table's own 792x168 is no such ratio). What is
contested is emulated in its narrow reading: 512 on Nano Banana 2.1 is refused, and so are
ratios beyond the ten standard ones on 2 Lite.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Pixels = tuple[int, int]

_OF_GEMINI_3: Mapping[str, Pixels] = {
    "1:1": (1024, 1024),
    "1:4": (512, 2048),
    "1:8": (384, 3072),
    "2:3": (848, 1264),
    "3:2": (1264, 848),
    "3:4": (896, 1200),
    "4:1": (2048, 512),
    "4:3": (1200, 896),
    "4:5": (928, 1152),
    "5:4": (1152, 928),
    "8:1": (3072, 384),
    "9:16": (768, 1376),
    "16:9": (1376, 768),
    "21:9": (1584, 672),
}
_EXTREME = ("1:4", "1:8", "4:1", "8:1")
_STANDARD_OF_GEMINI_3 = {
    ratio: pixels for ratio, pixels in _OF_GEMINI_3.items() if ratio not in _EXTREME
}
_OF_GEMINI_2_5: Mapping[str, Pixels] = {
    "1:1": (1024, 1024),
    "2:3": (832, 1248),
    "3:2": (1248, 832),
    "3:4": (864, 1184),
    "4:3": (1184, 864),
    "4:5": (896, 1152),
    "5:4": (1152, 896),
    "9:16": (768, 1344),
    "16:9": (1344, 768),
    "21:9": (1536, 672),
}
_SCALES = {"512": 0.5, "1K": 1.0, "2K": 2.0, "4K": 4.0}
_DEFAULT_SIZE = "1K"
_DEFAULT_RATIO = "1:1"


@dataclass(frozen=True, slots=True)
class ImageModel:
    """One image model: pixels at 1K by ratio, and output tokens by size.

    ``takes_size`` is False where ``imageSize`` may not be sent at all. ``thinking`` are the
    levels it can be asked for; ``reference_tokens`` is what each image sent to it costs.
    """

    title: str
    ratios: Mapping[str, Pixels]
    tokens: Mapping[str, int]
    format: Literal["png", "jpeg"]
    reference_tokens: int
    max_references: int = 14
    thinking: tuple[str, ...] = ()
    takes_size: bool = True

    def pixels(self, ratio: str | None, size: str | None) -> Pixels:
        """Width and height of what it makes for a ratio and a size of its own."""
        width, height = self.ratios[ratio or _DEFAULT_RATIO]
        scale = _SCALES[size or _DEFAULT_SIZE]
        return round(width * scale), round(height * scale)

    def output_tokens(self, size: str | None) -> int:
        """What one image of a size costs, in tokens."""
        return self.tokens[size or _DEFAULT_SIZE]

    def ratio_like(self, pixels: Pixels) -> str:
        """The ratio of its own nearest to a picture's."""
        width, height = pixels
        return min(
            self.ratios,
            key=lambda ratio: abs(self.ratios[ratio][0] / self.ratios[ratio][1] - width / height),
        )


IMAGE_MODELS: Mapping[str, ImageModel] = {
    "gemini-3.1-flash-image": ImageModel(
        "Nano Banana 2",
        _OF_GEMINI_3,
        {"512": 747, "1K": 1120, "2K": 1680, "4K": 2520},
        "png",
        reference_tokens=1120,
        thinking=("MINIMAL", "HIGH"),
    ),
    "gemini-nano-banana-2.1": ImageModel(
        "Nano Banana 2.1",
        _OF_GEMINI_3,
        {"1K": 1120, "2K": 1680, "4K": 2520},
        "png",
        reference_tokens=1120,
        thinking=("MINIMAL", "MEDIUM", "HIGH"),
    ),
    "gemini-3-pro-image": ImageModel(
        "Nano Banana Pro",
        _STANDARD_OF_GEMINI_3,
        {"1K": 1120, "2K": 1120, "4K": 2000},
        "jpeg",
        reference_tokens=560,
    ),
    "gemini-3.1-flash-lite-image": ImageModel(
        "Nano Banana 2 Lite",
        _STANDARD_OF_GEMINI_3,
        {"1K": 1120},
        "jpeg",
        reference_tokens=1120,
        thinking=("MINIMAL", "HIGH"),
    ),
    "gemini-2.5-flash-image": ImageModel(
        "Nano Banana",
        _OF_GEMINI_2_5,
        {"1K": 1290},
        "png",
        reference_tokens=258,
        max_references=3,
        takes_size=False,
    ),
}

FILM_MODELS: dict[str, str] = {"gemini-omni-1.1-flash": "Gemini Omni Flash"}
"""Those that only interactions make: generateContent does not know them."""

TEXT_MODELS: dict[str, str] = {
    "gemini-3.8-flash": "Gemini 3.8 Flash",
    "gemini-3.1-flash-lite": "Gemini 3.1 Flash-Lite",
    "gemini-2.5-flash": "Gemini 2.5 Flash",
}


def is_text_model(model_id: str) -> bool:
    """Whether an id is a text model: one that is listed, or any Gemini that makes no pictures."""
    makes_pictures = any(word in model_id for word in ("image", "banana", "omni"))
    return model_id in TEXT_MODELS or (model_id.startswith("gemini-") and not makes_pictures)

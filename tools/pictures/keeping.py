"""The few screens that stand in the documentation."""

from pathlib import Path

from PIL import Image

from shell import ROOT

FOLDER = ROOT / "docs" / "images"
KEPT = {
    "made": "canvas",
    "templates": "templates",
    "models to choose from": "models",
    "compare": "compare",
    "as it was": "as-it-was",
    "api": "api",
}
"""Name of the screen, and of the file it becomes."""


def keep_for_documentation(screens: Path) -> None:
    """Write them into docs/images as WebP."""
    FOLDER.mkdir(exist_ok=True)
    for screen, name in KEPT.items():
        with Image.open(screens / f"{screen}.png") as image:
            image.convert("RGB").save(FOLDER / f"{name}.webp", quality=86, method=6)

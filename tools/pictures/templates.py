"""The small pictures of the templates: each is run with the built-in model.

In and out: src/limner/workflows/data/templates, a WebP beside each JSON file.
"""

import io
import json
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from limner.studio import Studio
from limner.testing.studio import make_studio, run_to_end
from shell import ROOT

FOLDER = ROOT / "src/limner/workflows/data/templates"
WIDTH, HEIGHT = 480, 270
MOST = 4
GAP = 4
GROUND = (38, 38, 43)


async def draw_templates() -> None:
    """Write every picture anew."""
    with tempfile.TemporaryDirectory() as home:
        async with make_studio(Path(home), models=[]) as studio:
            for file in sorted(FOLDER.glob("*.json")):
                document = json.loads(file.read_text(encoding="utf-8"))["document"]
                made = await _images(studio, document)
                sheet(made[:MOST]).save(file.with_suffix(".webp"), quality=80, method=6)


async def _images(studio: Studio, document: dict[str, Any]) -> list[Image.Image]:
    """What a run gives, in the order of the document's nodes."""
    run = await run_to_end(studio, document)
    found = []
    for node in document["nodes"]:
        for image in (run["nodes"][node["id"]]["output"] or {}).get("images", ()):
            row = await studio.assets.find(image["attachmentId"])
            data = await studio.assets.content(row.digest)
            found.append(Image.open(io.BytesIO(data)).convert("RGB"))
    return found


def sheet(images: list[Image.Image]) -> Image.Image:
    """Up to three pictures side by side, each as wide as its ratio asks; four in two rows."""
    rows = [images[:2], images[2:]] if len(images) == MOST else [images]
    ground = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    height = (HEIGHT - GAP * (len(rows) - 1)) // len(rows)
    for index, row in enumerate(rows):
        _lay(ground, row, index * (height + GAP), height)
    return ground


def _lay(ground: Image.Image, row: list[Image.Image], top: int, height: int) -> None:
    room = WIDTH - GAP * (len(row) - 1)
    ratios = [image.width / image.height for image in row]
    left = 0
    for place, (image, ratio) in enumerate(zip(row, ratios, strict=True)):
        last = place == len(row) - 1
        width = WIDTH - left if last else round(room * ratio / sum(ratios))
        ground.paste(ImageOps.fit(image, (width, height)), (left, top))
        left += width + GAP

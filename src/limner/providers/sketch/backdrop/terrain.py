"""Ground that fills the picture from a line down."""

from limner.providers.sketch.stage import Stage
from limner.providers.sketch.svg import Point, num, smooth


def fill_down(stage: Stage, line: list[Point], fill: str, opacity: float = 1.0) -> None:
    """Fills everything below a line that runs from left to right."""
    bottom = f"L{num(stage.width)} {num(stage.height)}L0 {num(stage.height)}Z"
    stage.back.path(smooth(line) + bottom, fill, opacity)

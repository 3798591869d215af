"""How much the page begins with."""

import re
from pathlib import Path

_DIST = Path(__file__).parents[2] / "src" / "limner" / "web_dist"
_SCRIPT = re.compile(r'"\./(assets/[^"]+\.js)"')


def first_scripts() -> int:
    """Bytes, compressed, of the scripts that the built page names: its own and all they import.

    Raises FileNotFoundError where the canvas is not built.
    """
    names = _SCRIPT.findall((_DIST / "index.html").read_text("utf-8"))
    return sum((_DIST / f"{name}.gz").stat().st_size for name in names)

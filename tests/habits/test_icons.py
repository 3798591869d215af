"""The icons that nodes and services name are those the canvas can draw."""

import re

from harness.project import ROOT, SOURCE

NAMED = re.compile(r'^\s+icon(?:: ClassVar\[str\])? = "([a-z0-9-]+)"', re.MULTILINE)
DRAWN = re.compile(r'^  "?([a-z0-9-]+)"?: [A-Z]\w+,$', re.MULTILINE)


def test_the_canvas_has_every_icon() -> None:
    files = [*(SOURCE / "nodes").glob("*.py"), *(SOURCE / "services").glob("*.py")]
    named = {icon for file in files for icon in NAMED.findall(file.read_text("utf-8"))}
    drawn = set(DRAWN.findall((ROOT / "web/src/ui/drawnIcons.ts").read_text("utf-8")))
    assert named
    assert named == drawn

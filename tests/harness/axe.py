"""axe-core in the page: what of WCAG 2.2 AA a screen breaks."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_SCRIPT = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class Axe:
    """Looks at one screen after another and remembers what is wrong on each."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._found: list[str] = []
        # Before the page's own scripts, so that no policy of the page has a say in it.
        page.add_init_script(path=_SCRIPT)

    def look(self, screen: str) -> None:
        """Check what is shown now, under this name."""
        options = {
            "runOnly": {"type": "tag", "values": _TAGS},
            "rules": {"target-size": {"enabled": True}},
            "resultTypes": ["violations"],
        }
        result: dict[str, Any] = self._page.evaluate(
            "(options) => window.axe.run(document, options)", options
        )
        assert result["passes"], f"{screen}: nothing was checked"
        self._found += [
            f"{screen}: {violation['id']}: {node['html'][:200]}\n    {node['failureSummary']}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]

    def look_in_both(self, screen: str) -> None:
        """Check what is shown now in the dark and in the light."""
        for theme in ("dark", "light"):
            self._page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            self.look(f"{screen}, {theme}")

    def is_content(self) -> None:
        """Expect that nothing was found on any screen."""
        assert not self._found, "\n".join(self._found)

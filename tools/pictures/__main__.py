"""Takes pictures: of the templates, of every screen, and those of the documentation."""

import argparse
import asyncio

from pictures.keeping import keep_for_documentation
from pictures.screens import SIZES, THEMES, take_screens
from pictures.templates import draw_templates
from shell import ROOT

SCREENS = ROOT / "test-results" / "screens"
KINDS = ("templates", "screens", "docs")


def main() -> None:
    parser = argparse.ArgumentParser(prog="dev.py pictures", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help="templates, screens, docs")
    kinds = parser.parse_args().kinds or list(KINDS)
    if unknown := set(kinds).difference(KINDS):
        parser.error(f"There is no kind {', '.join(unknown)}; there are: {', '.join(KINDS)}.")
    if "templates" in kinds:
        asyncio.run(draw_templates())
    if "screens" in kinds:
        take_screens(SCREENS, THEMES, SIZES)
    elif "docs" in kinds:
        take_screens(SCREENS, THEMES[:1], SIZES[:1])
    if "docs" in kinds:
        keep_for_documentation(SCREENS / "dark-1440")
    print(f"Screens are in {SCREENS.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()

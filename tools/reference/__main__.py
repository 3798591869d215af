"""Write the reference into `docs/reference`."""

from reference.pages import PAGES
from shell import ROOT

FOLDER = ROOT / "docs" / "reference"

FOLDER.mkdir(exist_ok=True)
for old in FOLDER.iterdir():
    if old.name not in PAGES:
        old.unlink()
for name, write in PAGES.items():
    (FOLDER / name).write_text(write(), encoding="utf-8")

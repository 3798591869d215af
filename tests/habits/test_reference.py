"""The generated reference says what the program says now."""

import pytest

from harness.project import ROOT
from reference.pages import PAGES

FOLDER = ROOT / "docs" / "reference"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_up_to_date(name: str) -> None:
    # No comparison in the assertion: pytest would print the whole difference of a large page.
    is_up_to_date = (FOLDER / name).read_text(encoding="utf-8") == PAGES[name]()
    assert is_up_to_date, f"{name} is out of date: run make docs"


def test_there_is_no_other_page() -> None:
    assert {file.name for file in FOLDER.iterdir()} == set(PAGES)

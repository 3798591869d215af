"""The tests that the documentation shows pass."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from harness.project import ROOT

PAGES = ROOT / "docs" / "how-to"


@pytest.mark.parametrize("name", ["test-a-workflow.md", "emulators.md"])
def test_the_example_of_the_page_passes(name: str, tmp_path: Path) -> None:
    page = (PAGES / name).read_text("utf-8")
    [example] = re.findall(r"^```python\n(.+?)^```", page, re.M | re.S)
    (tmp_path / "test_example.py").write_text(example, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nasyncio_mode = auto\n", encoding="utf-8")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout

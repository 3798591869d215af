"""Imports go down the floors only."""

import subprocess
import sys
from pathlib import Path

from harness.project import ROOT


def test_no_import_goes_up() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout

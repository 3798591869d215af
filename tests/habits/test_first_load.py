"""The page begins with little: what is not seen at first is fetched afterwards (decision 0021)."""

import sys
from pathlib import Path

import pytest

from harness.first_load import first_scripts

sys.path.append(str(Path(__file__).parents[2] / "tools"))

import build_steps

MOST = 200_000
"""Bytes, compressed."""


def test_the_first_scripts_stay_small() -> None:
    if build_steps.outdated():
        pytest.skip("The canvas is not built from these sources; make setup builds it.")
    assert 0 < first_scripts() <= MOST, "See CONTRIBUTING.md: what opens later is a part."

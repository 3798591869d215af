"""A shell in a folder and with a data directory of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.shell import Shell


@pytest.fixture
def shell(tmp_path: Path, limner_home: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    folder = tmp_path / "folder"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Shell(folder, limner_home)

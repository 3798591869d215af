"""`limner` as a process on a terminal."""

from __future__ import annotations

import asyncio
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from limner.testing.studio import make_studio

LIMNER = [sys.executable, "-m", "limner"]


def test_help_and_mistakes_load_nothing_heavy() -> None:
    script = (
        "import sys; sys.argv = ['limner', sys.argv[1]]\n"
        "from limner.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'sqlalchemy', 'fastapi', 'aiohttp', 'PIL', 'numpy', 'limner.studio'}\n"
        "assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()\n"
    )
    for word in ("--help", "--version", "nonsense"):
        run = subprocess.run(
            [sys.executable, "-c", script, word], capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stderr


def test_the_version_is_told() -> None:
    told = subprocess.run([*LIMNER, "--version"], capture_output=True, text=True, check=True)
    assert told.stdout.startswith("limner ")


@pytest.mark.parametrize("words", [["nonsense"], ["run"], ["image"], ["--nonsense"]])
def test_a_mistake_ends_with_2(words: list[str]) -> None:
    run = subprocess.run([*LIMNER, *words], capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "Traceback" not in run.stderr


def test_ctrl_c_cancels_the_run(tmp_path: Path) -> None:
    """Typed while the terminal shows the node at work."""
    home = tmp_path / "home"
    words = ["image", "a fox", "--size", "4096x4096", "--count", "15"]
    process, terminal = on_terminal(words, home, tmp_path)
    screen = read_until(terminal, "Drawing")
    os.write(terminal, b"\x03")
    screen += read_until(terminal, "Cancelled.")
    assert process.wait(60) == 130
    os.close(terminal)
    assert "Traceback" not in screen
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
    assert asyncio.run(statuses(home)) == ["cancelled"]


def on_terminal(words: list[str], home: Path, folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    """A command whose terminal we hold the other end of."""
    ours, its = pty.openpty()
    process = subprocess.Popen(
        [*LIMNER, *words],
        stdin=its,
        stdout=its,
        stderr=its,
        cwd=folder,
        env=os.environ | {"LIMNER_HOME": str(home), "TERM": "xterm"},
        # Its own session with the terminal as its own, so that ^C becomes a signal.
        start_new_session=True,
        preexec_fn=lambda: os.close(os.open(os.ttyname(0), os.O_RDWR)),
    )
    os.close(its)
    return process, ours


def read_until(terminal: int, words: str) -> str:
    """What a terminal shows up to some words. Raises OSError where it ends before."""
    screen = ""
    while words not in screen:
        screen += os.read(terminal, 65_536).decode(errors="replace")
    return screen


async def statuses(home: Path) -> list[str]:
    async with make_studio(home) as studio:
        runs: list[dict[str, Any]] = await studio.runs.runs(
            workflow_id=None, status=None, before=None, limit=10
        )
    return [run["status"] for run in runs]

"""`limner run` of a workflow whose prompt waits to be confirmed."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from harness.documents import document, node
from harness.shell import Shell

WRITTEN = {"promptMode": "prompt_ai", "reviewPrompt": True, "size": "64x64"}


@pytest.fixture
def file(shell: Shell) -> Path:
    draw = node("draw", "image", model="sketch", prompt="make me a fox for my blog", **WRITTEN)
    return shell.write("fox.json", document([draw]))


def test_without_a_terminal_it_says_how_to_confirm_and_the_run_goes_on_waiting(
    shell: Shell, file: Path
) -> None:
    ended = shell("run", file)
    assert ended.code == 1
    assert "the prompt of draw is to be confirmed first" in ended.err
    assert "--accept-prompts" in ended.err


def test_prompts_may_be_accepted_beforehand(shell: Shell, file: Path) -> None:
    run = shell("run", file, "--accept-prompts", "--json").json
    assert run["status"] == "succeeded", run["error"]
    assert run["nodes"]["draw"]["output"]["refinement"]["mode"] == "prompt_ai"


@pytest.mark.parametrize(("typed", "sent"), [("", None), ("a red boat", "a red boat")])
def test_at_a_terminal_it_asks(
    shell: Shell, file: Path, limner_home: Path, typed: str, sent: str | None
) -> None:
    terminal, inside = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "limner", "run", str(file), "--json"],
        stdin=inside,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=shell.folder,
        env=os.environ | {"LIMNER_HOME": str(limner_home)},
    )
    os.write(terminal, f"{typed}\n".encode())
    out, err = process.communicate(timeout=120)
    os.close(terminal)
    os.close(inside)
    assert process.returncode == 0, err.decode()
    assert b"draw would send" in err
    assert b"fox" in err
    if sent is not None:
        assert f'"prompt":"{sent}"'.encode() in out.replace(b'": "', b'":"')

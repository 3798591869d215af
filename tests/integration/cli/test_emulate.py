"""`limner emulate` as a person starts it, and stops it with Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

from harness.shell import Shell
from limner.testing.emulators import emulator_types

LIMNER = [sys.executable, "-m", "limner", "emulate"]


def test_it_says_where_they_are_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*LIMNER, "--port", "0", "--latency", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    )
    assert process.stdout is not None
    expected = [name for kind in emulator_types() for name in kind.environment("")]
    lines = [process.stdout.readline().strip() for _ in expected]
    told = dict(line.removeprefix("export ").split("=", 1) for line in lines)
    assert list(told) == expected
    for name, value in told.items():
        if name.endswith("_URL"):
            with urllib.request.urlopen(ledger_of(value)) as answer:
                assert answer.status == 200
    os.kill(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in said
    assert all(kind.name in said for kind in emulator_types())


def ledger_of(url: str) -> str:
    """Where the emulator behind a provider's address tells what it charged."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/_emulator/ledger"


def test_a_port_that_is_taken_is_said(shell: Shell) -> None:
    with subprocess.Popen(
        [*LIMNER, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().partition("=")[2].strip()
        port = address.partition("://")[2].partition("/")[0].partition(":")[2]
        outcome = shell("emulate", "--port", port)
        process.terminate()
        process.communicate(timeout=60)
    assert outcome.code == 1
    assert port in outcome.err
    assert "--port" in outcome.err


def test_a_folder_of_schemas_that_is_not_there_is_a_mistake(shell: Shell) -> None:
    assert shell("emulate", "--contracts", "nowhere").code == 2

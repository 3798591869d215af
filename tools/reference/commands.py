"""The page of the `limner` command: its own help, command by command."""

import os
import subprocess
import sys

from limner.cli import COMMANDS
from reference.markdown import page

# Plain text of one width, whatever the terminal.
_PLAIN = {"TYPER_USE_RICH": "0", "COLUMNS": "90", "TERM": "dumb", "NO_COLOR": "1"}


def commands_page() -> str:
    """The help of `limner` and of each of its commands."""
    parts = [f"## limner {name}\n\n{_help(name)}" for name in COMMANDS]
    return page("# Commands", _help(), *parts)


def _help(*command: str) -> str:
    answer = subprocess.run(
        [sys.executable, "-m", "limner", *command, "--help"],
        env={**os.environ, **_PLAIN},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line.rstrip() for line in answer.stdout.strip().splitlines()]
    return "\n".join(["```text", *lines, "```"])

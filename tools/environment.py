"""The project's virtual environment, and the two programs that may be missing to make it."""

import hashlib
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

from node import NODE_REQUIREMENT, Node, node_in, node_on_path
from shell import ROOT, program, run

VENV = ROOT / ".venv"
LOCAL_VENV = ROOT / ".venv-local"

RUN_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
TOOLS_LOCK = ROOT / "requirements-tools.lock"

TOOLS_REQUIREMENTS = ("uv>=0.13", NODE_REQUIREMENT)

# Of PyTorch one version: a range is resolved by trying, a gigabyte at a time.
_LOCAL_REQUIREMENTS = ("torch==2.13.0",)

_WITH_LOCAL = " with local models"

_PYPROJECT = ROOT / "pyproject.toml"
# Apart from .venv, because bringing that one in step with its lock removes what the lock lacks.
_TOOLS = ROOT / ".tools"


def find_uv() -> Path:
    """uv from the PATH, else the locked one, fetched into .tools on first use."""
    found = shutil.which("uv")
    return Path(found) if found else program(_house_tools(), "uv")


def find_node() -> Node:
    """Node from the PATH where it is new enough, else the locked one in .tools."""
    return node_on_path() or node_in(_house_tools())


def install(*, development: bool, local: bool = False) -> None:
    """Bring .venv in step with its lock, with Limner itself installed from the source tree.

    `local` adds the extra for local models, which no lock holds: PyTorch is another one for every
    kind of GPU. An environment that has the development packages or the extra keeps them.
    """
    mark = VENV / "installed"
    installed = mark.read_text() if mark.is_file() else ""
    development = development or DEV_LOCK.name in installed
    local = local or installed.endswith(_WITH_LOCAL)
    lock = DEV_LOCK if development else RUN_LOCK
    state = _state(lock) + (_WITH_LOCAL if local else "")
    if installed == state:
        return
    uv, python = find_uv(), program(VENV, "python")
    if not python.exists():
        run([uv, "venv", "--quiet", "--python", sys.executable, VENV])
    pip = (uv, "pip")
    into = ("--quiet", "--python", python)
    run([*pip, "sync", *into, "--compile-bytecode", "--require-hashes", lock])
    # Built with the locked hatchling just installed; isolation would fetch another, unchecked.
    isolation = ["--no-deps", "--no-build-isolation"]
    run([*pip, "install", *into, *isolation, "--editable", ROOT])
    if local:
        run([*pip, "install", *into, *_local_extra()])
    mark.write_text(state)


def install_local() -> None:
    """Bring .venv-local, where local models are tested, in step: the development packages and
    the extra `local`. Limner itself is not installed there.

    With pip and not uv, because pip's own settings may offer a PyTorch without gigabytes for GPUs.
    """
    mark = LOCAL_VENV / "installed"
    state = f"{_state(DEV_LOCK)} {' '.join(_LOCAL_REQUIREMENTS)}"
    if mark.is_file() and mark.read_text() == state:
        return
    if not program(LOCAL_VENV, "pip").exists():
        _make_venv(LOCAL_VENV)
    pip = (program(LOCAL_VENV, "python"), "-m", "pip", "--disable-pip-version-check")
    run([*pip, "install", "--quiet", "--require-hashes", "--requirement", DEV_LOCK])
    run([*pip, "install", "--quiet", *_LOCAL_REQUIREMENTS, *_local_extra()])
    mark.write_text(state)


def _house_tools() -> Path:
    mark = _TOOLS / "installed"
    digest = hashlib.sha256(TOOLS_LOCK.read_bytes()).hexdigest()
    if not (mark.is_file() and mark.read_text() == digest):
        _make_venv(_TOOLS)
        pip = (program(_TOOLS, "python"), "-m", "pip", "--disable-pip-version-check")
        run([*pip, "install", "--quiet", "--require-hashes", "--requirement", TOOLS_LOCK])
        mark.write_text(digest)
    return _TOOLS


def _local_extra() -> list[str]:
    project = tomllib.loads(_PYPROJECT.read_text())["project"]
    extra: list[str] = project["optional-dependencies"]["local"]
    return extra


def _make_venv(place: Path) -> None:
    try:
        venv.create(place, with_pip=True)
    except subprocess.CalledProcessError:
        raise SystemExit(
            "This Python can't make virtual environments. Install its venv module "
            "(on Debian: python3-venv), or uv and Node.js."
        ) from None


def _state(lock: Path) -> str:
    inputs = lock.read_bytes() + _PYPROJECT.read_bytes() + sys.version.encode()
    return f"{hashlib.sha256(inputs).hexdigest()} {lock.name}"

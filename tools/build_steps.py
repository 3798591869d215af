"""The files Limner ships that are built and not written: what they are made from, and how.

`tools/dev.py` and the package's build hook (`hatch_build.py`) both build through here. A step is
repeated only when the digest of its sources differs from the one its output was made from, which
stands beside the output in a file with the ending `.stamp`.
"""

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from node import Node
from shell import ROOT, run

_IGNORED_FOLDERS = frozenset({"node_modules", "coverage"})


@dataclass(frozen=True)
class Step:
    """One build step; all places are relative to the project's folder."""

    title: str
    sources: tuple[str, ...]
    """Files and folders that the output depends on."""
    packages: str
    """The folder whose package-lock.json names the npm packages that the step needs."""
    command: tuple[str, ...]
    """What to run: `npm` and its words, in the folder above, or `python` and its words."""
    output: str
    """The one file or folder that the step makes."""

    @property
    def made(self) -> Path:
        return ROOT / self.output

    @property
    def stamp(self) -> Path:
        return self.made.with_suffix(".stamp")


STEPS = (
    Step(
        title="the canvas",
        sources=("web",),
        packages="web",
        command=("npm", "run", "build"),
        output="src/limner/web_dist",
    ),
    Step(
        title="the icons of the built-in model",
        sources=("tools/build_icons.py", "tools/icons"),
        packages="tools/icons",
        command=("python", "tools/build_icons.py", "tools/icons/node_modules"),
        output="src/limner/providers/sketch/icons.zip",
    ),
)


def outdated() -> list[Step]:
    """The steps whose output is missing or was made from other sources."""
    return [step for step in STEPS if not _is_fresh(step)]


def build(node: Node) -> None:
    """Bring every output up to date.

    Raises:
        SystemExit: a step failed or made nothing.
    """
    for step in outdated():
        print(f"Building {step.title}.", file=sys.stderr, flush=True)
        folder = ROOT / step.packages
        install_packages(node, folder, development=False)
        if step.command[0] == "npm":
            run([node.npm, *step.command[1:]], cwd=folder, env=node.environ())
        else:
            run([sys.executable, *step.command[1:]])
        if not step.made.exists():
            raise SystemExit(f"Building {step.title} did not make {step.output}.")
        step.stamp.write_text(_digest(step.sources))


def install_packages(node: Node, folder: Path, *, development: bool) -> None:
    """Install what the folder's package-lock.json names, with what only tests and checks need
    where `development` asks for it.
    """
    lock = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    mark = folder / "node_modules" / ".installed"
    installed = mark.read_text() if mark.is_file() else ""
    if installed == f"{lock} all" or (installed == f"{lock} build" and not development):
        return
    choice = [] if development else ["--omit=dev"]
    # No package here needs its install script, and scripts are where downloads hide.
    quiet = "--ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error"
    run([node.npm, "ci", *choice, *quiet.split()], cwd=folder, env=node.environ())
    mark.write_text(f"{lock} {'all' if development else 'build'}")


def _is_fresh(step: Step) -> bool:
    return (
        step.made.exists()
        and step.stamp.is_file()
        and step.stamp.read_text() == _digest(step.sources)
    )


def _digest(sources: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for file in _files(sources):
        name = file.relative_to(ROOT).as_posix()
        digest.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _files(sources: tuple[str, ...]) -> Iterator[Path]:
    for source in sources:
        place = ROOT / source
        if place.is_file():
            yield place
        elif place.is_dir() and place.name not in _IGNORED_FOLDERS:
            yield from _files(tuple(f"{source}/{entry.name}" for entry in sorted(place.iterdir())))

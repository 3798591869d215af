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

WEB = ROOT / "web"

_IGNORED_FOLDERS = frozenset({"node_modules", "coverage"})


@dataclass(frozen=True)
class Step:
    """One build step; all places are relative to the project's folder."""

    title: str
    sources: tuple[str, ...]
    """Files and folders that the output depends on."""
    output: str
    """The one file or folder that the step makes."""
    command: tuple[str, ...]
    """What to run, with `npm` or `python` as its first word; npm runs in `web/`."""

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
        output="src/limner/web_dist",
        command=("npm", "run", "build"),
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
        install_packages(node, development=False)
        print(f"Building {step.title}.", file=sys.stderr, flush=True)
        if step.command[0] == "npm":
            run([*node.npm, *step.command[1:]], cwd=WEB, env=node.environ())
        else:
            run([sys.executable, *step.command[1:]])
        if not step.made.exists():
            raise SystemExit(f"Building {step.title} did not make {step.output}.")
        step.stamp.write_text(_digest(step.sources))


def install_packages(node: Node, *, development: bool) -> None:
    """Install what `web/package-lock.json` names; what only tests and checks need is optional."""
    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    mark = WEB / "node_modules" / ".installed"
    installed = mark.read_text() if mark.is_file() else ""
    if installed == f"{lock} all" or (installed == f"{lock} build" and not development):
        return
    choice = [] if development else ["--omit=dev"]
    # No package here needs its install script, and scripts are where downloads hide.
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"]
    run([*node.npm, "ci", *choice, *quiet], cwd=WEB, env=node.environ())
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

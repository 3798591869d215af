"""The shell examples of a page of documentation, run as a reader runs them."""

import json
import os
import re
import shlex
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.project import ROOT
from harness.server import Server

_FENCED = re.compile(r"^```(\w+)\n(.*?)^```(?:\n\n```json\n(.*?)^```)?", re.MULTILINE | re.DOTALL)
_SERVER = "http://127.0.0.1:8420"
_OF_THE_LAST_RUN = "RUN_ID"
_CURL = Path(__file__).with_name("curl.py")
_OPENSSL = Path(__file__).with_name("openssl.py")
_PATIENCE = 120.0


@dataclass(frozen=True)
class Example:
    """Commands of a page, and the JSON they are said to answer with, if any is shown."""

    commands: str
    shown: Any = None


def examples(page: str) -> Iterator[Example]:
    """The shell examples of a page of docs/how-to, besides those that start a server."""
    text = (ROOT / "docs" / "how-to" / f"{page}.md").read_text(encoding="utf-8")
    for language, code, shown in _FENCED.findall(text):
        if language == "sh" and "make start" not in code:
            yield Example(code, json.loads(shown) if shown else None)


class Reader:
    """Types examples into a shell in ``folder``; ``moved`` are addresses that are others here."""

    def __init__(self, server: Server, folder: Path, moved: Mapping[str, str]) -> None:
        self._server = server
        self._folder = folder
        self._moved = {_SERVER: server.url, **moved}
        self._seen: dict[str, str] = {}
        folder.mkdir()
        _command(folder / "bin" / "curl", sys.executable, str(_CURL))
        _command(folder / "bin" / "openssl", sys.executable, str(_OPENSSL))
        _command(folder / "bin" / "limner", sys.executable, "-m", "limner")
        _command(folder / "bin" / "python3", sys.executable)

    def types(self, commands: str) -> subprocess.CompletedProcess[str]:
        """Run the commands, and wait for what they have started."""
        for there, here in self._moved.items():
            commands = commands.replace(there, here)
        if _OF_THE_LAST_RUN in commands:
            commands = commands.replace(_OF_THE_LAST_RUN, self.last_run()["id"])
        path = f"{self._folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        ended = subprocess.run(
            ["sh", "-e", "-c", commands],
            cwd=self._folder,
            env=self._server.environ() | {"PATH": path},
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
        )
        self._wait()
        return ended

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self._server.url}{path}", timeout=60) as answer:
            return json.load(answer)

    def last_run(self) -> Any:
        """The newest run."""
        return self.get("/api/runs?limit=1")["items"][0]

    def _wait(self) -> None:
        """Until no run goes on: its events end with it, or tell that it pauses."""
        for run in self.get("/api/runs")["items"]:
            if run["endedAt"] is None:
                self._follow(run["id"])

    def _follow(self, run_id: str) -> None:
        request = urllib.request.Request(f"{self._server.url}/api/runs/{run_id}/events")
        request.add_header("Last-Event-ID", self._seen.get(run_id, "0"))
        with urllib.request.urlopen(request, timeout=60) as events:
            for line in events:
                name, _, value = line.decode().strip().partition(": ")
                if name == "id":
                    self._seen[run_id] = value
                if (name, value) == ("event", "run.paused"):
                    return


def is_part_of(shown: Any, told: Any) -> bool:
    """Whether everything that a page shows is so."""
    if isinstance(shown, dict):
        return all(name in told and is_part_of(value, told[name]) for name, value in shown.items())
    return bool(shown == told)


def _command(file: Path, *words: str) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n', encoding="utf-8")
    file.chmod(0o755)

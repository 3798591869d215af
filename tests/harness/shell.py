"""The `limner` command in this process, as a person or a script uses it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from limner.cli import build_app


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Shell:
    """Runs commands in ``folder``, on the data directory ``home``."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.home = home
        self._app = build_app()

    def __call__(self, *words: str | Path) -> Outcome:
        result = CliRunner().invoke(self._app, [str(word) for word in words])
        return Outcome(result.exit_code, result.stdout, result.stderr)

    def write(self, name: str, value: Any) -> Path:
        """A JSON file in the folder."""
        path = self.folder / name
        path.write_text(json.dumps(value), encoding="utf-8")
        return path

"""Options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Write the images into this folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the whole run as JSON.")]
Timeout = Annotated[
    float | None, typer.Option(min=0.1, help="Cancel the run after so many seconds.")
]
AcceptPrompts = Annotated[
    bool,
    typer.Option("--accept-prompts", help="Send written prompts as they are, without asking."),
]

"""`limner serve`: the server with its canvas and its API."""

from __future__ import annotations

from typing import Annotated

import typer

from limner.cli.launch import read_settings
from limner.server.serve import serve


def command(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65_535, help="Port to listen on.")] = None,
) -> None:
    """Run the server with its canvas and its API."""
    serve(read_settings(host=host, port=port))

"""`limner serve`: the server with its canvas and its API."""

from __future__ import annotations

from typing import Annotated

import typer

from limner.cli.launch import finish, read_settings
from limner.server.serve import serve
from limner.settings import Settings


def command(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65_535, help="Port to listen on.")] = None,
) -> None:
    """Run the server with its canvas and its API."""
    settings = read_settings(host=host, port=port)
    finish(lambda: _serve(settings))


def _serve(settings: Settings) -> int:
    serve(settings)
    return 0

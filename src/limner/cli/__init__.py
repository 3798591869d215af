"""The `limner` command.

Each command is a module of this package. Only the module of the command that was typed is
imported, so that help and mistakes are answered at once.
"""

from __future__ import annotations

import importlib
import keyword
import sys
from collections.abc import Callable, Collection
from typing import Any

import typer

from limner import __version__

INTERRUPTED = 130
"""What shells expect of a command that Ctrl-C ended."""

COMMANDS = {
    "serve": "Run the server with its canvas and its API.",
    "run": "Run a workflow from a file.",
    "resume": "Let a run go on, or try again what failed in it.",
    "image": "Make images from a prompt.",
    "models": "List the image models.",
    "export": "Write a workflow into a file.",
    "import": "Keep workflows from files.",
    "keys": "List, make and take back keys for other programs.",
    "emulate": "Run emulators of the providers, to try workflows without paying.",
    "doctor": "Say what is set up, what is not, and what to do.",
}


def main() -> None:
    """Run the command that was typed, and exit."""
    words = sys.argv[1:]
    typed = [word for word in words if not word.startswith("-")]
    try:
        build_app(load=typed[:1])()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as crash:
        if "--debug" in words:
            raise
        typer.echo(
            f"Limner stopped unexpectedly ({type(crash).__name__}). "
            "limner --debug shows where; please report it.",
            err=True,
        )
        sys.exit(1)


def build_app(load: Collection[str] = tuple(COMMANDS)) -> typer.Typer:
    """The command with these subcommands ready to run; the others are only named."""
    app = typer.Typer(
        name="limner",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for name, summary in COMMANDS.items():
        app.command(name, help=summary)(_command(name) if name in load else _not_loaded)
    return app


def _command(name: str) -> Callable[..., Any]:
    module = f"{__name__}.{name}" if not keyword.iskeyword(name) else f"{__name__}.{name}_"
    command: Callable[..., Any] = importlib.import_module(module).command
    return command


def _not_loaded() -> None:
    """Stands for a command that is listed and not called."""


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"limner {__version__}")
        raise typer.Exit


def _root(
    _version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Show the version."
    ),
    _debug: bool = typer.Option(False, "--debug", help="Show where an internal error happens."),
) -> None:
    """A studio for AI image generation that runs on your own machine."""

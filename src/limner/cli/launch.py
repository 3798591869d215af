"""Runs the work of a command, and turns however it ends into an exit code."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console

from limner.cli import INTERRUPTED
from limner.cli.trouble import (
    Refused,
    as_json,
    complain,
    exit_code,
    show,
)
from limner.errors import LimnerError
from limner.settings import Settings


def read_settings(**given: Any) -> Settings:
    """The configuration, with what was typed on top of it; what is None was not typed."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        faults = [
            f"LIMNER_{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}."
            for fault in error.errors()
        ]
        raise complain(" ".join(faults), "Correct the environment, .env or limner.toml.") from None


def launch(work: Coroutine[Any, Any, int], *, json_errors: bool = False) -> NoReturn:
    """Run a command's work and exit with its code; errors are told, never traced."""
    # What the engine logs is told to the person by other means.
    logging.getLogger("limner").addHandler(logging.NullHandler())
    finish(lambda: asyncio.run(work), json_errors=json_errors)


def finish(work: Callable[[], int], *, json_errors: bool = False) -> NoReturn:
    """Do a command's work and exit with its code, or with that of its error."""
    raise typer.Exit(_code_of(work, json_errors))


def _code_of(work: Callable[[], int], json_errors: bool) -> int:
    console = Console(stderr=True)
    try:
        return work()
    except KeyboardInterrupt:
        console.print("Cancelled.")
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    except (LimnerError, Refused) as error:
        if json_errors:
            print_json({"error": as_json(error)})
        else:
            show(console, as_json(error))
        return exit_code(error)


def print_json(value: object) -> None:
    """JSON on standard output, for other programs."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))

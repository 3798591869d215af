"""`limner doctor`: what is set up, what is not, and what to do about it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from limner.cli.checks import (
    Check,
    State,
    check_address,
    check_canvas,
    check_data,
    check_files,
    check_home,
    check_picture,
    check_secret,
    check_space,
)
from limner.cli.launch import launch, print_json, read_settings
from limner.cli.model_checks import check_models, check_providers
from limner.errors import StorageError
from limner.settings import Settings
from limner.studio import open_catalog

_MARKS: dict[State, str] = {"ok": "[green]✓[/]", "warning": "[yellow]![/]", "broken": "[red]✗[/]"}


def command(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Say what is set up, what is not, and what to do."""
    launch(_examine(read_settings(), as_json), json_errors=as_json)


async def _examine(settings: Settings, as_json: bool) -> int:
    """1 where something that Limner needs is broken."""
    console, found = Console(), []
    async for check in _checks(settings):
        found.append(check)
        if not as_json:
            _print(console, check)
    if as_json:
        print_json([asdict(check) for check in found])
    return int(any(check.state == "broken" for check in found))


async def _checks(settings: Settings) -> AsyncIterator[Check]:
    yield check_home(settings)
    yield check_space(settings)
    yield await check_data(settings)
    yield await check_files(settings)
    yield check_secret(settings)
    yield check_canvas()
    yield await check_address(settings)
    for check in check_providers(settings):
        yield check
    for check in await _check_models(settings):
        yield check
    yield await check_picture(settings)


async def _check_models(settings: Settings) -> list[Check]:
    """Nothing where the database cannot be read: the check of the database tells why."""
    try:
        async with open_catalog(settings) as catalog:
            return list(check_models(catalog, datetime.now(UTC).date()))
    except StorageError:
        return []


def _print(console: Console, check: Check) -> None:
    """On one line each, however long: what is copied from it stays whole."""
    said = f"{_MARKS[check.state]} [bold]{escape(check.title)}[/]  {escape(check.detail)}"
    console.print(said, soft_wrap=True)
    if check.hint:
        console.print(f"  [dim]→ {escape(check.hint)}[/]", soft_wrap=True)

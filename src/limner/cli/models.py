"""`limner models`: what can make images here, at what price, and why something cannot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from limner.cli.backend import open_backend
from limner.cli.launch import launch, print_json, read_settings
from limner.settings import Settings

Json = dict[str, Any]

_WIDE = 240
"""More characters than a line has: each model has one, which runs over rather than be cut."""


def command(
    every: Annotated[
        bool, typer.Option("--all", help="List the models that are not enabled, too.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print all models, enabled or not, as JSON.")
    ] = False,
) -> None:
    """List the image models: what they cost, what they take, and why one cannot be used."""
    launch(_list(read_settings(), every, as_json), json_errors=as_json)


async def _list(settings: Settings, every: bool, as_json: bool) -> int:
    async with open_backend(settings) as backend:
        models = await backend.models()
    if as_json:
        print_json(models)
    else:
        _print(models["items"], every)
    return 0


def _print(models: list[Json], every: bool) -> None:
    console = Console(width=_WIDE)
    shown = [model for model in models if every or model["enabled"]]
    console.print(_table(shown))
    for note in _notes(shown):
        console.print(note, soft_wrap=True)
    if hidden := len(models) - len(shown):
        console.print(f"[dim]{hidden} more are not enabled; limner models --all lists them.[/]")


def _table(models: list[Json]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for title in ("Model", "Title", "Provider", "Price", "References", "Available", "Enabled"):
        table.add_column(title)
    for model in models:
        default = " [dim](default)[/]" if model["isDefault"] else ""
        table.add_row(
            escape(model["id"]),
            f"{escape(model['title'])}{default}",
            escape(model["providerTitle"]),
            _price(model["price"]),
            _references(model),
            "[green]yes[/]" if model["available"] else "[yellow]no[/]",
            "yes" if model["enabled"] else "[dim]no[/]",
        )
    return table


def _price(price: Json | None) -> str:
    """The most that one image costs; what is not known is not called free."""
    if price is None:
        return "unknown"
    return f"~{price['creditsMax']} cr" if price["creditsMax"] else "free"


def _references(model: Json) -> str:
    most = model["maxReferences"]
    if not most:
        return "–"
    return f"{most}, needed" if model["needsReferences"] else f"up to {most}"


def _notes(models: list[Json]) -> Iterator[str]:
    """Why models cannot be used, a reason that several of a provider share once, and until when."""
    ids: dict[tuple[str, str], list[str]] = defaultdict(list)
    for model in models:
        if not model["available"]:
            ids[model["providerTitle"], model["unavailableReason"]].append(model["id"])
        elif model["shutdown"]:
            successor = f" Use {model['successor']} instead." if model["successor"] else ""
            yield _note(model["id"], f"It is shut down on {model['shutdown']}.{successor}")
    for (provider, reason), of_provider in ids.items():
        yield _note(provider if len(of_provider) > 1 else of_provider[0], reason)


def _note(whose: str, said: str) -> str:
    return f"[yellow]![/] {escape(whose)}: {escape(said)}"

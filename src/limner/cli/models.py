"""`limner models`: what can make images here, at what price, and why something cannot."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from limner.cli.backend import open_backend
from limner.cli.launch import launch, print_json, read_settings
from limner.settings import Settings

Json = dict[str, Any]


def command(
    as_json: Annotated[bool, typer.Option("--json", help="Print the contracts as JSON.")] = False,
) -> None:
    """List the image models."""
    launch(_list(read_settings(), as_json), json_errors=as_json)


async def _list(settings: Settings, as_json: bool) -> int:
    async with open_backend(settings) as backend:
        models = await backend.models()
    if as_json:
        print_json(models)
    else:
        Console().print(_table(models))
    return 0


def _table(models: Json) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("Model", no_wrap=True)
    for title in ("Title", "Price", "Sizes", "References", "Available"):
        table.add_column(title)
    for model in models["items"]:
        default = " [dim](default)[/]" if model["isDefault"] else ""
        table.add_row(
            f"{escape(model['id'])}{default}",
            escape(model["title"]),
            _price(model["price"]),
            _sizes(model["sizing"]),
            str(model["maxReferences"] or "–"),
            _availability(model),
        )
    return table


def _price(price: Json | None) -> str:
    """In credits an image; what is not known is not called free."""
    if price is None:
        return "unknown"
    if price["creditsMax"] == 0:
        return "free"
    low, high = price["creditsMin"], price["creditsMax"]
    credits = str(high) if low == high else f"{low}–{high}"
    return f"{credits} cr ({price['usd']} USD) per {price['unit']}"


def _sizes(sizing: Json) -> str:
    custom = sizing["custom"]
    if custom is not None:
        return f"{custom['min']}–{custom['max']} px a side"
    offered = sizing["sizes"] or sizing["resolutions"] or sizing["aspectRatios"]
    return ", ".join([*offered, *sizing["imageSizes"]]) or sizing["default"]


def _availability(model: Json) -> str:
    if not model["available"]:
        return f"[yellow]no[/]: {escape(model['unavailableReason'] or '')}"
    return "[green]yes[/]" if model["enabled"] else "not enabled"

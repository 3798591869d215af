"""`limner keys`: what other programs may do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from limner.cli.backend import open_backend
from limner.cli.launch import launch, print_json, read_settings
from limner.errors import BadField
from limner.settings import Settings

Json = dict[str, Any]

_WIDE = 160


def command(
    create: Annotated[
        str | None, typer.Option(metavar="NAME", help="Make a key; it is printed this once.")
    ] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option(help="What a new key may do: run, read, edit or admin. May be given again."),
    ] = None,
    workflow: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="A new key is for this workflow only. May be given again."),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=0, help="Credits that runs of a new key may cost in all.")
    ] = None,
    days: Annotated[
        int | None, typer.Option(min=1, max=36_500, help="Days for which a new key is good.")
    ] = None,
    delete: Annotated[
        str | None, typer.Option(metavar="ID", help="Take a key back: it opens nothing any more.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List, make and take back keys for other programs."""
    wish = {"scopes": scope, "workflows": workflow, "spendLimit": limit, "expiresAt": _after(days)}
    given = {name: value for name, value in wish.items() if value is not None}
    launch(_work(read_settings(), create, given, delete, as_json), json_errors=as_json)


async def _work(
    settings: Settings, name: str | None, wish: Json, delete: str | None, as_json: bool
) -> int:
    if name is not None and delete is not None:
        raise BadField("A key is made or taken back, not both at once.")
    if name is None and wish:
        raise BadField("These are for a new key.", hint="Add --create and a name for it.")
    async with open_backend(settings) as backend:
        if name is not None:
            made = await backend.create_key({"name": name} | wish)
            print_json(made) if as_json else typer.echo(made["key"])
        elif delete is not None:
            await backend.delete_key(delete)
        else:
            _show(await backend.keys(), as_json=as_json)
    return 0


def _show(keys: list[Json], *, as_json: bool) -> None:
    if as_json:
        print_json(keys)
        return
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for title in ("Id", "Name", "Ends in", "Scopes", "Workflows", "Spent", "Last used"):
        table.add_column(title)
    for key in keys:
        table.add_row(
            key["id"],
            escape(key["name"]),
            key["hint"],
            ", ".join(key["scopes"]),
            ", ".join(key["workflows"]) if key["workflows"] else "all",
            _spent(key),
            (key["lastUsedAt"] or "never")[:16].replace("T", " "),
        )
    Console(width=_WIDE).print(table if keys else "There are no keys. limner keys --create NAME")


def _spent(key: Json) -> str:
    limit = "" if key["spendLimit"] is None else f" of {key['spendLimit']}"
    return f"{key['spent']}{limit} cr"


def _after(days: int | None) -> str | None:
    return None if days is None else (datetime.now(UTC) + timedelta(days=days)).isoformat()

"""`limner emulate`: the providers' emulators, for trying workflows without paying."""

from __future__ import annotations

import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from limner.cli.launch import launch
from limner.errors import AddressUnavailable
from limner.testing.emulators.process import EmulatorProcess, emulators_here
from limner.testing.loopback import until_stopped


def command(
    port: Annotated[
        int, typer.Option(min=0, max=65_000, help="The first port; 0 is any free one.")
    ] = 8430,
    latency: Annotated[float, typer.Option(min=0.0, help="Seconds an order takes.")] = 1.0,
    contracts: Annotated[
        Path | None,
        typer.Option(
            exists=True, file_okay=False, help="A folder with the vendors' published schemas."
        ),
    ] = None,
) -> None:
    """Run emulators of the providers, and say how to point Limner at them."""
    launch(_emulate(port, latency, contracts))


async def _emulate(port: int, latency: float, contracts: Path | None) -> int:
    with tempfile.TemporaryDirectory(prefix="limner-emulators-") as folder:
        async with AsyncExitStack() as stack:
            emulators = emulators_here(
                Path(folder), port=port, latency=latency, contracts=contracts
            )
            try:
                urls = await stack.enter_async_context(emulators)
            except OSError as error:
                raise AddressUnavailable(
                    f"The emulators cannot listen from port {port} on: {error.strerror}.",
                    hint="Choose others with --port; --port 0 takes any that are free.",
                ) from error
            _tell(EmulatorProcess(urls))
            await until_stopped(follow_stdin=False)
    return 0


def _tell(emulators: EmulatorProcess) -> None:
    """The addresses for people on standard error, the variables on standard output for shells."""
    console = Console(stderr=True)
    for name, url in emulators.urls.items():
        console.print(f"[bold]{escape(name)}[/]  {url}", highlight=False)
    console.print("Set these where Limner runs; Ctrl-C ends the emulators.", style="dim")
    for name, value in emulators.environment().items():
        typer.echo(f"export {name}={value}")

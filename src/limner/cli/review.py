"""Prompts that wait to be confirmed: shown to whoever sits at the terminal."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping

from rich.console import Console
from rich.markup import escape

Prompts = Mapping[str, str]
"""Texts by the nodes that wait for them."""

Review = Callable[[Prompts], Awaitable[Prompts | None]]
"""From waiting prompts to the confirmed ones, None where nobody can be asked."""


async def accept(prompts: Prompts) -> Prompts:
    """Send them as they are."""
    return prompts


async def ask(prompts: Prompts) -> Prompts | None:
    """Ask for each; without a terminal there is nobody."""
    if not sys.stdin.isatty():
        return None
    return {node_id: await _asked(node_id, text) for node_id, text in prompts.items()}


async def _asked(node_id: str, text: str) -> str:
    console = Console(stderr=True)
    console.print(f"[bold]{escape(node_id)}[/] would send:\n\n{escape(text)}\n", soft_wrap=True)
    words = "Enter sends it; or type another prompt: "
    return (await asyncio.to_thread(console.input, words)).strip() or text

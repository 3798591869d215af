"""Starts a server of this package as a process that ends with the one that started it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_PATIENCE_SECONDS = 30.0


@asynccontextmanager
async def child_server(module: str, *arguments: str) -> AsyncIterator[str]:
    """Run a module that prints one line once it answers; gives the line, ends with the block.

    The module must stop when its standard input ends (``--follow-stdin``): so it does however
    this process ends. Raises RuntimeError when it does not start.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", module, "--follow-stdin", *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            line = (await process.stdout.readline()).decode().strip()
        if not line:
            raise RuntimeError(f"{module} did not start.")
        yield line
    finally:
        process.stdin.close()
        await process.wait()

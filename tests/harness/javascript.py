"""Clients in JavaScript, run with the Node.js and the packages that the canvas is tested with."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from environment import find_node
from harness.project import ROOT

_CLIENTS = ROOT / "web" / "tests" / "clients"


async def ask(client: str, request: dict[str, Any]) -> Any:
    """What a client in ``web/tests/clients`` answers to a request. Raises RuntimeError."""
    process = await asyncio.create_subprocess_exec(
        find_node().executable,
        _CLIENTS / client,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    answer, trouble = await process.communicate(json.dumps(request).encode())
    if process.returncode:
        raise RuntimeError(f"{client} ended with {process.returncode}:\n{trouble.decode()}")
    return json.loads(answer)

"""A vendor's SDK is imported when its first text is asked for, and not before."""

from __future__ import annotations

import subprocess
import sys

SDKS = ("pydantic_ai", "openai", "anthropic", "google.genai", "httpx2")

STARTED = """
import sys
import limner.server.serve
from limner.settings import Settings
from limner.text import configured_writers
assert len(configured_writers(Settings())) > 1
print(*sys.modules)
"""

ASKED = """
import asyncio, sys
from limner.errors import ProviderUnreachable
from limner.models.text_request import TextRequest
from limner.text._connected import Connection
from limner.text.ollama import Ollama

async def ask():
    writer = Ollama("ollama", Connection("Ollama", "http://127.0.0.1:9/v1"))
    request = TextRequest("m", "p", "m", "instruction", "Write.", "a fox", 10, 5)
    try:
        await writer.write(request, None)
    except ProviderUnreachable:
        await writer.close()

asyncio.run(ask())
print(*sys.modules)
"""


def loaded_by(program: str) -> set[str]:
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(told.stdout.split()) & set(SDKS)


def test_a_server_starts_without_any_sdk() -> None:
    assert loaded_by(STARTED) == set()


def test_a_request_imports_the_sdk_it_needs_and_no_other() -> None:
    assert loaded_by(ASKED) == {"pydantic_ai", "openai", "httpx2"}

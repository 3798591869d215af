"""The workflows a new data directory begins with."""

from __future__ import annotations

from importlib import resources
from typing import Any

import msgspec


def starter_documents() -> list[dict[str, Any]]:
    """The documents of ``workflows/data``, in the order of their files."""
    folder = resources.files("limner.workflows") / "data"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".json")),
        key=lambda file: file.name,
    )
    return [msgspec.json.decode(file.read_bytes()) for file in files]

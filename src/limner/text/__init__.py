"""Who writes texts: one file (or folder) per provider of text models, found here by being here.

``contract`` is what a writer is, ``_connected`` what those share that are reached through their
vendor's SDK, ``_sdk`` the SDKs themselves. Which models there are stands in ``models/text_data``.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from limner.settings import Settings
from limner.text._writers import Writers
from limner.text.contract import TextWriter

__all__ = ["Writers", "configured_writers", "writer_types"]


def writer_types() -> Iterator[type[TextWriter]]:
    """The writer class of every module of this folder, by name of the module."""
    for info in pkgutil.iter_modules(__path__):
        if info.name.startswith("_") or info.name == "contract":
            continue
        yield importlib.import_module(f"{__name__}.{info.name}").WRITER


def configured_writers(settings: Settings) -> list[TextWriter]:
    """Every writer as configured; those without credentials are there, but unavailable."""
    return [writer for kind in writer_types() for writer in kind.instances(settings)]

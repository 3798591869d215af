"""Loopback servers that speak the providers' own protocols, count charges and err on demand.

One module per provider; every one is found here by being here. ``base`` is what they share,
``faults`` what they can be told to do wrong, ``schemas`` holds requests to the vendors'
published schemas, and ``process`` runs them in a process of their own.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from limner.testing.emulators.base import Emulator


def emulator_types() -> Iterator[type[Emulator]]:
    """The emulator class of every module of this folder that has one, by name of the module."""
    for info in pkgutil.iter_modules(__path__):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{__name__}.{info.name}")
        kind: type[Emulator] | None = getattr(module, "EMULATOR", None)
        if kind is not None:
            yield kind

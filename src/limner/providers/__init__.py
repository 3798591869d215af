"""One file (or folder) per provider; every one is found here by being here."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from limner.providers.contract import Provider
from limner.settings import Settings


def provider_types() -> Iterator[type[Provider]]:
    """The provider class of every module of this folder, by name of the module."""
    for info in pkgutil.iter_modules(__path__):
        if info.name.startswith("_") or info.name == "contract":
            continue
        module = importlib.import_module(f"{__name__}.{info.name}")
        yield module.PROVIDER


def configured_providers(settings: Settings) -> list[Provider]:
    """Every provider as the settings have it, those without credentials too."""
    return [provider for kind in provider_types() for provider in kind.instances(settings)]

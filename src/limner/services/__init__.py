"""Outside services, one file each: what is signed in to, and what is done there.

Every module of this folder that has a ``SERVICE`` is found here by being here.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from typing import Any

from limner.services.contract import Client, Service
from limner.settings import Settings

AnyService = Service[Any]


class Services:
    """The services by the kind of their credentials."""

    def __init__(self, services: Iterable[AnyService]) -> None:
        self._services = {service.kind: service for service in services}

    def __iter__(self) -> Iterator[AnyService]:
        return iter(self._services.values())

    def find(self, kind: str) -> AnyService | None:
        return self._services.get(kind)

    def without_credential(self, client_type: type[Client]) -> AnyService | None:
        """The service that is used as it is and gives such a client, if there is one."""
        for service in self:
            if not service.needs_credential and issubclass(service.client_type, client_type):
                return service
        return None


def service_types() -> Iterator[type[AnyService]]:
    """The service of every module of this folder that has one, by name of the module."""
    for info in pkgutil.iter_modules(__path__):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{__name__}.{info.name}")
        kind: type[AnyService] | None = getattr(module, "SERVICE", None)
        if kind is not None:
            yield kind


def configured_services(settings: Settings) -> Services:
    """Every service as the settings have it."""
    return Services(kind.configured(settings) for kind in service_types())

"""Contracts of a dialect, once for each server that speaks it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol

from limner.models.model import Model


class Server(Protocol):
    """One provider as configured; ``dialect`` is set where several servers speak the same."""

    @property
    def name(self) -> str: ...

    @property
    def dialect(self) -> str | None: ...


def served(models: Iterable[Model], servers: Iterable[Server]) -> list[Model]:
    """The models, those that are contracts of a dialect named after each of its servers.

    A dialect that no server speaks has no models.
    """
    speakers: dict[str, list[str]] = defaultdict(list)
    for server in servers:
        if server.dialect is not None:
            speakers[server.dialect].append(server.name)
    found: list[Model] = []
    for model in models:
        if model.for_dialect:
            found += [model.served_by(name) for name in speakers[model.provider]]
        else:
            found.append(model)
    return found

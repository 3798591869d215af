"""The chat models of the named servers that speak OpenAI's API."""

from __future__ import annotations

from collections.abc import Iterable

from limner.models.text_model import TextModel
from limner.providers.compatible import CompatibleSettings
from limner.settings import Settings
from limner.text._connected import ConnectedWriter, Connection

_AFTER_THE_VENDORS = 50


class CompatibleServer(ConnectedWriter):
    """One named server. Which models it has and what they cost is its own affair."""

    protocol = "compatible"

    @classmethod
    def instances(cls, settings: Settings) -> tuple[CompatibleServer, ...]:
        servers = settings.section(CompatibleSettings).servers
        return tuple(
            cls(
                f"{cls.protocol}/{name}",
                Connection(name, server.url, server.key.get_secret_value() if server.key else None),
            )
            for name, server in servers.items()
        )

    @property
    def own_address(self) -> bool:
        return False

    def models(self) -> Iterable[TextModel]:
        """One that stands for all, under ids that begin with the server's name."""
        prefix = f"{self.title}/"
        return (
            TextModel(
                id=prefix,
                title=f"A model of {self.title}",
                description=f"Any chat model of the server, as {prefix} and its name.",
                provider=self.name,
                endpoint="",
                max_output_tokens=3000,
                time_limit_seconds=120,
                order=_AFTER_THE_VENDORS,
                template=True,
                id_prefix=prefix,
            ),
        )


WRITER = CompatibleServer

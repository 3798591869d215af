"""The providers of a running engine, each with the limits of its key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from limner.engine.limits import KeyLimits
from limner.errors import NotConfigured
from limner.providers.contract import Provider
from limner.text import Writers


class Gateways:
    """Providers of images by name (``models.usable.ProviderFacts``).

    All calls to one share its limits, and so do those to each of the ``writers`` of texts.
    """

    def __init__(self, providers: Mapping[str, Provider], writers: Writers) -> None:
        self._providers = dict(providers)
        self.writers = writers
        self._limits = {
            name: KeyLimits(provider.max_concurrent, provider.max_per_minute)
            for name, provider in providers.items()
        }
        self._text_limits = {writer.name: KeyLimits(writer.max_concurrent) for writer in writers}

    def provider(self, name: str) -> Provider:
        """Raises NotConfigured where there is no such provider."""
        provider = self._providers.get(name)
        if provider is None:
            raise NotConfigured(f"There is no provider {name!r:.80}.")
        return provider

    def limits(self, name: str) -> KeyLimits:
        return self._limits[name]

    def text_limits(self, name: str) -> KeyLimits:
        return self._text_limits[name]

    def __iter__(self) -> Iterator[Provider]:
        return iter(self._providers.values())

    def title(self, name: str) -> str:
        return self._providers[name].title if name in self._providers else name

    def own_address(self, name: str) -> bool:
        return name not in self._providers or self._providers[name].own_address

    def default_model(self, name: str) -> str | None:
        return self._providers[name].default_model if name in self._providers else None

    def unavailable_reason(self, name: str) -> str | None:
        """Why the provider cannot be asked now and what to do, or None."""
        if name not in self._providers:
            return f"There is no provider {name!r:.80}."
        return self._providers[name].unavailable_reason()

    async def close(self) -> None:
        for provider in self._providers.values():
            await provider.close()

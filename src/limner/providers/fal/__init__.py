"""fal: every endpoint it has, as jobs in its queue that can be asked about later."""

from limner.providers.fal.provider import FalProvider, FalSettings

PROVIDER = FalProvider

__all__ = ["PROVIDER", "FalProvider", "FalSettings"]

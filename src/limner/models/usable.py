"""Whether a model may be used: what image models and text models alike are asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol, get_args

from limner.errors import ModelRetired, TierRequired
from limner.values import Tier

_TIERS: tuple[Tier, ...] = get_args(Tier)


class Offered(Protocol):
    """What of a model decides whether it may be used."""

    @property
    def title(self) -> str: ...

    @property
    def provider(self) -> str: ...

    @property
    def tier(self) -> Tier: ...

    @property
    def shutdown(self) -> date | None: ...

    @property
    def successor(self) -> str | None: ...


class WriterFacts(Protocol):
    """What is known of those who are asked for texts, by name."""

    def title(self, name: str) -> str: ...

    def unavailable_reason(self, name: str) -> str | None:
        """Why it cannot be asked now and what to do, or None."""

    def own_address(self, name: str) -> bool:
        """Whether it is asked at its own address; elsewhere shut-down dates mean nothing."""


class ProviderFacts(WriterFacts, Protocol):
    """What is known of those who are asked for images, by name."""

    def default_model(self, name: str) -> str | None:
        """The model that is configured as the provider's default."""


class NoWriters:
    """What is known where nothing is: every writer counts as ready."""

    def title(self, name: str) -> str:
        return name

    def unavailable_reason(self, name: str) -> str | None:
        return None

    def own_address(self, name: str) -> bool:
        return True


class NoProviders(NoWriters):
    """What is known where nothing is: every provider counts as ready."""

    def default_model(self, name: str) -> str | None:
        return None


def today() -> date:
    """The day that prices and shut-downs are counted by."""
    return datetime.now(UTC).date()


def shutdown_of(model: Offered, facts: WriterFacts) -> date | None:
    """The day its provider shuts a model down; None where there is none that counts here."""
    return model.shutdown if facts.own_address(model.provider) else None


def is_retired(model: Offered, facts: WriterFacts, day: date) -> bool:
    """Whether its provider has shut a model down by a day."""
    shutdown = shutdown_of(model, facts)
    return shutdown is not None and shutdown <= day


def needs_more_than(tier: Tier, model: Offered) -> bool:
    """Whether a model is above a workspace's tier."""
    return _TIERS.index(model.tier) > _TIERS.index(tier)


def require_running(model: Offered, facts: WriterFacts, day: date) -> None:
    """Raises ModelRetired."""
    if is_retired(model, facts, day):
        raise ModelRetired(
            f"{model.title} was shut down by its provider on {model.shutdown}.",
            hint=f"Use {model.successor} instead." if model.successor else None,
        )


def require_tier(tier: Tier, model: Offered, *, hint: str) -> None:
    """Raises TierRequired, with what to do."""
    if needs_more_than(tier, model):
        raise TierRequired(
            f"{model.title} needs the {model.tier} tier; this workspace has {tier}.", hint=hint
        )

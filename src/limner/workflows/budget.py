"""The budget that a document sets for each of its runs, in whole credits. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from limner.errors import Problem
from limner.models.price import Price
from limner.values import MICRO_USD_PER_CREDIT
from limner.workflows.document import Document

MOST_CREDITS = 1_000_000_000
_FIELD = "settings.budget"


def budget_problems(document: Document) -> Iterator[Problem]:
    """What is wrong with the budget a document sets, if it sets one."""
    budget = _written(document)
    if budget is not None and not _is_credits(budget):
        message = f"A budget is a whole number of credits, from 0 to {MOST_CREDITS:,}."
        yield Problem("bad_field", message, None, _FIELD)


def budget_of_run(document: Document, asked: int | None) -> int | None:
    """The budget of a run in micro-USD: what is asked for it, and no more than its document sets.

    None where neither sets one.
    """
    budgets = [budget for budget in (_written(document), asked) if budget is not None]
    return min(budgets) * MICRO_USD_PER_CREDIT if budgets else None


def within(price: Price | None, budget: int) -> Price:
    """The price of a run that costs no more than its budget, whatever it would cost without."""
    if price is None:
        return Price(0, budget)
    return Price(min(price.lower, budget), min(price.upper, budget))


def _written(document: Document) -> Any:
    settings = document.raw.get("settings")
    return settings.get("budget") if isinstance(settings, dict) else None


def _is_credits(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_CREDITS

"""What the calls of a run may cost together: held before each is sent. Pure."""

from __future__ import annotations

from limner.errors import BudgetExceeded
from limner.storage.queries.runs import CallRow
from limner.values import MICRO_USD_PER_CREDIT, credits_from

_ENDED = frozenset({"done", "failed"})


class Spent:
    """What calls have cost, or may still cost as far as that is not known. In micro-USD."""

    def __init__(self) -> None:
        self._amounts: dict[tuple[str, int, int, int], int] = {}
        self.amount = 0

    def take(self, call: CallRow) -> None:
        """Count a call as it stands now."""
        place = (call.node_id, call.item, call.number, call.attempt)
        amount = _amount(call)
        self.amount += amount - self._amounts.get(place, 0)
        self._amounts[place] = amount

    def refuse_beyond(self, budget: int | None, possible: int | None, title: str) -> None:
        """Raises BudgetExceeded where one more call could cost more than a budget has left.

        ``possible`` is the most it can cost, None where nobody knows.
        """
        if budget is None or possible == 0:
            return
        left = max(budget - self.amount, 0)
        if possible is None:
            raise BudgetExceeded(
                f"What {title} costs is not known, and the run has a budget.",
                hint="Use a model whose price is known, or run it without a budget.",
            )
        if possible > left:
            spent, needed = credits_from(self.amount), credits_from(possible)
            raise BudgetExceeded(
                f"Of the run's budget of {credits_from(budget):,} credits {spent:,} are spent or "
                f"held for calls under way; this may cost {needed:,}.",
                hint="Resume the run with a higher budget to have it made.",
                extra={"creditsLeft": left // MICRO_USD_PER_CREDIT, "creditsSpent": spent},
            )


def _amount(call: CallRow) -> int:
    """A call whose cost is not known counts with the most it can be."""
    most = call.possible_cost or 0
    if call.state in _ENDED:
        return most if call.cost is None else call.cost
    return max(most, call.cost or 0)

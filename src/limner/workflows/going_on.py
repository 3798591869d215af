"""Lets runs go on, or tries their failed nodes again: who may, and what that may cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from limner.engine.runs import Engine
from limner.engine.view import RunView
from limner.errors import BudgetExceeded, LimnerError
from limner.values import MICRO_USD_PER_CREDIT, credits_from
from limner.workflows.budget import budget_of_run
from limner.workflows.spending import Spending
from limner.workflows.upgrade import open_document


@dataclass(frozen=True, slots=True)
class Wish:
    """How a run is to go on: failed nodes again, texts it waits for, another budget in credits.

    ``key_id`` is the key that asks, None where a person does.
    """

    retry: Sequence[str] = ()
    prompts: Mapping[str, str] = field(default_factory=dict)
    budget: int | None = None
    key_id: str | None = None


class GoingOn:
    """Lets the runs of one workspace go on."""

    def __init__(self, engine: Engine, runs: RunView, spending: Spending) -> None:
        self._engine = engine
        self._runs = runs
        self._spending = spending

    async def resume(self, run_id: str, wish: Wish) -> None:
        """Let a paused run go on, or run what failed in an ended one again.

        Raises NotFound, Conflict, PromptEmpty, PromptTooLong, and BudgetExceeded where a key may
        not spend that.
        """
        budget = None if wish.budget is None else wish.budget * MICRO_USD_PER_CREDIT
        if wish.key_id is not None:
            await self._refuse_key(run_id, wish.key_id, budget)
        try:
            async with self._spending.unsettled():
                most = await self._spending.hold_again(run_id)
                if wish.retry:
                    await self._engine.retry(run_id, wish.retry, budget, most)
                else:
                    await self._engine.resume(run_id, wish.prompts, budget, most)
        except LimnerError:
            await self._spending.settle()
            raise

    async def _refuse_key(self, run_id: str, key_id: str, budget: int | None) -> None:
        """A key spends its own money, and never more than the workflow gives a run.

        Raises NotFound and BudgetExceeded.
        """
        pays = await self._spending.pays(run_id, key_id)
        if not pays and await self._spending.is_limited(key_id):
            raise BudgetExceeded(
                "The key has a spend limit and does not pay for this run.",
                hint="Ask with the key that started it, or go on with it on the canvas.",
            )
        if budget is None:
            return
        document = open_document(await self._runs.document(run_id))
        ceilings = [budget_of_run(document, None)]
        if not pays:
            ceilings.append((await self._runs.require(run_id)).budget)
        known = [most for most in ceilings if most is not None]
        if known and budget > min(known):
            most = credits_from(min(known))
            raise BudgetExceeded(
                f"The budget of this run is {most:,} credits; a key cannot raise it beyond that.",
                hint="Ask for no more than that, or raise it on the canvas.",
                extra={"budget": most},
            )

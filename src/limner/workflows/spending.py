"""What keys pay for: held before a run begins, charged when it has ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from sqlalchemy import Connection

from limner.engine.runs import Companion
from limner.errors import BudgetExceeded
from limner.models.price import Price
from limner.storage.database import Database
from limner.storage.queries import api_keys as queries
from limner.storage.queries.api_keys import KeyRow
from limner.storage.queries.runs import RunRow
from limner.values import MICRO_USD_PER_CREDIT, credits_from, first_id_at, now

_LATE_COSTS_MICROSECONDS = 24 * 3600 * 1_000_000
"""So long after its beginning a run is looked at for what was paid after its end."""


class Spending:
    """The money of the keys of one workspace.

    `clock` tells the moment in microseconds since 1970, as `values.now` does.
    """

    def __init__(
        self, database: Database, workspace_id: str, clock: Callable[[], int] = now
    ) -> None:
        self._database = database
        self._workspace_id = workspace_id
        self._clock = clock
        self._settling = asyncio.Lock()

    def unsettled(self) -> AbstractAsyncContextManager[object]:
        """Settles nothing in the block: a run that is about to go on counts as ended until it
        does, and what is held for it would be given back."""
        return self._settling

    def holding(self, key_id: str, price: Price | None) -> Companion:
        """Holds the most a run can cost, in the commit that records it.

        Where the key has a limit, what is held bounds the run: it cannot cost more. Where
        nobody knows the price, that is all the key has left. What this does raises BudgetExceeded
        where the key has less left. A key that was taken back holds nothing.
        """

        def hold(connection: Connection, run: RunRow) -> None:
            queries.lock_key(connection, key_id)
            key = queries.find_key(connection, self._workspace_id, key_id)
            if key is None:
                return
            amount = _to_hold(key, price)
            if key.left is not None:
                run.key_budget = amount
            queries.hold(connection, run.id, key_id, amount)

        return hold

    async def hold_again(self, run_id: str) -> int | None:
        """Hold what a key has left for its run that goes on after it had ended.

        Gives the most the run may cost in all, in micro-USD; None where nothing limits it. Raises
        BudgetExceeded where the key has nothing left.
        """

        def hold(connection: Connection) -> int | None:
            paid = queries.key_run(connection, run_id)
            if paid is None:
                return None
            queries.lock_key(connection, paid.key_id)
            key = queries.find_key(connection, self._workspace_id, paid.key_id)
            if key is None:
                return None
            left = key.left
            if not paid.settled:
                return None if left is None else paid.charged + paid.held
            if left is not None and left <= 0:
                raise _used_up(key)
            # Without a limit too, so that what it will cost is charged however late that is.
            queries.hold(connection, run_id, paid.key_id, left or 0, paid.charged)
            return None if left is None else paid.charged + left

        return await self._database.write(hold)

    async def pays(self, run_id: str, key_id: str) -> bool:
        """Whether a key pays for a run."""
        paid = await self._database.read(lambda c: queries.key_run(c, run_id))
        return paid is not None and paid.key_id == key_id

    async def is_limited(self, key_id: str) -> bool:
        """Whether a key has a spend limit."""
        key = await self._database.read(lambda c: queries.find_key(c, self._workspace_id, key_id))
        return key is not None and key.spend_limit is not None

    async def settle(self) -> None:
        """Charge what ended runs cost, also after their end; give back what is held beyond that.

        Where nobody knows the cost, all that was held counts as spent.
        """

        recent = first_id_at("run", self._clock() - _LATE_COSTS_MICROSECONDS)

        def charge(connection: Connection) -> None:
            for row in queries.runs_to_settle(connection, recent):
                most = row.charged + row.held
                queries.settle(connection, row, most if row.cost is None else row.cost)

        async with self._settling:
            await self._database.write(charge)


def _to_hold(key: KeyRow, price: Price | None) -> int:
    left = key.left
    if left is None:
        return 0 if price is None else price.upper
    if price is None and left > 0:
        return left
    if price is None or price.upper > left:
        raise _used_up(key, 0 if price is None else price.upper)
    return price.upper


def _used_up(key: KeyRow, wanted: int = 0) -> BudgetExceeded:
    left = max(key.left or 0, 0) // MICRO_USD_PER_CREDIT
    needed = f"; the run may cost {credits_from(wanted)}" if wanted else ""
    return BudgetExceeded(
        f"The key {key.name!r:.80} has {left} credits left{needed}.",
        hint="Make a key with a higher limit, or wait for runs under way to end.",
        extra={"creditsLeft": left},
    )

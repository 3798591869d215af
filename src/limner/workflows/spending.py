"""What keys pay for: held before a run begins, charged when it has ended."""

from __future__ import annotations

from sqlalchemy import Connection

from limner.engine.runs import Companion
from limner.errors import BudgetExceeded
from limner.models.price import Price
from limner.storage.database import Database
from limner.storage.queries import api_keys as queries
from limner.storage.queries.api_keys import KeyRow
from limner.storage.queries.runs import RunRow
from limner.values import MICRO_USD_PER_CREDIT, credits_from


class Spending:
    """The money of the keys of one workspace."""

    def __init__(self, database: Database, workspace_id: str) -> None:
        self._database = database
        self._workspace_id = workspace_id

    def holding(self, key_id: str, price: Price | None) -> Companion:
        """Holds the most a run can cost, in the commit that records it.

        What it does raises BudgetExceeded where the key has less left, or where nobody knows the
        price and the key has a limit. A key that was taken back holds nothing.
        """

        def hold(connection: Connection, run: RunRow) -> None:
            queries.lock_key(connection, key_id)
            key = queries.find_key(connection, self._workspace_id, key_id)
            if key is not None:
                queries.hold(connection, run.id, key_id, _to_hold(key, price))

        return hold

    async def hold_again(self, run_id: str) -> None:
        """Hold what a key has left for its run that goes on after it had ended.

        Raises BudgetExceeded where that is nothing.
        """

        def hold(connection: Connection) -> None:
            paid = queries.key_run(connection, run_id)
            if paid is None or not paid.settled:
                return
            queries.lock_key(connection, paid.key_id)
            key = queries.find_key(connection, self._workspace_id, paid.key_id)
            if key is None:
                return
            left = key.left
            if left is not None and left <= 0:
                raise _used_up(key)
            queries.hold(connection, run_id, paid.key_id, left or 0, paid.charged)

        await self._database.write(hold)

    async def settle(self) -> None:
        """Charge what ended runs cost and give back what is held beyond that.

        Where nobody knows the cost, all that was held counts as spent.
        """

        def charge(connection: Connection) -> None:
            for row in queries.runs_to_settle(connection):
                most = row.charged + row.held
                queries.settle(connection, row, most if row.cost is None else row.cost)

        await self._database.write(charge)


def _to_hold(key: KeyRow, price: Price | None) -> int:
    left = key.left
    if left is None:
        return 0 if price is None else price.upper
    if price is None:
        raise BudgetExceeded(
            f"The key {key.name!r:.80} has a limit, and what the run costs is not known before it.",
            hint="Use a key without a limit, or models and lists whose cost is known beforehand.",
        )
    if price.upper > left:
        raise _used_up(key, price.upper)
    return price.upper


def _used_up(key: KeyRow, wanted: int = 0) -> BudgetExceeded:
    left = max(key.left or 0, 0) // MICRO_USD_PER_CREDIT
    needed = f"; the run may cost {credits_from(wanted)}" if wanted else ""
    return BudgetExceeded(
        f"The key {key.name!r:.80} has {left} credits left{needed}.",
        hint="Make a key with a higher limit, or wait for runs under way to end.",
        extra={"creditsLeft": left},
    )

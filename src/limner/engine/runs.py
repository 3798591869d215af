"""Starts, resumes and cancels runs, and picks up those a crash left behind."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from limner.engine.background import Background
from limner.engine.drivers.embedded import RunDriver
from limner.engine.earlier import EarlierResults, earlier_results
from limner.engine.events import Events
from limner.engine.journal import Journal
from limner.engine.live import LiveRun, Past
from limner.engine.plan import Plan, decode_plan, encode_plan
from limner.engine.reopen import confirm, reopen
from limner.engine.steps import StepRunner
from limner.errors import Conflict, IdempotencyKeyReused, NotFound, RunError, StorageError
from limner.nodes.contract import Json
from limner.storage.database import Database
from limner.storage.queries import runs as queries
from limner.storage.queries.called_costs import charge_callers
from limner.storage.queries.called_runs import left_behind
from limner.storage.queries.documents import document_body
from limner.storage.queries.runs import WHOLE_NODE, ExecutionRow, KeyOwner, RunRow
from limner.values import new_id, now, sha256

_log = logging.getLogger(__name__)
_SECONDS_FOR_LATE_ANSWERS = 5.0
_KEY_VALID_MICROSECONDS = 24 * 3600 * 1_000_000
_JUST_ENDED_MICROSECONDS = 60 * 1_000_000
_NO_PAST = Past()


@dataclass(frozen=True, slots=True)
class Idempotency:
    """A caller's key, and the digest of what was asked under it."""

    key: str
    body_digest: str


Companion = Callable[[Connection, RunRow], None]
"""Writes what belongs to a run in the commit that records it; where it raises, neither stays.
It may set the run's budget."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to run: a plan, what starts it, and whether earlier results may be reused. ``budget`` is
    the most its calls may cost together, in micro-USD."""

    plan: Plan
    inputs: Json
    workspace_id: str
    workflow_id: str | None = None
    document: bytes | None = None
    reuse: bool = True
    idempotency: Idempotency | None = None
    budget: int | None = None
    version: int | None = None
    alias: str | None = None
    companions: Sequence[Companion] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a run would do, node by node.

    ``reused`` are the results that stand for nodes, ``doubtful`` the nodes that run, but of
    which all or some items may turn out to be there already.
    """

    runs: tuple[str, ...]
    reused: Mapping[str, ExecutionRow]
    doubtful: frozenset[str]


class Engine:
    """The runs of this process. One process drives a database at a time."""

    def __init__(self, database: Database, steps: StepRunner, events: Events) -> None:
        self._database = database
        self._steps = steps
        self.events = events
        self.journal = Journal(database, events)
        self._background = Background()
        self._live: dict[str, LiveRun] = {}
        self._drives: dict[str, asyncio.Task[None]] = {}
        self._launched = asyncio.Event()

    def open(self) -> None:
        """Begin to write. Runs left by an earlier process wait for ``recover``."""
        self.journal.start()

    async def recover(self) -> int:
        """Go on with every run an earlier process left unfinished; how many there were.

        One that was being paused is paused: what it had under way is asked for when it goes on.
        """
        await self._database.write(charge_callers)
        rows = await self._database.read(queries.unfinished_runs)
        for row in rows:
            try:
                live = await self._restored(row)
                if live.pausing:
                    live.pause()
                else:
                    self._launch(live)
            except StorageError:
                raise
            except Exception:
                _log.exception("The run %s cannot go on", row.id)
                await self._give_up(row)
        if any(row.status == "paused" for row in rows):
            await self.journal.flush()
        await self._stop_left_behind()
        return len(rows)

    async def close(self) -> None:
        """Stop driving; answers on their way are waited for a little.

        What is unfinished goes on after the next start.
        """
        for run_id, drive in self._drives.items():
            if not self._live[run_id].row.cancel_requested:
                drive.cancel()
        if self._drives:
            await asyncio.wait(set(self._drives.values()), timeout=_SECONDS_FOR_LATE_ANSWERS)
        for drive in self._drives.values():
            drive.cancel()
        await self._background.finish(_SECONDS_FOR_LATE_ANSWERS)
        await self.journal.close()

    async def start(self, order: Order) -> RunRow:
        """Record a run durably and drive it; under a known idempotency key, find its run.

        A caller who goes away meanwhile leaves no run behind that nobody drives. Raises
        StorageError while nothing can be kept, and IdempotencyKeyReused.
        """
        if self.journal.fault is not None:
            raise self.journal.fault
        run_id = new_id("run")
        return await asyncio.shield(self._background.start(run_id, self._begin(order, run_id)))

    async def _begin(self, order: Order, run_id: str) -> RunRow:
        """Read first, then record: what is recorded together shares a commit."""
        earlier = await self._earlier(order)
        reused = await self._reused(order, earlier)
        row = self._queued(order, run_id)
        if order.idempotency is not None or order.companions:
            first = await self._record_at_once(order, row)
            if first is not None:
                return first
        live = self._live_run(row, order.plan, earlier)
        live.open()
        for rows in reused.values():
            live.adopt(rows)
        self._launch(live)
        await self.journal.flush()
        return row

    async def run_under(self, workspace_id: str, idempotency: Idempotency) -> RunRow | None:
        """The run a caller's key was used for, if any. Raises IdempotencyKeyReused."""

        def find(connection: Connection) -> RunRow | None:
            oldest = now() - _KEY_VALID_MICROSECONDS
            owner = queries.key_owner(connection, workspace_id, idempotency.key, oldest)
            return _run_of(connection, owner, idempotency) if owner else None

        return await self._database.read(find)

    async def run_repeated(
        self, workspace_id: str, document: bytes, payer: str | None, *, surely: bool
    ) -> RunRow | None:
        """The run that a program means which sends the same again by itself, if any: one that the
        key it asks with pays for, or that none does.

        It is the newest run of the document: one that goes on, or that has just ended and may
        be paid for. Where it is not ``surely`` a repetition, only one that failed counts: after
        a success the same words ask for another image.
        """
        digest = sha256(document)
        row = await self._database.read(
            lambda c: queries.latest_run_of(c, workspace_id, digest, payer)
        )
        return row if row is not None and _is_meant(row, surely=surely) else None

    async def preview(self, order: Order) -> Preview:
        """Which nodes would run and which would be reused. Changes nothing."""
        earlier = await self._earlier(order)
        rows_of = await self._reused(order, earlier)
        reused = {
            row.node_id: row for rows in rows_of.values() for row in rows if row.item == WHOLE_NODE
        }
        ids = [step.node_id for step in order.plan.every_step()]
        return Preview(
            tuple(node_id for node_id in ids if node_id not in reused),
            {node_id: reused[node_id] for node_id in ids if node_id in reused},
            await earlier.doubtful(order.plan, reused.keys()),
        )

    async def wait(self, run_id: str, seconds: float | None) -> bool:
        """Wait until a run ends or is paused; whether that came in time."""
        drive = self._drives.get(run_id)
        if drive is None:
            return True
        done, _ = await asyncio.wait({drive}, timeout=seconds)
        return bool(done)

    async def ended(self, run_id: str) -> RunRow:
        """A run when it has ended, however often it is paused before. Raises NotFound."""
        while True:
            launched, drive = self._launched, self._drives.get(run_id)
            if drive is not None:
                await asyncio.wait({drive})
            row = await self.row(run_id)
            if row.ended_at is not None:
                return row
            if drive is None:
                await launched.wait()

    async def settled(self, run_id: str) -> RunRow:
        """An ended run once nothing that it has sent is under way any more. Raises NotFound."""
        await self._background.settled(run_id, None)
        await self.journal.flush()
        return await self.row(run_id)

    async def cancel(self, run_id: str) -> bool:
        """Cancel a run and those it has begun; False where it had ended already.

        Raises NotFound.
        """
        driven = await self._still_driven(run_id) or await self._paused(run_id)
        if driven is None:
            return False
        live, drive = driven
        if not live.row.cancel_requested and live.row.ended_at is None:
            live.row.cancel_requested = True
            # A drive that has not begun yet could not record its end.
            await asyncio.sleep(0)
            if live.row.ended_at is None:
                drive.cancel()
        await asyncio.wait({drive})
        await self._stop_left_behind(run_id)
        return live.row.status == "cancelled"

    async def _stop_left_behind(self, caller_id: str | None = None) -> None:
        """Cancel the runs that ended ones have begun, as tools of text models."""
        for run_id, caller in await self._database.read(lambda c: left_behind(c, caller_id)):
            await self.cancel(run_id)
            self._background.start(caller, self._charge(caller, run_id))

    async def _charge(self, caller_id: str, run_id: str) -> None:
        """Have an ended run pay in the end for one that it had begun."""
        await self.settled(run_id)
        await self._database.write(lambda c: charge_callers(c, caller_id))

    async def pause(self, run_id: str) -> RunRow:
        """Begin nothing new in a run; what is under way ends and is kept, then it is paused.

        Raises NotFound, and Conflict for a run that has ended.
        """
        driven = self._driven(run_id)
        row = driven[0].row if driven else await self.row(run_id)
        driven = self._driven(run_id)
        if row.ended_at is not None or (driven is None and row.status != "paused"):
            raise Conflict("The run has ended.", hint="Only what goes on can be paused.")
        if driven is not None and not row.pause_requested:
            driven[0].ask_pause(asked=True)
            await self.journal.flush()
        return row

    async def resume(
        self,
        run_id: str,
        prompts: Mapping[str, str],
        budget: int | None = None,
        key_budget: int | None = None,
    ) -> RunRow:
        """Let a run go on that was paused, is being paused, or waits for texts (``confirm``).

        In one that somebody has paused, texts go on waiting unless some are given. Raises
        NotFound, Conflict where it neither is paused nor waits, PromptEmpty and PromptTooLong.
        """
        driven = await self._still_driven(run_id)
        if driven is not None and driven[0].pausing and not prompts:
            driven[0].go_on(budget, key_budget)
            await self.journal.flush()
            return driven[0].row
        row = await self.row(run_id)
        if row.status != "paused" or not row.pause_requested or prompts:
            return await self.confirm(run_id, prompts, budget, key_budget)
        self._refuse_driven(run_id)
        live = await self._restored(row)
        self._refuse_driven(run_id)
        return await self._go_on(live, budget, key_budget)

    async def retry(
        self,
        run_id: str,
        node_ids: Sequence[str],
        budget: int | None = None,
        key_budget: int | None = None,
    ) -> RunRow:
        """Run failed nodes of an ended run again, and all that was skipped for them.

        What ended as an unknown outcome is sent again: the caller says so by naming it. ``budget``
        takes the place of the run's, and ``key_budget`` of what its key gives, in micro-USD, for
        all it has cost and will cost.
        Raises NotFound, and Conflict while the run goes on or where nothing failed.
        """
        row = await self.row(run_id)
        self._refuse_driven(run_id)
        if not await self._background.settled(run_id, _SECONDS_FOR_LATE_ANSWERS):
            raise Conflict("The run is still being stopped.", hint="Try again in a moment.")
        live = await self._restored(row)
        # Someone else may have resumed it in the meantime.
        self._refuse_driven(run_id)
        reopen(live, node_ids)
        return await self._go_on(live, budget, key_budget)

    async def confirm(
        self,
        run_id: str,
        prompts: Mapping[str, str],
        budget: int | None = None,
        key_budget: int | None = None,
    ) -> RunRow:
        """Let a paused run go on with the texts it waits for, changed where ``prompts`` say so.

        Raises NotFound, Conflict where it does not wait, PromptEmpty and PromptTooLong.
        """
        row = await self.row(run_id)
        self._refuse_driven(run_id)
        live = await self._restored(row)
        self._refuse_driven(run_id)
        confirm(live, prompts)
        return await self._go_on(live, budget, key_budget)

    async def _go_on(self, live: LiveRun, budget: int | None, key_budget: int | None) -> RunRow:
        live.go_on(budget, key_budget)
        self._launch(live)
        await self.journal.flush()
        return live.row

    def _driven(self, run_id: str) -> tuple[LiveRun, asyncio.Task[None]] | None:
        if run_id not in self._drives:
            return None
        return self._live[run_id], self._drives[run_id]

    async def _still_driven(self, run_id: str) -> tuple[LiveRun, asyncio.Task[None]] | None:
        """The same, without a drive that has recorded its last word: that one is waited for, as
        nothing that is asked of it any more would be done."""
        driven = self._driven(run_id)
        if driven is not None and driven[0].at_rest:
            await asyncio.wait({driven[1]})
            driven = self._driven(run_id)
        return driven

    async def _paused(self, run_id: str) -> tuple[LiveRun, asyncio.Task[None]] | None:
        """A paused run, driven from now on; None for one that has ended. Raises NotFound."""
        row = await self.row(run_id)
        restored = await self._restored(row) if row.status == "paused" else None
        # Someone else may have confirmed or cancelled it in the meantime.
        driven = self._driven(run_id)
        if driven is None and restored is not None:
            restored.ask_pause(asked=False)
            driven = restored, self._launch(restored)
        return driven

    def _refuse_driven(self, run_id: str) -> None:
        if run_id in self._drives:
            raise Conflict("The run is still going on.", hint="Wait for its end, or cancel it.")

    def active_runs(self, workflow_id: str) -> list[str]:
        """The ids of a workflow's runs that this process drives."""
        return [
            run_id for run_id, live in self._live.items() if live.row.workflow_id == workflow_id
        ]

    async def _earlier(self, order: Order) -> EarlierResults:
        return await earlier_results(
            self._database, order.workflow_id, order.plan, reuse=order.reuse
        )

    async def _reused(self, order: Order, earlier: EarlierResults) -> dict[str, list[ExecutionRow]]:
        """The nodes that need not run, with the rows of the results that stand for them."""
        return await earlier.for_plan(
            order.plan, self._steps.nodes, order.inputs, self._steps.version_of
        )

    def _queued(self, order: Order, run_id: str) -> RunRow:
        return RunRow(
            id=run_id,
            workspace_id=order.workspace_id,
            workflow_id=order.workflow_id,
            status="queued",
            inputs=order.inputs,
            plan_digest=self.journal.record_document(encode_plan(order.plan)),
            document_digest=self.journal.record_document(order.document)
            if order.document
            else None,
            reuse=order.reuse,
            budget=order.budget,
            version=order.version,
            alias=order.alias,
            created_at=now(),
        )

    async def _record_at_once(self, order: Order, row: RunRow) -> RunRow | None:
        """Record a run with all that belongs to it: its idempotency key, and its companions.

        Gives the run that has the key already, if any.
        """
        await self.journal.flush()

        def record(connection: Connection) -> RunRow | None:
            first = _first_under_key(connection, order, row)
            if first is None:
                for keep in order.companions:
                    keep(connection, row)
                queries.write_batch(connection, queries.JournalBatch([row], [], [], [], [], []))
            return first

        return await self._database.write(record)

    def _launch(self, live: LiveRun) -> asyncio.Task[None]:
        drive = asyncio.create_task(RunDriver(live, self._steps).drive(), name=live.id)
        self._live[live.id], self._drives[live.id] = live, drive
        drive.add_done_callback(lambda ended: self._landed(live.id, ended))
        self._launched.set()
        self._launched = asyncio.Event()
        return drive

    def _landed(self, run_id: str, drive: asyncio.Task[None]) -> None:
        self._live.pop(run_id, None)
        self._drives.pop(run_id, None)
        if not drive.cancelled() and drive.exception() is not None:
            _log.error("The run %s stopped unexpectedly", run_id, exc_info=drive.exception())

    async def _give_up(self, row: RunRow) -> None:
        """Record as failed what cannot be driven: its plan is gone or cannot be read."""
        past = await self._database.read(
            lambda c: Past((), queries.calls_of(c, row.id), queries.last_seq(c, row.id))
        )
        live = self._live_run(row, Plan(()), EarlierResults(self._database, None), past)
        live.lose_calls()
        error = RunError("The run could not go on after the restart.", extra=live.possible_cost())
        live.close("failed", error.as_json())

    async def row(self, run_id: str) -> RunRow:
        """A run as it is kept. Raises NotFound."""
        row = await self._database.read(lambda c: queries.find_run(c, run_id))
        if row is None:
            raise NotFound(f"There is no run {run_id!r:.80}.")
        return row

    async def _restored(self, row: RunRow) -> LiveRun:
        def load(connection: Connection) -> tuple[str | None, Past]:
            past = Past(
                queries.executions_of(connection, row.id),
                queries.calls_of(connection, row.id),
                queries.last_seq(connection, row.id),
            )
            return document_body(connection, row.plan_digest), past

        plan, past = await self._database.read(load)
        if plan is None:
            raise NotFound(f"The plan of the run {row.id} is gone.")
        earlier = EarlierResults(self._database, row.workflow_id if row.reuse else None)
        return self._live_run(row, decode_plan(plan), earlier, past)

    def _live_run(
        self, row: RunRow, plan: Plan, earlier: EarlierResults, past: Past = _NO_PAST
    ) -> LiveRun:
        return LiveRun(row, plan, self.journal, self._background, earlier=earlier, past=past)


def _first_under_key(connection: Connection, order: Order, row: RunRow) -> RunRow | None:
    """Claim an order's idempotency key for a run; the run that has it already, if any."""
    idempotency = order.idempotency
    if idempotency is None:
        return None
    owner = queries.claim_key(
        connection,
        workspace_id=order.workspace_id,
        key=idempotency.key,
        body_digest=idempotency.body_digest,
        run_id=row.id,
        at=now(),
        valid_for=_KEY_VALID_MICROSECONDS,
    )
    return None if owner.run_id == row.id else _run_of(connection, owner, idempotency)


def _run_of(connection: Connection, owner: KeyOwner, idempotency: Idempotency) -> RunRow | None:
    """The run a key belongs to, for a caller who asks the same again."""
    if owner.body_digest != idempotency.body_digest:
        raise IdempotencyKeyReused(
            "This idempotency key was used for another request.",
            hint="Use a new key for a new request.",
        )
    return queries.find_run(connection, owner.run_id)


def _is_meant(row: RunRow, *, surely: bool) -> bool:
    if row.ended_at is None:
        return surely
    if row.ended_at < now() - _JUST_ENDED_MICROSECONDS:
        return False
    if row.status == "succeeded":
        return surely
    return row.cost != 0 or "possibleCost" in (row.error or {})

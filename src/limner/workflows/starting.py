"""Starts runs of documents: nothing is started that is known not to work."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, replace
from weakref import WeakValueDictionary

from limner.engine.plan import Plan
from limner.engine.runs import Companion, Engine, Idempotency, Order, Preview
from limner.errors import InvalidWorkflow, Problem
from limner.media.assets import Assets
from limner.nodes import NodeTypes
from limner.nodes.contract import AnyNode, CheckScope, Json, NodeData, RunInput
from limner.storage.queries.runs import RunRow
from limner.workflows.budget import budget_of_run, within
from limner.workflows.called_names import names_given
from limner.workflows.check import check
from limner.workflows.document import Document
from limner.workflows.estimate import Estimate, estimate
from limner.workflows.foresight import ahead_problems, outlooks
from limner.workflows.imports import ImageImporter, import_inputs
from limner.workflows.inputs import validate_inputs
from limner.workflows.plan import compile_plan
from limner.workflows.reading import Readings
from limner.workflows.spending import Spending
from limner.workflows.tool_facts import Called
from limner.workflows.tools import ToolWorkflows, called_by
from limner.workflows.triggers import validate_payload, without_secrets


@dataclass(frozen=True, slots=True)
class With:
    """What goes with a run: the id of the key that pays for it, what tells of its end, the most
    credits it may cost, the number of the kept version that runs and how it was named, and what
    says which run has begun it."""

    payer: str | None = None
    notice: Companion | None = None
    budget: int | None = None
    version: int | None = None
    alias: str | None = None
    caller: Companion | None = None


NOTHING_WITH_IT = With()


@dataclass(frozen=True, slots=True)
class _Trigger:
    """The node of a plan that hands on what the run is given."""

    node: AnyNode
    data: NodeData


class Starter:
    """Turns documents into runs of the engine, in the workspace of the assets."""

    def __init__(
        self,
        engine: Engine,
        nodes: NodeTypes,
        scope: CheckScope,
        assets: Assets,
        importer: ImageImporter,
        spending: Spending,
        tools: ToolWorkflows,
    ) -> None:
        self._engine = engine
        self._tools = tools
        self._spending = spending
        self._nodes = nodes
        self._scope = scope
        self._assets = assets
        self._importer = importer
        self._workspace_id = assets.workspace_id
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def run(
        self,
        document: Document,
        inputs: Json | None,
        *,
        workflow_id: str | None = None,
        targets: Sequence[str] | None = None,
        reuse: bool = True,
        idempotency: Idempotency | None = None,
        with_it: With = NOTHING_WITH_IT,
    ) -> RunRow:
        """Start a run of a document, or of some of its nodes and all they need.

        ``inputs`` of None are the example of a trigger that takes a payload, else none. Secrets
        that stand in the document are left out. Images among the inputs are brought in first, so
        that nothing is paid where one cannot be. What was asked under the same key before has its
        run already, whatever became of the document or of the images.

        Raises InvalidWorkflow with every problem at once, MissingInput, UnknownInput and BadField,
        BudgetExceeded where the key that pays has too little left, and what
        ``ImageImporter.take`` and ``Engine.start`` raise.
        """
        async with self._turn(idempotency):
            earlier = await self.earlier(idempotency)
            if earlier is not None:
                return earlier
            kept, _ = without_secrets(document, self._nodes)
            order = self._order(
                await self._checked(kept, targets),
                inputs,
                workflow_id=workflow_id,
                targets=targets,
                reuse=reuse,
                idempotency=idempotency,
                budget=budget_of_run(kept, with_it.budget),
            )
            await self._refuse_missing(order, names_given(document))
            self._refuse_what_shows_ahead(order)
            wanted = self._wanted(order.plan) or ()
            companions = await self._companions(order, with_it)
            brought_in = await import_inputs(self._importer, wanted, order.inputs)
            return await self._engine.start(
                replace(
                    order,
                    inputs=brought_in,
                    companions=companions,
                    version=with_it.version,
                    alias=with_it.alias,
                )
            )

    async def earlier(self, idempotency: Idempotency | None) -> RunRow | None:
        """The run that was started under a key, if any. Raises IdempotencyKeyReused."""
        if idempotency is None:
            return None
        return await self._engine.run_under(self._workspace_id, idempotency)

    async def repeated(
        self, document: Document, payer: str | None, *, surely: bool
    ) -> RunRow | None:
        """The run that a program means which sends a document again by itself, if any."""
        return await self._engine.run_repeated(
            self._workspace_id, document.encoded, payer, surely=surely
        )

    async def preview(
        self,
        document: Document,
        inputs: Json | None,
        *,
        workflow_id: str | None = None,
        targets: Sequence[str] | None = None,
        reuse: bool = True,
    ) -> tuple[Preview, Estimate]:
        """What such a run would do and what it may cost. Starts nothing."""
        readings = await self._checked(document, targets)
        order = self._order(readings, inputs, workflow_id=workflow_id, targets=targets, reuse=reuse)
        await self._refuse_missing(order, names_given(document))
        self._refuse_what_shows_ahead(order)
        preview = await self._engine.preview(order)
        return preview, self._estimate(order, preview)

    async def _companions(self, order: Order, with_it: With) -> tuple[Companion, ...]:
        """What is kept with the run: the money of the key that pays, and who is told of its end."""
        found: list[Companion] = []
        if with_it.payer is not None:
            price = self._estimate(order, await self._engine.preview(order)).total
            if order.budget is not None:
                price = within(price, order.budget)
            found.append(self._spending.holding(with_it.payer, price))
        found += [one for one in (with_it.notice, with_it.caller) if one is not None]
        return tuple(found)

    def _estimate(self, order: Order, preview: Preview) -> Estimate:
        catalog = self._scope.catalog
        ahead = outlooks(order.plan, self._nodes, catalog, order.inputs, preview.reused)
        return estimate(
            ahead,
            order.inputs,
            catalog,
            reused=preview.reused,
            perhaps_reused=preview.doubtful,
        )

    def _turn(self, idempotency: Idempotency | None) -> AbstractAsyncContextManager[object]:
        """Calls under one key go one after the other: the second finds the first one's run."""
        if idempotency is None:
            return nullcontext()
        return self._turns.setdefault(idempotency.key, asyncio.Lock())

    async def _checked(self, document: Document, targets: Sequence[str] | None) -> Readings:
        readings = Readings(document, self._nodes, self._scope)
        problems = await asyncio.to_thread(check, readings, targets)
        if problems:
            raise InvalidWorkflow(problems)
        return readings

    def _order(
        self,
        readings: Readings,
        inputs: Json | None,
        *,
        workflow_id: str | None,
        targets: Sequence[str] | None,
        reuse: bool,
        idempotency: Idempotency | None = None,
        budget: int | None = None,
    ) -> Order:
        always = _acting_outside(readings) if targets is None else targets
        plan = compile_plan(readings, targets=targets, always=always)
        return Order(
            plan=plan,
            inputs=self._inputs(plan, inputs, partial=targets is not None),
            workspace_id=self._workspace_id,
            workflow_id=workflow_id,
            document=readings.document.encoded,
            reuse=reuse,
            idempotency=idempotency,
            budget=budget,
        )

    def _inputs(self, plan: Plan, given: Json | None, *, partial: bool) -> Json:
        """The run's inputs, checked; a part of a workflow that needs none takes any."""
        trigger = self._trigger(plan)
        if trigger is not None and trigger.node.takes_payload:
            example = trigger.node.payload(trigger.data)
            return validate_payload(example if given is None else given)
        wanted = self._wanted(plan)
        if wanted is None and partial:
            return {}
        return validate_inputs(wanted or (), {} if given is None else given)

    def _wanted(self, plan: Plan) -> Sequence[RunInput] | None:
        """The inputs a plan asks for; None where no node of it hands them on."""
        trigger = self._trigger(plan)
        return None if trigger is None else trigger.node.run_inputs(trigger.data)

    def _trigger(self, plan: Plan) -> _Trigger | None:
        step = next((step for step in plan.steps if step.node_id == plan.trigger), None)
        if step is None:
            return None
        node = self._nodes[step.type_id]
        return _Trigger(node, node.data_type.model_validate(step.data))

    def _refuse_what_shows_ahead(self, order: Order) -> None:
        """Raises InvalidWorkflow where the inputs already say that something cannot be done."""
        ahead = outlooks(order.plan, self._nodes, self._scope.catalog, order.inputs, {})
        problems = ahead_problems(ahead, order.inputs)
        if problems:
            raise InvalidWorkflow(problems)

    async def _refuse_missing(self, order: Order, names: Mapping[str, str]) -> None:
        """Raises InvalidWorkflow where a node names an image that is gone, or a workflow that it
        cannot have run, before anything runs."""
        problems = await self._missing_images(order.plan)
        called = self._called(order.plan, names)
        problems += await self._tools.problems(called, order.workflow_id)
        if problems:
            raise InvalidWorkflow(problems)

    def _called(self, plan: Plan, names: Mapping[str, str]) -> list[Called]:
        """The workflows that nodes of a plan may have run, with the names a document gives them."""
        return [
            Called(workflow_id, step.node_id, field, names.get(workflow_id))
            for step in plan.every_step()
            for field, workflow_id in called_by(self._nodes[step.type_id], step.data)
        ]

    async def _missing_images(self, plan: Plan) -> list[Problem]:
        named: list[tuple[str, str, str]] = []
        for step in plan.every_step():
            node = self._nodes[step.type_id]
            images = node.images_named(node.data_type.model_validate(step.data))
            named += [(step.node_id, field, asset_id) for field, asset_id in images]
        if not named:
            return []
        missing = await self._assets.missing([asset_id for _, _, asset_id in named])
        return [
            Problem(
                "not_found",
                f"There is no asset {asset_id!r:.80}; it may have been deleted.",
                node_id,
                field,
            )
            for node_id, field, asset_id in named
            if asset_id in missing
        ]


def _acting_outside(readings: Readings) -> list[str]:
    """The nodes that do something outside: who runs a workflow means that to be done."""
    found = []
    for record in readings.document.nodes:
        reading = readings.of(record.id)
        if reading is not None and reading.data is not None:
            found += [record.id] if reading.node.does_outside(reading.data) else []
    return found

"""Starts runs of documents: nothing is started that is known not to work."""

from __future__ import annotations

from collections.abc import Sequence, Set

from limner.engine.plan import Plan
from limner.engine.runs import Engine, Idempotency, Order, Preview
from limner.errors import InvalidWorkflow
from limner.models.price import FREE, Price
from limner.nodes import NodeTypes
from limner.nodes.contract import CheckScope, Json
from limner.storage.queries.runs import RunRow
from limner.workflows.check import check
from limner.workflows.document import Document
from limner.workflows.fan_out import fanned_out
from limner.workflows.inputs import validate_inputs
from limner.workflows.plan import compile_plan
from limner.workflows.reading import Readings


class Starter:
    """Turns documents into runs of the engine."""

    def __init__(
        self, engine: Engine, nodes: NodeTypes, scope: CheckScope, workspace_id: str
    ) -> None:
        self._engine = engine
        self._nodes = nodes
        self._scope = scope
        self._workspace_id = workspace_id

    async def run(
        self,
        document: Document,
        inputs: Json,
        *,
        workflow_id: str | None = None,
        targets: Sequence[str] | None = None,
        reuse: bool = True,
        idempotency: Idempotency | None = None,
    ) -> RunRow:
        """Start a run of a document, or of some of its nodes and all they need.

        What was asked under the same key before has its run already, whatever became of the
        document. Raises InvalidWorkflow with every problem at once, MissingInput, UnknownInput
        and BadField, and what ``Engine.start`` raises.
        """
        if idempotency is not None:
            earlier = await self._engine.run_under(self._workspace_id, idempotency)
            if earlier is not None:
                return earlier
        readings = self._checked(document, targets)
        return await self._engine.start(
            self._order(
                readings,
                inputs,
                workflow_id=workflow_id,
                targets=targets,
                reuse=reuse,
                idempotency=idempotency,
            )
        )

    async def preview(
        self,
        document: Document,
        inputs: Json,
        *,
        workflow_id: str | None = None,
        targets: Sequence[str] | None = None,
        reuse: bool = True,
    ) -> tuple[Preview, Price | None]:
        """What such a run would do and what it may cost (None: unknown). Starts nothing."""
        readings = self._checked(document, targets)
        order = self._order(readings, inputs, workflow_id=workflow_id, targets=targets, reuse=reuse)
        preview = await self._engine.preview(order)
        fanned = fanned_out(readings, {step.node_id: step.needs for step in order.plan.steps})
        return preview, self._price(order.plan, preview.runs, fanned)

    def _checked(self, document: Document, targets: Sequence[str] | None) -> Readings:
        readings = Readings(document, self._nodes, self._scope)
        problems = check(readings, targets)
        if problems:
            raise InvalidWorkflow(problems)
        return readings

    def _order(
        self,
        readings: Readings,
        inputs: Json,
        *,
        workflow_id: str | None,
        targets: Sequence[str] | None,
        reuse: bool,
        idempotency: Idempotency | None = None,
    ) -> Order:
        plan = compile_plan(readings, targets=targets, always=targets or ())
        return Order(
            plan=plan,
            inputs=self._inputs(plan, inputs, partial=targets is not None),
            workspace_id=self._workspace_id,
            workflow_id=workflow_id,
            document=readings.document.encoded,
            reuse=reuse,
            idempotency=idempotency,
        )

    def _inputs(self, plan: Plan, given: Json, *, partial: bool) -> Json:
        """The run's inputs, checked; a part of a workflow that needs none takes any."""
        trigger = next((step for step in plan.steps if step.node_id == plan.trigger), None)
        if trigger is not None:
            node = self._nodes[trigger.type_id]
            return validate_inputs(
                node.run_inputs(node.data_type.model_validate(trigger.data)), given
            )
        return {} if partial else validate_inputs((), given)

    def _price(self, plan: Plan, node_ids: Sequence[str], fanned: Set[str]) -> Price | None:
        """What the nodes may cost together. How long a list will be is known when it is there."""
        wanted = set(node_ids)
        total = FREE
        for step in plan.steps:
            if step.node_id not in wanted:
                continue
            node = self._nodes[step.type_id]
            data = node.data_type.model_validate(step.data)
            in_list = step.node_id in fanned
            price = node.price(data, 1 if in_list else 0, self._scope.catalog)
            if price is None or (in_list and price != FREE):
                return None
            total = total.plus(price)
        return total

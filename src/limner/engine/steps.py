"""Runs one step of a plan: gathers what arrives, fans out, calls the node, records."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from limner import template
from limner.engine.gateways import Gateways
from limner.engine.inputs import Gathered, Source, gather
from limner.engine.items import combined_output, common_error, failure_warning, item_outputs
from limner.engine.live import LiveRun
from limner.engine.pictures import RunPictures
from limner.engine.plan import Step
from limner.engine.progress import NodeProgress
from limner.engine.reuse import item_key, output_digest, step_key
from limner.errors import BadField, LimnerError, NodeCrashed, RunError
from limner.media.assets import Assets
from limner.media.links import Links
from limner.models.catalog import Catalog
from limner.nodes import NodeTypes
from limner.nodes.contract import AnyNode, Arrived, Handle, Json, NodeContext, NodeResult
from limner.storage.database import Database
from limner.storage.queries.runs import WHOLE_NODE, ExecutionRow, item_results
from limner.values import digest_of

_log = logging.getLogger(__name__)
_ITEMS_AT_ONCE = 128
_SEED_BITS = 0xFFFF_FF00

Inputs = Mapping[str, Sequence[Arrived]]


class StepRunner:
    """Runs the steps of all runs of an engine."""

    def __init__(
        self,
        *,
        nodes: NodeTypes,
        catalog: Catalog,
        assets: Assets,
        gateways: Gateways,
        links: Links,
        database: Database,
        max_prompt: int,
    ) -> None:
        self.nodes = nodes
        self._catalog = catalog
        self._assets = assets
        self._gateways = gateways
        self._links = links
        self._database = database
        self._max_prompt = max_prompt

    async def run(self, live: LiveRun, step: Step) -> bool:
        """Run a step and record how it ended; whether it succeeded. Only cancelling raises."""
        live.begin(step.node_id)
        try:
            await self._run(live, step)
            if live.execution(step.node_id).status == "succeeded":
                self.adopt(live, step)
        except LimnerError as error:
            live.fail(step.node_id, error.as_json())
        except Exception as crash:
            _log.exception("The node %s of %s crashed", step.node_id, live.id)
            live.fail(step.node_id, _crashed(crash).as_json())
        row = live.execution(step.node_id)
        if row.status == "failed":
            live.tell("node.failed", step.node_id, error=row.error)
            return False
        live.tell("node.finished", step.node_id, cached=False, cost=row.cost, warnings=row.warnings)
        return True

    def adopt(self, live: LiveRun, step: Step) -> None:
        """Make a succeeded step's output a source for the steps after it."""
        row = live.execution(step.node_id)
        node = self.nodes[step.type_id]
        data = node.data_type.model_validate(step.data)
        handles = {handle.name: handle for handle in node.output_handles(data)}
        items = None
        if row.items is not None:
            items = item_outputs(live.items_of(step.node_id, row.items))
        live.sources[step.node_id] = Source(node, handles, row.output, items)
        live.digests[step.node_id] = row.digest or output_digest(items or row.output)

    async def _run(self, live: LiveRun, step: Step) -> None:
        node = self.nodes[step.type_id]
        row = live.execution(step.node_id)
        row.reuse_key = step_key(
            step, node.version, live.digests, live.row.inputs if node.is_trigger else None
        )
        gathered = gather(step, self._input_handles(node, step), live.sources)
        progress = NodeProgress(live, step.node_id)
        if gathered.count is None:
            inputs = gathered.at(0) or {}
            result = await self._run_once(live, step, inputs, WHOLE_NODE, progress)
            row.digest = output_digest(result.output)
            live.succeed(step.node_id, result)
        else:
            await self._run_items(live, step, gathered, gathered.count, progress)

    async def _run_items(
        self, live: LiveRun, step: Step, gathered: Gathered, count: int, progress: NodeProgress
    ) -> None:
        row = live.execution(step.node_id)
        row.items = count
        await self._reuse_items(live, step, gathered, count)
        waiting = iter(
            [i for i in range(count) if live.execution(step.node_id, i).status != "succeeded"]
        )
        async with asyncio.TaskGroup() as group:
            for _ in range(min(count, _ITEMS_AT_ONCE)):
                group.create_task(self._work_off(live, step, gathered, waiting, progress))
        rows = live.items_of(step.node_id, count)
        if rows and all(item.status != "succeeded" for item in rows):
            live.fail(step.node_id, common_error(rows))
            return
        warnings = failure_warning(rows)
        row.digest = output_digest([item.output for item in rows])
        if warnings:
            row.reuse_key = None
        live.succeed(step.node_id, NodeResult({}, warnings, sum(item.cost for item in rows)))

    async def _work_off(
        self,
        live: LiveRun,
        step: Step,
        gathered: Gathered,
        waiting: Iterator[int],
        progress: NodeProgress,
    ) -> None:
        for item in waiting:
            await self._run_item(live, step, gathered, item, progress)

    async def _run_item(
        self, live: LiveRun, step: Step, gathered: Gathered, item: int, progress: NodeProgress
    ) -> None:
        live.begin(step.node_id, item)
        inputs = gathered.at(item)
        try:
            if inputs is None:
                raise RunError("The item this one is made from failed.")
            result = await self._run_once(live, step, inputs, item, progress)
        except LimnerError as error:
            live.fail(step.node_id, error.as_json(), item)
        except Exception as crash:
            _log.exception("Item %s of node %s of %s crashed", item, step.node_id, live.id)
            live.fail(step.node_id, _crashed(crash).as_json(), item)
        else:
            live.succeed(step.node_id, result, item)

    async def _reuse_items(self, live: LiveRun, step: Step, gathered: Gathered, count: int) -> None:
        """Give items that were made before their earlier results, and the others their keys."""
        node = self.nodes[step.type_id]
        wired = {wire.source for wire in step.wires}
        others = [live.digests[need] for need in step.needs if need not in wired]
        keys: dict[int, str] = {}
        for item in range(count):
            inputs = gathered.at(item)
            if inputs is not None:
                values = [(name, [a.value for a in arrived]) for name, arrived in inputs.items()]
                keys[item] = item_key(step, node.version, values, others)
        known = await self._known_items(live, step, list(keys.values()))
        for item, key in keys.items():
            row = live.execution(step.node_id, item)
            row.reuse_key = key
            if row.status != "succeeded" and key in known:
                row.cached, row.cost = True, 0
                live.succeed(step.node_id, NodeResult(known[key].output or {}), item)

    async def _known_items(
        self, live: LiveRun, step: Step, keys: Sequence[str]
    ) -> dict[str, ExecutionRow]:
        workflow_id = live.row.workflow_id
        if workflow_id is None or not live.row.reuse or step.node_id in live.plan.always:
            return {}
        return await self._database.read(lambda c: item_results(c, workflow_id, keys))

    async def _run_once(
        self, live: LiveRun, step: Step, inputs: Inputs, item: int, progress: NodeProgress
    ) -> NodeResult:
        node = self.nodes[step.type_id]
        context: NodeContext[Any] = NodeContext(
            node_id=step.node_id,
            data=_parse(node, self._rendered(live, node, step)),
            written=step.data,
            inputs=inputs,
            trigger=live.row.inputs,
            in_list=item != WHOLE_NODE,
            seed=_seed(live.id, step.node_id, item),
            max_prompt=self._max_prompt,
            catalog=self._catalog,
            pictures=RunPictures(live, self._assets, self._gateways, progress, step.node_id, item),
        )
        return await node.run(context)

    def _rendered(self, live: LiveRun, node: AnyNode, step: Step) -> Json:
        fields = node.template_fields
        if not any(
            template.is_template(text) for _, text in template.strings_in(step.data, fields)
        ):
            return step.data
        return template.render_data(step.data, fields, self._namespace(live, step))

    def _namespace(self, live: LiveRun, step: Step) -> Json:
        outputs = {need: self._links.filled(output_of(live, need)) for need in step.needs}
        namespace: Json = {need: {"output": output} for need, output in outputs.items()}
        trigger = live.plan.trigger
        started_with = outputs.get(trigger, live.row.inputs) if trigger else live.row.inputs
        namespace["trigger"] = {"output": started_with}
        attachments = {need: output.get("images", []) for need, output in outputs.items()}
        namespace["run"] = {"id": live.id, "attachments": attachments}
        return namespace

    def _input_handles(self, node: AnyNode, step: Step) -> dict[str, Handle]:
        data = node.data_type.model_validate(step.data)
        handles = {handle.name: handle for handle in node.input_handles(data, self._catalog)}
        for wire in step.wires:
            if wire.handle not in handles:
                handles[wire.handle] = Handle(wire.handle, wire.handle, "any", takes="any")
        return handles


def output_of(live: LiveRun, node_id: str) -> Json:
    """What templates and the interface see of a node: its output, or its items together."""
    row = live.execution(node_id)
    if row.items is not None:
        return combined_output(live.items_of(node_id, row.items))
    return row.output or {}


def _parse(node: AnyNode, data: Json) -> Any:
    try:
        return node.data_type.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise BadField(f"{field}: {first['msg']}.") from error


def _seed(run_id: str, node_id: str, item: int) -> int:
    """A seed that looks random and is the same when the execution is taken up again."""
    return int(digest_of([run_id, node_id, item])[:8], 16) & _SEED_BITS


def _crashed(crash: Exception) -> NodeCrashed:
    return NodeCrashed(
        f"The node stopped unexpectedly ({type(crash).__name__}).",
        hint="The server's log says more.",
    )

"""Runs one step of a plan: gathers what arrives, fans out, calls the node, records."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import ValidationError

from limner import template
from limner.engine.edits import RunEdits
from limner.engine.effects import EffectGates, RunOutside
from limner.engine.files import RunFiles
from limner.engine.gateways import Gateways
from limner.engine.inputs import Source, gather
from limner.engine.item_runs import ItemRuns, node_crashed
from limner.engine.items import combined_output, item_outputs
from limner.engine.kept_files import FileKeeper
from limner.engine.live import LiveRun
from limner.engine.outputs import check_output
from limner.engine.pictures import RunPictures
from limner.engine.plan import Step
from limner.engine.progress import NodeProgress
from limner.engine.reuse import output_digest, step_key
from limner.engine.seen import seen_images
from limner.engine.texts import AwaitsReview, RunTexts
from limner.errors import BadField, LimnerError
from limner.media.assets import Assets
from limner.media.links import Links
from limner.models.catalog import Catalog
from limner.nodes import NodeTypes
from limner.nodes.contract import (
    AnyNode,
    Arrived,
    Handle,
    Json,
    NodeContext,
    NodeResult,
)
from limner.services.shelf import CredentialShelf
from limner.storage.queries.runs import WHOLE_NODE
from limner.values import as_rfc3339, credits_if_known, digest_of

_log = logging.getLogger(__name__)
_SEED_BITS = 0xFFFF_FF00

Inputs = Mapping[str, Sequence[Arrived]]
StepEnd = Literal["succeeded", "failed", "paused"]


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
        credentials: CredentialShelf,
        max_prompt: int,
    ) -> None:
        self.nodes = nodes
        self._catalog = catalog
        self._assets = assets
        self._gateways = gateways
        self._links = links
        self._credentials = credentials
        self._effect_gates = EffectGates()
        self._max_prompt = max_prompt

    async def run(self, live: LiveRun, step: Step) -> StepEnd:
        """Run a step and record how it ended. Only cancelling raises."""
        live.begin(step.node_id)
        try:
            await self._run(live, step)
            if live.execution(step.node_id).status == "succeeded":
                self.adopt(live, step)
        except AwaitsReview as review:
            live.ask_review(step.node_id, review.text, review.longest)
            return "paused"
        except LimnerError as error:
            live.fail(step.node_id, error.as_json())
        except Exception as crash:
            _log.exception("The node %s of %s crashed", step.node_id, live.id)
            live.fail(step.node_id, node_crashed(crash).as_json())
        row = live.execution(step.node_id)
        if row.status == "failed":
            live.tell("node.failed", step.node_id, error=row.error)
            return "failed"
        if not row.cached:
            cost = credits_if_known(row.cost)
            live.tell("node.finished", step.node_id, cached=False, cost=cost, warnings=row.warnings)
        return "succeeded"

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
        live.digests[step.node_id] = row.digest or output_digest(row.output)

    def version_of(self, step: Step) -> str:
        """What a step's earlier results must have in common with it, besides data and inputs."""
        node = self.nodes[step.type_id]
        return node.version_for(node.data_type.model_validate(step.data), self._catalog)

    async def _run(self, live: LiveRun, step: Step) -> None:
        node = self.nodes[step.type_id]
        key = step_key(
            step,
            self.version_of(step),
            live.digests,
            live.row.inputs if node.is_trigger else None,
        )
        if await self._reuse(live, step, key):
            return
        row = live.execution(step.node_id)
        row.reuse_key = key
        gathered = gather(step, self._input_handles(node, step), live.sources)
        data = _parse(node, self._rendered(live, node, step))
        progress = NodeProgress(live, step.node_id)

        async def run_once(inputs: Inputs, item: int) -> NodeResult:
            context = self._context(live, step, data, inputs, item, progress)
            result = await node.run(context)
            check_output(result.output)
            return result

        if gathered.count is None:
            result = await run_once(gathered.at(0) or {}, WHOLE_NODE)
            row.digest = output_digest(result.output)
            live.succeed(step.node_id, result)
        else:
            others = _needs_beside_wires(live, node, step)
            items = ItemRuns(live, step, gathered, gathered.count, others, progress, run_once)
            await items.run(self.version_of(step))

    async def _reuse(self, live: LiveRun, step: Step, key: str) -> bool:
        """Take an earlier result where what the step uses came out as it was then."""
        if step.one_run or step.node_id in live.plan.always:
            return False
        rows = await live.earlier.under(key)
        live.adopt(rows)
        return bool(rows)

    def _context(
        self,
        live: LiveRun,
        step: Step,
        data: Any,
        inputs: Inputs,
        item: int,
        progress: NodeProgress,
    ) -> NodeContext[Any]:
        keeper = FileKeeper(live, self._assets, step.node_id, item)
        return NodeContext(
            node_id=step.node_id,
            data=data,
            written=step.data,
            inputs=inputs,
            trigger=live.row.inputs,
            in_list=item != WHOLE_NODE,
            seed=_seed(live.id, step.node_id, item),
            max_prompt=self._max_prompt,
            catalog=self._catalog,
            pictures=RunPictures(live, self._assets, self._gateways, progress, step.node_id, item),
            texts=RunTexts(live, self._assets, self._gateways, progress, step.node_id, item),
            files=RunFiles(keeper, self._assets, self._links),
            edits=RunEdits(keeper, self._assets, step.data),
            seen=seen_images(step, live.sources, item),
            outside=RunOutside(
                live,
                self._credentials,
                self._effect_gates,
                self._links,
                progress,
                step.node_id,
                item,
            ),
        )

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
        namespace["run"] = {
            "id": live.id,
            "startedAt": as_rfc3339(live.row.started_at),
            "attachments": attachments,
        }
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


def _needs_beside_wires(live: LiveRun, node: AnyNode, step: Step) -> list[str]:
    """The needs that templates name, be they wired or not, and those that are not wired."""
    wired = {wire.source for wire in step.wires}
    named = {
        name.root
        for _, text in template.strings_in(step.data, node.template_fields)
        for name in template.names(text)
    }
    if "trigger" in named and live.plan.trigger is not None:
        named.add(live.plan.trigger)
    return [need for need in step.needs if need not in wired or need in named or "run" in named]


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

"""Runs one step of a plan: gathers what arrives, fans out, calls the node, records."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from limner import template
from limner.engine.edits import RunEdits
from limner.engine.effects import EffectGates, RunOutside
from limner.engine.files import RunFiles
from limner.engine.gateways import Gateways
from limner.engine.holding import Held
from limner.engine.inputs import Source, gather
from limner.engine.item_runs import ItemRuns, node_crashed
from limner.engine.items import item_outputs, output_at
from limner.engine.kept_files import FileKeeper
from limner.engine.live import LiveRun
from limner.engine.loop_runs import LoopRuns
from limner.engine.outputs import check_output
from limner.engine.pictures import RunPictures
from limner.engine.places import index_of, path_of
from limner.engine.plan import Step, with_bodies
from limner.engine.read_step import ReadStep
from limner.engine.reuse import loop_key, output_digest, step_key
from limner.engine.scope import Scope
from limner.engine.seen import seen_images
from limner.engine.steps_run import StepEnd, StepsEnd, StepsRun
from limner.engine.texts import AwaitsReview, RunTexts
from limner.engine.tools import CalledRuns, RunTools
from limner.errors import BadField, LimnerError
from limner.media.assets import Assets
from limner.media.links import Links
from limner.media.outputs import files_in
from limner.models.catalog import Catalog
from limner.models.faults import first_fault
from limner.nodes import NodeTypes
from limner.nodes.contract import (
    AnyNode,
    Arrived,
    Handle,
    Json,
    NodeContext,
    NodeResult,
    Repetition,
)
from limner.services.shelf import CredentialShelf
from limner.storage.queries.runs import WHOLE_NODE
from limner.values import as_rfc3339, digest_of

_log = logging.getLogger(__name__)
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
        self._called: CalledRuns | None = None

    def serve(self, called: CalledRuns) -> None:
        """Let text models have workflows run, by who needs the engine of these steps to do so."""
        self._called = called

    async def run(self, live: LiveRun, step: Step, scope: Scope) -> StepEnd:
        """Run a step and record how it ended. Only cancelling raises."""
        place = scope.place
        live.begin(step.node_id, place)
        try:
            await self._run(live, step, scope)
            if live.execution(step.node_id, place).status == "succeeded":
                self.adopt(live, step, scope)
        except AwaitsReview as review:
            live.ask_review(step.node_id, review.text, review.longest)
            return "paused"
        except Held:
            live.put_off(step.node_id, place)
            return "paused"
        except LimnerError as error:
            live.fail(step.node_id, error.as_json(), place)
        except Exception as crash:
            _log.exception("The node %s of %s crashed", step.node_id, live.id)
            live.fail(step.node_id, node_crashed(crash).as_json(), place)
        row = live.execution(step.node_id, place)
        failed = row.status == "failed"
        if scope.in_loop:
            scope.progress_of(live, step.node_id).item_ended(failed=failed)
        elif failed or not row.cached:
            live.tell_end(step.node_id)
        return "failed" if failed else "succeeded"

    def adopt(self, live: LiveRun, step: Step, scope: Scope) -> None:
        """Make a succeeded step's output a source for the steps after it."""
        source = self._source(live, step, scope.place)
        row = live.execution(step.node_id, scope.place)
        scope.sources[step.node_id] = source
        made = row.output if source.items is None else source.items
        scope.digests[step.node_id] = row.digest or output_digest(made)

    def _source(self, live: LiveRun, step: Step, place: int) -> Source:
        """What a step that has ended gives to others: of a loop, what each item came to."""
        row = live.execution(step.node_id, place)
        read = self._read(live, step)
        node, handles = read.node, read.outputs
        if row.items is None:
            return Source(node, handles, row.output)
        rows = live.items_of(step.node_id, row.items, place)
        if not step.body:
            return Source(node, handles, None, item_outputs(rows))
        last = step.results
        came = tuple(
            {"result": self._result(live, last, item.item)} if item.status == "succeeded" else None
            for item in rows
        )
        return Source(node, handles, None, came)

    def _result(self, live: LiveRun, last: Sequence[Step], place: int) -> Any:
        """What travels on from an item of a loop: the value of its last node, or of each."""
        values = {step.node_id: self._value(live, step, place) for step in last}
        return values[last[0].node_id] if len(last) == 1 else values

    def _value(self, live: LiveRun, step: Step, place: int) -> Any:
        """What leaves a step by its first output; all it gave, where it has none."""
        source = self._source(live, step, place)
        handle = next(iter(source.handles.values()), None)
        outputs = [source.output or {}] if source.items is None else source.items
        values = [
            source.node.value_on(handle, output) if handle and output is not None else output
            for output in outputs
        ]
        return values[0] if source.items is None else values

    def version_of(self, step: Step) -> str:
        """What a step's earlier results must have in common with it, besides data and inputs."""
        return self._version(ReadStep(self.nodes[step.type_id], step))

    def _version(self, read: ReadStep) -> str:
        return read.node.version_for(read.data, self._catalog)

    def _read(self, live: LiveRun, step: Step) -> ReadStep:
        read = live.read_steps.get(step.node_id)
        if read is None:
            read = live.read_steps[step.node_id] = ReadStep(self.nodes[step.type_id], step)
        return read

    async def _run(self, live: LiveRun, step: Step, scope: Scope) -> None:
        node, place = self.nodes[step.type_id], scope.place
        key = self._key(live, step, scope)
        if await self._reuse(live, step, key, scope):
            return
        row = live.execution(step.node_id, place)
        row.reuse_key = None if step.body and not self._may_stand(live, step, scope) else key
        read = self._read(live, step)
        gathered = gather(step, self._input_handles(read, step), scope.sources)
        data = self._data(live, read, step, scope)
        progress = scope.progress_of(live, step.node_id)

        async def run_once(inputs: Inputs, item: int) -> NodeResult:
            context = self._context(live, step, scope, data, inputs, item)
            result = await node.run(context)
            check_output(result.output)
            return result

        if gathered.count is not None:
            others = [scope.digests[need] for need in _needs_beside_wires(live, read, step)]
            others += scope.item_digests
            items = ItemRuns(
                live, step, place, gathered, gathered.count, others, progress, run_once
            )
            await items.run(self._version(read))
            return
        result = await run_once(gathered.at(0) or {}, place)
        if result.repetition is not None:
            await self._repeat(live, step, scope, result.repetition)
            return
        row.digest = output_digest(result.output)
        live.succeed(step.node_id, result, place)

    async def _repeat(
        self, live: LiveRun, step: Step, scope: Scope, repetition: Repetition
    ) -> None:
        async def run_body(inner: Scope) -> StepsEnd:
            return await StepsRun(live, step.body, inner, self).run()

        node = self.nodes[step.type_id]
        await LoopRuns(live, step, node, scope, repetition, run_body).run()
        row = live.execution(step.node_id, scope.place)
        if row.status == "succeeded" and row.reuse_key is not None:
            row.digest = output_digest(self._source(live, step, scope.place).items)
            live.journal.record_execution(row)

    def _key(self, live: LiveRun, step: Step, scope: Scope) -> str:
        """Under which an earlier result stands for the step at this place."""
        read = self._read(live, step)
        trigger = live.row.inputs if read.node.is_trigger else None
        key = step_key(step, self._version(read), scope.digests, trigger)
        if scope.in_loop:
            # Whether or not a step uses its item: each item has a result of its own.
            by_place = _names_index(live, read)
            return digest_of([key, path_of(scope.place) if by_place else scope.item_digests])
        if step.body:
            return loop_key(key, with_bodies(step.body), self.version_of)
        return key

    def _may_stand(self, live: LiveRun, step: Step, scope: Scope) -> bool:
        """Whether a loop's results may be of use to another run as a whole: of one inside another
        and of one that holds what always runs, the items are looked at."""
        return not scope.in_loop and not any(
            inner.one_run or inner.node_id in live.plan.always for inner in with_bodies(step.body)
        )

    async def _reuse(self, live: LiveRun, step: Step, key: str, scope: Scope) -> bool:
        """Take an earlier result where what the step uses came out as it was then."""
        if step.one_run or step.node_id in live.plan.always:
            return False
        if step.body and not self._may_stand(live, step, scope):
            return False
        if not scope.in_loop:
            inside = [inner.node_id for inner in with_bodies(step.body)]
            rows = await live.earlier.under(key, inside)
            for row in rows if step.body else ():
                if row.item == WHOLE_NODE:
                    progress = scope.progress_of(live, row.node_id)
                    progress.expect_items(["succeeded"] * (row.items or 0))
                    progress.items_over()
            live.adopt(rows)
            return bool(rows)
        found = (await live.earlier.items([key])).get(key)
        if found is None or found.items is not None:
            return False
        found.item = scope.place
        live.adopt([found])
        return True

    def _context(
        self,
        live: LiveRun,
        step: Step,
        scope: Scope,
        data: Any,
        inputs: Inputs,
        item: int,
    ) -> NodeContext[Any]:
        in_list = item != scope.place
        progress = scope.progress_of(live, step.node_id)
        keeper = FileKeeper(live, self._assets, step.node_id, item)
        return NodeContext(
            node_id=step.node_id,
            data=data,
            written=step.data,
            inputs=inputs,
            trigger=live.row.inputs,
            in_list=in_list,
            seed=_seed(live.id, step.node_id, item),
            max_prompt=self._max_prompt,
            catalog=self._catalog,
            pictures=RunPictures(live, self._assets, self._gateways, progress, step.node_id, item),
            texts=RunTexts(live, self._assets, self._gateways, progress, step.node_id, item),
            files=RunFiles(keeper, self._assets, self._links),
            edits=RunEdits(keeper, self._assets, step.data),
            seen=seen_images(step, scope.sources, index_of(item) if in_list else WHOLE_NODE),
            outside=RunOutside(
                live,
                self._credentials,
                self._effect_gates,
                self._links,
                progress,
                step.node_id,
                item,
            ),
            tools=RunTools(live, self._called, step.node_id, item),
        )

    def _data(self, live: LiveRun, read: ReadStep, step: Step, scope: Scope) -> Any:
        """The data with their templates rendered. Raises TemplateError and BadField."""
        if not read.has_templates:
            return read.data
        node = read.node
        namespace = self._namespace(live, step, scope)
        return _parse(
            node,
            template.render_data(step.data, node.template_fields, namespace, node.value_fields),
        )

    def _namespace(self, live: LiveRun, step: Step, scope: Scope) -> Json:
        outputs = {need: self._seen(live, need, scope) for need in step.needs}
        namespace: Json = {need: {"output": output} for need, output in outputs.items()}
        trigger = live.plan.trigger
        started_with = outputs.get(trigger, live.row.inputs) if trigger else live.row.inputs
        namespace["trigger"] = {"output": started_with}
        attachments = {need: files_in(output) for need, output in outputs.items()}
        namespace["run"] = {
            "id": live.id,
            "startedAt": as_rfc3339(live.row.started_at),
            "attachments": attachments,
        }
        if scope.item is not None:
            namespace["loop"] = scope.item
        return namespace

    def _seen(self, live: LiveRun, node_id: str, scope: Scope) -> Json:
        """What templates see of a node: its output, its items together, a loop's present item."""

        def make(place: int) -> Json:
            present = scope.sources[node_id].output
            found = present or output_at(live.executions, live.steps[node_id], place)
            filled: Json = self._links.filled(found or {})
            return filled

        return scope.seen(node_id, make)

    def _input_handles(self, read: ReadStep, step: Step) -> dict[str, Handle]:
        found = read.node.input_handles(read.data, self._catalog)
        handles = {handle.name: handle for handle in found}
        for wire in step.wires:
            if wire.handle not in handles:
                handles[wire.handle] = Handle(wire.handle, wire.handle, "any", takes="any")
        return handles


def _needs_beside_wires(live: LiveRun, read: ReadStep, step: Step) -> list[str]:
    """The needs that templates name, be they wired or not, and those that are not wired."""
    wired = {wire.source for wire in step.wires}
    named = {name.root for name in read.names}
    if "trigger" in named and live.plan.trigger is not None:
        named.add(live.plan.trigger)
    return [
        need for need in step.needs if need not in wired or need in named or named & {"run", "loop"}
    ]


def _names_index(live: LiveRun, read: ReadStep) -> bool:
    """Whether a step in a loop may say where in the list its item stands."""
    return any(
        name.root in live.loops and "currentItem" not in name.path[:2] for name in read.names
    )


def _parse(node: AnyNode, data: Json) -> Any:
    try:
        return node.data_type.model_validate(data)
    except ValidationError as error:
        field, words = first_fault(error)
        raise BadField(f"{field}: {words}.") from error


def _seed(run_id: str, node_id: str, item: int) -> int:
    """A seed that looks random and is the same when the execution is taken up again."""
    return int(digest_of([run_id, node_id, item])[:8], 16) & _SEED_BITS

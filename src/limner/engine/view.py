"""Runs as the interface shows them: addresses are made when they are read."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from limner.engine.events import Event
from limner.engine.item_pages import read_items
from limner.engine.items import output_at, progress_at
from limner.engine.plan import Plan, decode_plan
from limner.engine.reopen import awaits_review
from limner.engine.run_nodes import RunNodes, run_nodes
from limner.errors import NotFound
from limner.media.links import Links
from limner.media.outputs import files_in, linked_asset
from limner.nodes import NodeTypes
from limner.nodes.contract import Json
from limner.storage.database import Database
from limner.storage.queries import runs as queries
from limner.storage.queries.called_runs import Caller, callers_of
from limner.storage.queries.documents import document_body
from limner.storage.queries.run_pages import bodies
from limner.storage.queries.runs import WHOLE_NODE, CallRow, ExecutionRow, RunRow
from limner.values import as_rfc3339, credits_if_known

_ENDED = frozenset({"succeeded", "failed", "skipped", "cancelled"})
_GOING_ON = frozenset({"queued", "running"})


_Loaded = tuple[RunRow, Plan, list[ExecutionRow]]


class RunView:
    """Reads runs of one workspace.

    A run of thousands of items is megabytes: it is put together in a thread, and others go on.
    """

    def __init__(
        self, database: Database, nodes: NodeTypes, links: Links, workspace_id: str
    ) -> None:
        self._database = database
        self._nodes = nodes
        self._links = links
        self._workspace_id = workspace_id

    async def run(self, run_id: str) -> Json:
        """A run with all its nodes and the files they made. Raises NotFound."""

        def load(connection: Connection) -> tuple[_Loaded, Mapping[str, Caller]]:
            return self._load(connection, run_id), callers_of(connection, [run_id])

        def shown(loaded: _Loaded) -> Json:
            run = self.as_json(*loaded)
            return run | {"attachments": _attachments(run["nodes"])}

        loaded, callers = await self._database.read(load)
        run = await asyncio.to_thread(shown, loaded)
        return run | {"calledBy": _caller(callers.get(run_id))}

    async def run_with_usage(self, run_id: str) -> tuple[Json, dict[str, int]]:
        """A run, and the tokens that providers counted for its images, by kind.

        There are none where no provider tells. Raises NotFound.
        """

        def load(connection: Connection) -> tuple[_Loaded, list[CallRow]]:
            return self._load(connection, run_id), queries.calls_of(connection, run_id)

        loaded, calls = await self._database.read(load)
        usage: Counter[str] = Counter()
        for call in calls:
            usage.update((call.result or {}).get("usage", {}))
        return await asyncio.to_thread(self.as_json, *loaded), dict(usage)

    async def document(self, run_id: str) -> str:
        """The JSON text of the document a run was started with. Raises NotFound."""

        def load(connection: Connection) -> str | None:
            row = queries.find_run(connection, run_id)
            if row is None or row.workspace_id != self._workspace_id:
                raise NotFound(f"There is no run {run_id!r:.80}.")
            return document_body(connection, row.document_digest or "")

        body = await self._database.read(load)
        if body is None:
            raise NotFound(f"The run {run_id!r:.80} was started without a document.")
        return body

    async def answer(self, run_id: str) -> Json:
        """What a run answers with, as it is kept: images and files as their output objects.

        Raises NotFound.
        """
        _, plan, executions = await self._database.read(lambda c: self._load(c, run_id))
        rows = {(execution.node_id, execution.item): execution for execution in executions}
        found: Json = {}
        for step in plan.steps:
            if self._nodes[step.type_id].gives_answer:
                found |= output_at(rows, step, WHOLE_NODE) or {}
        return found

    async def require(self, run_id: str) -> RunRow:
        """Raises NotFound for a run that does not exist or is another workspace's."""
        row = await self._database.read(lambda c: queries.find_run(c, run_id))
        if row is None or row.workspace_id != self._workspace_id:
            raise NotFound(f"There is no run {run_id!r:.80}.")
        return row

    async def workflow_of(self, run_id: str) -> str | None:
        """The id of the workflow a run is of, if it is of a kept one. Raises NotFound."""
        return (await self.require(run_id)).workflow_id

    async def snapshot(self, run_id: str) -> tuple[Json, int]:
        """A run, and the number of an event that it is at least as new as. Raises NotFound."""
        seq = await self._database.read(lambda c: queries.last_seq(c, run_id))
        loaded = await self._database.read(lambda c: self._load(c, run_id))
        return await asyncio.to_thread(self.as_json, *loaded), seq

    async def items(self, run_id: str, node_id: str, first: int, count: int) -> Json:
        """Some items of a node, from the one of an index on, as far as they have begun; ``total``
        is how many are known of, 0 of a node that did not run by items. Raises NotFound, also for a
        node that is not in the run.
        """

        def load(connection: Connection) -> Json:
            row, plan = self._planned(connection, run_id)
            depths = {step.node_id: step.depth for step in plan.every_step()}
            if node_id not in depths:
                raise NotFound(f"The run {row.id!r:.80} has no node {node_id!r:.80}.")
            return read_items(connection, run_id, node_id, depths[node_id], first, count)

        return await self._database.read(load)

    async def runs(
        self,
        *,
        workflow_id: str | None,
        status: str | None,
        before: str | None,
        limit: int,
    ) -> list[Json]:
        """Runs with their nodes, newest first.

        Of nodes that run by items the items are only counted; their outputs, and long ones, are
        left out, and so is an answer that holds one.
        """

        def load(connection: Connection) -> tuple[list[RunRow], dict[str, str], RunNodes]:
            rows = queries.list_runs(
                connection,
                self._workspace_id,
                workflow_id=workflow_id,
                status=status,
                before=before,
                limit=limit,
            )
            plans = bodies(connection, list({row.plan_digest for row in rows}))
            return rows, plans, run_nodes(connection, [row.id for row in rows])

        rows, bodies_of, nodes = await self._database.read(load)
        plans = {digest: decode_plan(body) for digest, body in bodies_of.items()}
        return [
            self._listed(row, plans[row.plan_digest], nodes)
            for row in rows
            if row.plan_digest in plans
        ]

    def _listed(self, row: RunRow, plan: Plan, found: RunNodes) -> Json:
        nodes: dict[str, Json] = {}
        for step in plan.every_step():
            whole = found.whole.get((row.id, step.node_id))
            progress = found.progress(row.id, step)
            nodes[step.node_id] = self._node(
                whole, None if whole is None else whole.output, progress
            )
            nodes[step.node_id]["outputLeftOut"] = (row.id, step.node_id) in found.left_out
        return self._with_nodes(row, plan, nodes) | {"calledBy": _caller(found.callers.get(row.id))}

    def as_json(self, row: RunRow, plan: Plan, executions: Iterable[ExecutionRow]) -> Json:
        rows = {(execution.node_id, execution.item): execution for execution in executions}
        nodes = {
            step.node_id: self._node(
                rows.get((step.node_id, WHOLE_NODE)),
                output_at(rows, step, WHOLE_NODE),
                progress_at(rows, step),
            )
            for step in plan.every_step()
        }
        return self._with_nodes(row, plan, nodes)

    def _with_nodes(self, row: RunRow, plan: Plan, nodes: dict[str, Json]) -> Json:
        done = sum(node["status"] in _ENDED for node in nodes.values())
        return _summary(row) | {
            "outputs": self._outputs(plan, nodes),
            "nodes": nodes,
            "progress": {"done": done, "total": len(nodes)},
        }

    def event(self, event: Event) -> Event:
        """An event with the addresses of the image it tells of."""
        asset = event.get("asset")
        if isinstance(asset, dict):
            return event | {"asset": linked_asset(asset, self._links)}
        return event

    def _load(self, connection: Connection, run_id: str) -> _Loaded:
        return *self._planned(connection, run_id), queries.executions_of(connection, run_id)

    def _planned(self, connection: Connection, run_id: str) -> tuple[RunRow, Plan]:
        row = queries.find_run(connection, run_id)
        if row is not None and row.workspace_id == self._workspace_id:
            plan = document_body(connection, row.plan_digest)
            if plan is not None:
                return row, decode_plan(plan)
        raise NotFound(f"There is no run {run_id!r:.80}.")

    def _node(self, whole: ExecutionRow | None, output: Json | None, progress: Json | None) -> Json:
        if whole is None:
            return dict(_PENDING)
        return {
            "status": whole.status,
            "output": self._links.filled(output),
            "outputLeftOut": False,
            "progress": progress,
            "error": whole.error,
            "startedAt": as_rfc3339(whole.started_at),
            "endedAt": as_rfc3339(whole.ended_at),
            "cost": credits_if_known(whole.cost),
            "warnings": whole.warnings,
            "cached": whole.cached,
            "review": {"prompt": (whole.review or {})["prompt"]} if awaits_review(whole) else None,
        }

    def _outputs(self, plan: Plan, nodes: dict[str, Json]) -> Json | None:
        """What the run answers with, once the nodes that give the answer have succeeded."""
        answers = [step for step in plan.steps if self._nodes[step.type_id].gives_answer]
        given = [nodes[step.node_id] for step in answers]
        if not given or any(_withheld(node) for node in given):
            return None
        return {name: simplified(value) for node in given for name, value in node["output"].items()}


def _withheld(node: Json) -> bool:
    """Whether a node has no output to answer with."""
    return node["status"] != "succeeded" or bool(node["outputLeftOut"])


def _attachments(nodes: Mapping[str, Json]) -> list[Json]:
    """Every file of a run: by the order of its nodes, and of the items and images of each.

    What a node only passes on stands with the node it came from.
    """
    found: dict[str, Json] = {}
    for node_id, node in nodes.items():
        for file in files_in(node["output"]):
            told = {"nodeId": node_id, "path": file.get("path"), "url": file["url"]}
            found.setdefault(file["_metadata"]["attachmentId"], told | file["_metadata"])
    return list(found.values())


def _caller(caller: Caller | None) -> Json | None:
    """Which run and node have begun a run."""
    if caller is None:
        return None
    return {
        "runId": caller.run_id,
        "nodeId": caller.node_id,
        "workflowId": caller.workflow_id,
    }


def simplified(value: Any) -> Any:
    """An answer's value: the address in place of an image or a file, and so inside lists."""
    if isinstance(value, dict) and "url" in value and "_metadata" in value:
        return value["url"]
    if isinstance(value, list):
        return [simplified(item) for item in value]
    return value


_PENDING: Json = {
    "status": "pending",
    "output": None,
    "outputLeftOut": False,
    "progress": None,
    "error": None,
    "startedAt": None,
    "endedAt": None,
    "cost": 0,
    "warnings": [],
    "cached": False,
    "review": None,
}


def _summary(row: RunRow) -> Json:
    return {
        "id": row.id,
        "workflowId": row.workflow_id,
        "calledBy": None,
        "status": row.status,
        "pausing": row.pause_requested and row.status in _GOING_ON,
        "inputs": row.inputs,
        "outputs": None,
        "error": row.error,
        "cost": credits_if_known(row.cost),
        "budget": credits_if_known(row.most),
        "version": row.version,
        "alias": row.alias,
        "createdAt": as_rfc3339(row.created_at),
        "startedAt": as_rfc3339(row.started_at),
        "endedAt": as_rfc3339(row.ended_at),
    }

"""The canvas's one connection: runs and saves of the workflows it has open, as they happen.

Requests, events and saves pass through one queue, so that a snapshot and the events after it
leave in their order.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect

from limner.engine.events import Event, Follower
from limner.errors import LimnerError
from limner.server.stopping import Stop
from limner.studio import Studio
from limner.workflows.library import SavedWorkflow, WorkflowSummary

MAX_TOPICS = 500
"""Runs and workflows one connection may follow."""

_REQUEST = "request"
_SAVED = "workflow"


class Subscribe(msgspec.Struct, tag="subscribe", forbid_unknown_fields=True):
    """Follow a workflow, or a run after an event the client has seen."""

    workflowId: str | None = None
    runId: str | None = None
    after: int = 0


class Unsubscribe(msgspec.Struct, tag="unsubscribe", forbid_unknown_fields=True):
    """Follow it no longer."""

    workflowId: str | None = None
    runId: str | None = None


_requests = msgspec.json.Decoder(Subscribe | Unsubscribe)


def tell_saved(studio: Studio, saved: SavedWorkflow) -> None:
    """Tell everyone who has a workflow open that it was saved."""
    studio.engine.events.announce(saved.id, _saved_message(saved))


class LiveConnection:
    """One accepted WebSocket until it closes."""

    def __init__(self, websocket: WebSocket, studio: Studio) -> None:
        self._websocket = websocket
        self._studio = studio
        self._follower = Follower()
        self._topics: set[str] = set()
        self._seen: dict[str, int] = {}
        """For each run the number of the last event the client knows of."""

    async def serve(self, stop: Stop) -> None:
        """Talk until the client leaves, falls too far behind, or the server stops."""
        try:
            await stop.first(self._talk())
        finally:
            for topic in self._topics:
                self._studio.engine.events.unfollow(topic, self._follower)

    async def _talk(self) -> None:
        both = {asyncio.create_task(self._listen()), asyncio.create_task(self._send_all())}
        try:
            done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)
        for task in done:
            with suppress(WebSocketDisconnect):
                task.result()

    async def _listen(self) -> None:
        try:
            while True:
                text = await self._websocket.receive_text()
                await self._follower.queue.put({"type": _REQUEST, "text": text})
        except (WebSocketDisconnect, KeyError):
            return

    async def _send_all(self) -> None:
        while (item := await self._follower.queue.get()) is not None:
            if item["type"] == _REQUEST:
                await self._handle(str(item["text"]))
            elif item["type"] == _SAVED:
                await self._send(item)
            else:
                await self._pass_on(item)

    async def _handle(self, text: str) -> None:
        try:
            request = _requests.decode(text)
            topic = request.workflowId or request.runId
            if topic is None or (request.workflowId and request.runId):
                raise ValueError("Name either a workflowId or a runId")
            if isinstance(request, Unsubscribe):
                self._unfollow(topic)
            elif request.workflowId is not None:
                await self._follow_workflow(topic)
            else:
                await self._follow_run(topic, request.after)
        except LimnerError as error:
            await self._send({"type": "error", "code": error.code, "detail": error.detail})
        except (ValueError, RecursionError) as error:
            await self._send({"type": "error", "code": "bad_message", "detail": f"{error}."})

    async def _follow_workflow(self, workflow_id: str) -> None:
        await self._studio.library.find(workflow_id)
        self._follow(workflow_id)
        # Read again: it may have been saved before it was followed.
        await self._send(_saved_message(await self._studio.library.find(workflow_id)))
        for run_id in self._studio.engine.active_runs(workflow_id):
            await self._send_snapshot(run_id)

    async def _follow_run(self, run_id: str, after: int) -> None:
        await self._studio.runs.require(run_id)
        self._follow(run_id)
        if after > 0:
            for event in await self._studio.engine.events.since(run_id, after):
                await self._send_event(event)
        await self._send_snapshot(run_id)

    def _follow(self, topic: str) -> None:
        if len(self._topics) >= MAX_TOPICS:
            raise ValueError(f"One connection follows at most {MAX_TOPICS} runs and workflows")
        self._topics.add(topic)
        self._studio.engine.events.follow(topic, self._follower)

    def _unfollow(self, topic: str) -> None:
        if topic in self._topics:
            self._topics.discard(topic)
            self._studio.engine.events.unfollow(topic, self._follower)
        self._seen.pop(topic, None)

    async def _pass_on(self, event: Event) -> None:
        """Send an event the client does not know of; a run that starts is shown whole."""
        run_id = str(event["runId"])
        if event["type"] == "run.started" or run_id not in self._seen:
            await self._send_snapshot(run_id)
        if _seq(event) > self._seen[run_id]:
            await self._send_event(event)

    async def _send_event(self, event: Event) -> None:
        self._seen[str(event["runId"])] = _seq(event)
        await self._send({"type": "event", "event": self._studio.runs.event(event)})

    async def _send_snapshot(self, run_id: str) -> None:
        run, seq = await self._studio.runs.snapshot(run_id)
        self._seen[run_id] = seq
        await self._send({"type": "run", "run": run, "seq": seq})

    async def _send(self, message: dict[str, Any]) -> None:
        await self._websocket.send_text(msgspec.json.encode(message).decode())


def _saved_message(workflow: SavedWorkflow | WorkflowSummary) -> dict[str, Any]:
    known = workflow.as_json()
    return {
        "type": _SAVED,
        "workflowId": workflow.id,
        "version": workflow.version,
        "updatedAt": known["updatedAt"],
    }


def _seq(event: Event) -> int:
    seq = event["seq"]
    assert isinstance(seq, int)
    return seq

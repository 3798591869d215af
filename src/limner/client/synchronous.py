"""The client for programs that wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import httpx

from limner.client import calls
from limner.client.calls import Call
from limner.client.types import (
    Asset,
    Estimate,
    Event,
    Input,
    Json,
    Model,
    Run,
    RunFailed,
    Workflow,
    file_inputs,
)

T = TypeVar("T")
OnEvent = Callable[[Event], object]

_LAST_EVENT = "run.finished"
_PAUSED = "run.paused"
_WAITS = "paused"


class Limner:
    """One server. Every method raises Refused for what the server refuses, and httpx.TransportError
    where it cannot be reached."""

    def __init__(self, url: str = "http://127.0.0.1:8420", key: str | None = None) -> None:
        self._http = httpx.Client(
            base_url=url, headers=calls.headers_of(key), timeout=calls.TIMEOUT, trust_env=False
        )

    def __enter__(self) -> Limner:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def run(
        self,
        workflow: str | Json,
        inputs: Mapping[str, Input] | None = None,
        *,
        budget: int | None = None,
        on_event: OnEvent | None = None,
    ) -> Run:
        """Run a kept workflow by its id, or a document, for ``budget`` credits at most, and wait
        for the end.

        Raises RunFailed where it does not succeed, or waits for somebody.
        """
        run = self.wait(self.start(workflow, inputs, budget=budget).id, on_event=on_event)
        if run.status != "succeeded":
            raise RunFailed(run)
        return run

    def start(
        self,
        workflow: str | Json,
        inputs: Mapping[str, Input] | None = None,
        *,
        budget: int | None = None,
    ) -> Run:
        """Start a run and go on; what is a Path among the inputs is uploaded first."""
        given = dict(inputs or {})
        for name, path in file_inputs(given).items():
            given[name] = self.upload(path).id
        if isinstance(workflow, str):
            return self._read(calls.start_workflow(workflow, given, budget), Run)
        return self._read(calls.start_document(workflow, given, budget), Run)

    def wait(self, run_id: str, *, on_event: OnEvent | None = None) -> Run:
        """The run once it has ended, or waits for somebody."""
        after = 0
        while True:
            for event in self.events(run_id, after):
                after = event.seq
                if on_event is not None:
                    on_event(event)
                if event.type == _PAUSED:
                    break
            run = self.get_run(run_id)
            if run.has_ended or run.status == _WAITS:
                return run
            # That end, or pause, was an earlier one: it has gone on since.

    def events(self, run_id: str, after: int = 0) -> Iterator[Event]:
        """Every event of a run, until it has ended; goes on where the connection broke."""
        broken = 0
        while True:
            try:
                for event in self._stream(calls.get_events(run_id, after)):
                    after, broken = event.seq, 0
                    yield event
                    if event.type == _LAST_EVENT:
                        return
            except httpx.TransportError:
                if broken >= calls.FOLLOWING_ATTEMPTS:
                    raise
            time.sleep(calls.wait_before(broken))
            broken += 1

    def get_run(self, run_id: str) -> Run:
        return self._read(calls.get_run(run_id), Run)

    def cancel(self, run_id: str) -> Run:
        return self._read(calls.cancel_run(run_id), Run)

    def resume(
        self,
        run_id: str,
        *,
        retry: list[str] | None = None,
        prompts: Mapping[str, str] | None = None,
        budget: int | None = None,
    ) -> Run:
        """Send failed nodes again, or let a paused run go on with these prompts.

        ``budget`` takes the place of the run's: credits, with what it has cost already.
        """
        return self._read(calls.resume_run(run_id, retry or [], prompts or {}, budget), Run)

    def upload(self, path: Path) -> Asset:
        """Keep a file."""
        with path.open("rb") as file:
            answer = self._http.post("/api/assets", files={"file": (path.name, file)})
        return calls.read(answer, Asset)

    def asset(self, asset_id: str) -> Asset:
        return self._read(calls.get_asset(asset_id), Asset)

    def content(self, asset_id: str) -> bytes:
        """The bytes of a kept image or file."""
        answer = self._send(calls.get_content(asset_id))
        calls.refuse(answer)
        return answer.content

    def save(self, run: Run, folder: Path) -> list[Path]:
        """Write every image and file of a run into a folder; where they are now."""
        folder.mkdir(parents=True, exist_ok=True)
        written = []
        for asset_id in run.asset_ids:
            path = folder / Path(self.asset(asset_id).name).name
            path.write_bytes(self.content(asset_id))
            written.append(path)
        return written

    def estimate(self, **settings: Any) -> Estimate:
        """What an image with these settings of a node may cost."""
        return self._read(calls.estimate(settings), Estimate)

    def models(self) -> list[Model]:
        return calls.read_item(self._send(calls.list_models()), Model)[0]

    def workflows(self) -> Iterator[Workflow]:
        """Last changed first."""
        cursor: str | None = None
        while True:
            found, cursor = calls.read_item(self._send(calls.list_workflows(cursor)), Workflow)
            yield from found
            if cursor is None:
                return

    def _read(self, call: Call, kind: type[T]) -> T:
        return calls.read(self._send(call), kind)

    def _send(self, call: Call) -> httpx.Response:
        for attempt in range(calls.ATTEMPTS):
            try:
                return self._http.send(self._request(call))
            except httpx.TransportError:
                if not call.repeatable:
                    raise
                time.sleep(calls.wait_before(attempt))
        return self._http.send(self._request(call))

    def _stream(self, call: Call) -> Iterator[Event]:
        answer = self._http.send(self._request(call), stream=True)
        try:
            if answer.status_code >= 400:
                answer.read()
            calls.refuse(answer)
            for line in answer.iter_lines():
                event = calls.read_event(line)
                if event is not None:
                    yield event
        finally:
            answer.close()

    def _request(self, call: Call) -> httpx.Request:
        return self._http.build_request(
            call.method, call.path, json=call.json, params=call.query, headers=call.headers
        )

"""fal's queue, its direct address and its storage, on one address.

    POST /{endpoint}                         submit a job
    GET  /{app}/requests/{id}/status         where it stands; /stream tells every change
    GET  /{app}/requests/{id}                its output, or its error
    PUT  /{app}/requests/{id}/cancel
    POST /run/{endpoint}                     the direct address: the output itself
    GET  /files/{id}/{number}                a picture of a job
    GET  /api/openapi/queue/openapi.json     what an endpoint (``endpoint_id``) takes

The queue takes any input, as fal's does: what a model refuses is a job that completed with an
error, and the result's answer is that error. ``/storage`` and ``/files`` are in ``storage``.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from aiohttp import web

from limner.testing.emulators.base import Emulator
from limner.testing.emulators.fal.errors import (
    KEY_FOR_A_FILE,
    NO_SUCH_FILE,
    NO_SUCH_REQUEST,
    NOT_DONE,
    RUNNER_FAILED,
    FalError,
    gateway_error,
    ingress_page,
    refusal_of,
)
from limner.testing.emulators.fal.inputs import Endpoints, Picture
from limner.testing.emulators.fal.jobs import Job, Jobs
from limner.testing.emulators.fal.storage import Storage, key_fault
from limner.testing.emulators.faults import Fault, Lost, Refused
from limner.testing.ledger import Ledger, Order

_UNPROCESSABLE = 422
_AT_ONCE = 100
_SECONDS_BETWEEN_EVENTS = 0.05
_JOB = "/{app:.+}/requests/{id}"
_BROKEN_BASE64 = "data:image/png;base64,iVBORw0KGgo*"


class FalEmulator(Emulator):
    """fal over one ledger; ``at_once`` jobs run side by side, the others wait in the queue."""

    name = "fal"
    title = "fal"
    faults = frozenset(get_args(Fault))

    def __init__(
        self,
        ledger: Ledger,
        *,
        latency: float = 0.0,
        contracts: Path | None = None,
        at_once: int = _AT_ONCE,
    ) -> None:
        super().__init__(ledger, latency=latency, contracts=contracts)
        self._endpoints = Endpoints(contracts)
        self._storage = Storage()
        self._jobs = Jobs(at_once, latency)

    @staticmethod
    def environment(address: str) -> Mapping[str, str]:
        return {"FAL_KEY": "emulated", "LIMNER_FAL_URL": address}

    def add_routes(self, router: web.UrlDispatcher) -> None:
        self._storage.add_routes(router)
        router.add_get("/api/openapi/queue/openapi.json", self._description)
        router.add_get("/files/{id}/{number:\\d+}.{suffix}", self._file)
        router.add_get(f"{_JOB}/status", self._status)
        router.add_get(f"{_JOB}/status/stream", self._stream)
        router.add_get(_JOB, self._result)
        router.add_put(f"{_JOB}/cancel", self._cancel)
        router.add_post("/run/{endpoint:.+/.+}", self._run)
        router.add_post("/{endpoint:.+/.+}", self._submit)

    def refusal(self, fault: Fault) -> web.Response:
        error = refusal_of(fault)
        return ingress_page() if error is None else error.response()

    async def _description(self, request: web.Request) -> web.StreamResponse:
        document = self._endpoints.description(request.query.get("endpoint_id", ""))
        if document is None:
            return gateway_error(404, "No such endpoint.").response()
        return web.json_response(document)

    async def _submit(self, request: web.Request) -> web.StreamResponse:
        job = await self._ordered(request)
        body = self._addressed(request, job) | {
            "status": "IN_QUEUE",
            "queue_position": self._jobs.position(job),
            "logs": None,
            "metrics": {},
        }
        return await self._deliver_job(request, job, body, job.fault)

    async def _run(self, request: web.Request) -> web.StreamResponse:
        job = await self._ordered(request)
        while job.phase() != "COMPLETED":
            await asyncio.sleep(_SECONDS_BETWEEN_EVENTS)
        if job.error is not None:
            return job.error.response()
        return await self._deliver_job(request, job, self._output(request, job), job.fault)

    async def _ordered(self, request: web.Request) -> Job:
        """The job that a request orders. Raises Refused or Lost."""
        self._check_key(request)
        endpoint = request.match_info["endpoint"]
        try:
            body = json.loads(await request.read())
        except ValueError:
            raise Refused(gateway_error(400, "The body is not JSON.").response()) from None
        self.note(request, body)
        files = self._storage.files
        error = self._endpoints.fault_of(endpoint, body, files)
        if error is not None:
            return self._jobs.add(endpoint, body, (), error=error)
        return await self._accepted(endpoint, body, self._endpoints.pictures(endpoint, body, files))

    async def _accepted(
        self, endpoint: str, body: Mapping[str, Any], pictures: tuple[Picture, ...]
    ) -> Job:
        width, height = pictures[0].size
        order = Order(pictures[0].prompt, len(pictures), width, height, pictures[0].seed)
        try:
            charge, fault = await self.accept(order)
        except Refused as refused:
            if refused.answer.status != _UNPROCESSABLE:
                raise
            return self._jobs.add(endpoint, body, (), error=_as_error(refused.answer))
        error = RUNNER_FAILED if fault == "job_error" else None
        return self._jobs.add(
            endpoint, body, _made(pictures, fault), charge=charge.id, fault=fault, error=error
        )

    async def _status(self, request: web.Request) -> web.StreamResponse:
        body = self._status_body(request, self._asked_for(request))
        done = body["status"] == "COMPLETED"
        return web.json_response(body, status=200 if done else 202)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        job = self._asked_for(request)
        answer = web.StreamResponse()
        answer.content_type = "text/event-stream"
        await answer.prepare(request)
        told: Mapping[str, Any] = {}
        while told.get("status") != "COMPLETED":
            body = self._status_body(request, job)
            if body != told:
                await answer.write(f"data: {json.dumps(body)}\n\n".encode())
                told = body
            await asyncio.sleep(_SECONDS_BETWEEN_EVENTS)
        return answer

    async def _result(self, request: web.Request) -> web.StreamResponse:
        job = self._asked_for(request)
        if job.phase() != "COMPLETED":
            return NOT_DONE.response()
        if job.error is not None:
            return job.error.response()
        headers = {"x-fal-request-id": job.id}
        return web.json_response(self._output(request, job), headers=headers)

    async def _cancel(self, request: web.Request) -> web.StreamResponse:
        self._check_key(request)
        job = self._found(request)
        if job is None:
            return web.json_response({"status": "NOT_FOUND"}, status=404)
        if job.phase() == "COMPLETED":
            return web.json_response({"status": "ALREADY_COMPLETED"}, status=400)
        self._jobs.cancel(job)
        if job.charge is not None:
            self.ledger.cancel(job.charge)
        return web.json_response({"status": "CANCELLATION_REQUESTED"}, status=202)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if "Authorization" in request.headers:
            return KEY_FOR_A_FILE.response()
        job = self._jobs.of_file(request.match_info["id"])
        number = int(request.match_info["number"])
        if job is None or number >= len(job.pictures):
            return NO_SUCH_FILE.response()
        picture = job.pictures[number]
        return web.Response(body=picture.data(), content_type=picture.mime_type)

    def _check_key(self, request: web.Request) -> None:
        refused = key_fault(request)
        if refused is not None:
            raise Refused(refused.response())

    def _found(self, request: web.Request) -> Job | None:
        return self._jobs.found(request.match_info["app"], request.match_info["id"])

    def _asked_for(self, request: web.Request) -> Job:
        """The job that a request asks about. Raises Refused, or Lost as the job's fault tells."""
        self._check_key(request)
        job = self._found(request)
        if job is None:
            raise Refused(NO_SUCH_REQUEST.response())
        if job.fault == "lost_poll":
            job.fault = None
            raise Lost
        return job

    def _status_body(self, request: web.Request, job: Job) -> dict[str, Any]:
        phase = job.phase()
        with_logs = request.query.get("logs", "").lower() in ("true", "1")
        body = {"status": phase, **self._addressed(request, job)}
        if phase == "IN_QUEUE":
            return body | {"queue_position": self._jobs.position(job), "logs": None}
        body["logs"] = job.logs() if with_logs else None
        if phase == "IN_PROGRESS":
            return body
        body["metrics"] = {"inference_time": job.ends_at - job.starts_at}
        if job.error is not None:
            body["error"] = job.error.message
            if job.error.error_type is not None:
                body["error_type"] = job.error.error_type
        return body

    def _addressed(self, request: web.Request, job: Job) -> dict[str, Any]:
        base = f"{request.url.origin()}/{job.app}/requests/{job.id}"
        return {
            "request_id": job.id,
            "response_url": base,
            "status_url": f"{base}/status",
            "cancel_url": f"{base}/cancel",
        }

    def _output(self, request: web.Request, job: Job) -> dict[str, Any]:
        """What the model answers, as far as its schema knows the field."""
        files = [self._file_entry(request, job, number) for number in range(len(job.pictures))]
        made = {
            "images": files,
            "image": files[0] if files else None,
            "video": files[0] if files else None,
            "audio": files[0] if files else None,
            "seed": job.pictures[0].seed if job.pictures else 0,
            "timings": {"inference": job.ends_at - job.starts_at},
            "has_nsfw_concepts": [False] * len(files),
            "prompt": job.input.get("prompt", ""),
            "description": "",
        }
        known = self._endpoints.output_fields(job.endpoint)
        return {name: value for name, value in made.items() if name in known}

    def _file_entry(self, request: web.Request, job: Job, number: int) -> dict[str, Any]:
        picture = job.pictures[number]
        name = f"{number}.{picture.suffix}"
        entry: dict[str, Any] = {
            "url": f"{request.url.origin()}/files/{job.id}/{name}",
            "content_type": picture.mime_type,
            "file_name": name,
            "file_size": None,
        }
        if job.input.get("sync_mode"):
            encoded = base64.b64encode(picture.data()).decode()
            entry["url"] = f"data:{picture.mime_type};base64,{encoded}"
        if job.fault == "bad_base64":
            entry["url"] = _BROKEN_BASE64
        if self._endpoints.tells_sizes(job.endpoint):
            entry["width"], entry["height"] = picture.size
        return entry

    async def _deliver_job(
        self, request: web.Request, job: Job, body: Mapping[str, Any], fault: Fault | None
    ) -> web.StreamResponse:
        headers = {"x-fal-request-id": job.id}
        return await self.deliver(request, json.dumps(body).encode(), fault, headers=headers)


def _made(pictures: tuple[Picture, ...], fault: Fault | None) -> tuple[Picture, ...]:
    """The pictures that come of those asked for."""
    if fault == "fewer_images":
        return pictures[:-1]
    if fault == "other_size":
        return tuple(
            replace(made, size=(width // 2, height // 2))
            for made in pictures
            for width, height in [made.size]
        )
    return pictures


def _as_error(answer: web.Response) -> FalError:
    assert answer.text is not None
    return FalError(answer.status, json.loads(answer.text), {"X-Fal-Retryable": "false"})

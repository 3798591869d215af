"""The queue of fal: jobs that wait their turn, run and end, told by the clock alone."""

from __future__ import annotations

import heapq
import time
import uuid
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from limner.testing.emulators.fal.errors import CANCELLED, FalError
from limner.testing.emulators.fal.inputs import Picture
from limner.testing.emulators.faults import Fault

Phase = Literal["IN_QUEUE", "IN_PROGRESS", "COMPLETED"]

_NAMESPACES = ("workflows", "comfy")
_STEPS = 4
"""How many steps a running job logs."""


@dataclass(slots=True)
class Job:
    """One request in the queue. Times are in seconds since 1970; ``charge`` is its order's id."""

    id: str
    endpoint: str
    input: Mapping[str, Any]
    pictures: tuple[Picture, ...]
    charge: str | None
    fault: Fault | None
    error: FalError | None
    starts_at: float
    ends_at: float
    place: int

    @property
    def app(self) -> str:
        return app_of(self.endpoint)

    def phase(self) -> Phase:
        now = time.time()
        if now >= self.ends_at:
            return "COMPLETED"
        return "IN_PROGRESS" if now >= self.starts_at else "IN_QUEUE"

    def logs(self) -> list[dict[str, str]]:
        """What the model has written so far, a line a step, as tqdm does."""
        if self.phase() == "IN_QUEUE":
            return []
        took = max(self.ends_at - self.starts_at, 1e-9)
        done = min(_STEPS, int(_STEPS * (time.time() - self.starts_at) / took))
        return [self._line(step) for step in range(done + 1)]

    def _line(self, step: int) -> dict[str, str]:
        at = self.starts_at + step * (self.ends_at - self.starts_at) / _STEPS
        return {
            "message": f"{100 * step // _STEPS:3}%|{'#' * step:<{_STEPS}}| {step}/{_STEPS}",
            "level": "STDERR",
            "source": "USER",
            "timestamp": datetime.fromtimestamp(at, UTC).isoformat(),
        }


class Jobs:
    """All jobs; ``at_once`` of them run side by side, in the order in which they came."""

    def __init__(self, at_once: int, latency: float) -> None:
        self._latency = latency
        self._free_at = [0.0] * at_once
        self._starts: list[float] = []
        self._by_id: dict[str, Job] = {}

    def add(
        self,
        endpoint: str,
        body: Mapping[str, Any],
        pictures: tuple[Picture, ...],
        *,
        charge: str | None = None,
        fault: Fault | None = None,
        error: FalError | None = None,
    ) -> Job:
        starts_at = max(time.time(), heapq.heappop(self._free_at))
        heapq.heappush(self._free_at, starts_at + self._latency)
        job = Job(
            id=str(uuid.uuid4()),
            endpoint=endpoint,
            input=body,
            pictures=pictures,
            charge=charge,
            fault=fault,
            error=error,
            starts_at=starts_at,
            ends_at=starts_at + self._latency,
            place=len(self._starts),
        )
        self._starts.append(starts_at)
        self._by_id[job.id] = job
        return job

    def found(self, app: str, job_id: str) -> Job | None:
        """A job by the two things its addresses name: the app, without a path, and its id."""
        job = self._by_id.get(job_id)
        return job if job and job.app == app and job.fault != "job_vanishes" else None

    def of_file(self, job_id: str) -> Job | None:
        return self._by_id.get(job_id)

    def position(self, job: Job) -> int:
        """How many jobs are waiting before this one."""
        return max(0, job.place - bisect_right(self._starts, time.time()))

    def cancel(self, job: Job) -> None:
        """End a job now, as failed; its turn in the queue is left empty."""
        job.error, job.ends_at = CANCELLED, time.time()


def app_of(endpoint: str) -> str:
    """Owner and app of an endpoint, which is all that a request's addresses keep of it."""
    parts = endpoint.split("/")
    return "/".join(parts[: 3 if parts[0] in _NAMESPACES else 2])

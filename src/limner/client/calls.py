"""What is sent for each call, and how an answer is read. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from limner.client.types import Event, Json, Refused

T = TypeVar("T")

TIMEOUT = httpx.Timeout(30.0, read=90.0)
ATTEMPTS = 3
"""How often a request that can do no harm is sent again when the connection breaks."""

FOLLOWING_ATTEMPTS = 12
"""The same for a run that is followed: servers are restarted."""

_FIRST_WAIT_SECONDS = 0.25
_LONGEST_WAIT_SECONDS = 8.0
_EVENT_KEYS = frozenset({"type", "runId", "seq", "at", "nodeId"})


@dataclass(frozen=True)
class Call:
    """One request. ``repeatable`` says whether sending it twice does what sending it once does."""

    method: str
    path: str
    json: Any = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def repeatable(self) -> bool:
        return self.method == "GET" or "Idempotency-Key" in self.headers


def headers_of(key: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}


def start_workflow(workflow: str, inputs: Json, budget: int | None = None) -> Call:
    """`wf_…@stable`, `@draft` and `@7` name a version; else the published one is meant, if any."""
    return Call(
        "POST",
        f"/api/workflows/{_part(workflow)}/run",
        inputs,
        query={} if budget is None else {"budget": str(budget)},
        headers=_once() | {"Prefer": "respond-async"},
    )


def start_document(document: Json, inputs: Json, budget: int | None = None) -> Call:
    body = {"document": document, "inputs": inputs or None, "budget": budget}
    return Call("POST", "/api/runs", body, headers=_once())


def get_run(run_id: str) -> Call:
    return Call("GET", f"/api/runs/{_part(run_id)}")


def cancel_run(run_id: str) -> Call:
    return Call("POST", f"/api/runs/{_part(run_id)}/cancel", {})


def resume_run(
    run_id: str, retry: list[str], prompts: Mapping[str, str], budget: int | None = None
) -> Call:
    body: Json = {"retry": retry} if retry else {"prompts": dict(prompts)}
    return Call("POST", f"/api/runs/{_part(run_id)}/resume", body | {"budget": budget})


def get_events(run_id: str, after: int) -> Call:
    headers = {"Last-Event-ID": str(after)}
    return Call("GET", f"/api/runs/{_part(run_id)}/events", headers=headers)


def get_asset(asset_id: str) -> Call:
    return Call("GET", f"/api/assets/{_part(asset_id)}")


def get_content(asset_id: str) -> Call:
    return Call("GET", f"/api/assets/{_part(asset_id)}/content")


def estimate(data: Json) -> Call:
    return Call("POST", "/api/estimate", data)


def list_models() -> Call:
    return Call("GET", "/api/models")


def list_workflows(cursor: str | None) -> Call:
    return Call("GET", "/api/workflows", query={"cursor": cursor} if cursor else {})


def wait_before(attempt: int) -> float:
    """Seconds before one more attempt."""
    return min(float(_FIRST_WAIT_SECONDS * 2**attempt), _LONGEST_WAIT_SECONDS)


def refuse(answer: httpx.Response) -> None:
    """Raises Refused for an answer that is a problem; its body must have been read."""
    if answer.status_code < 400:
        return
    try:
        problem = answer.json()
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        problem = {"detail": f"The server answered {answer.status_code}."}
    raise Refused(answer.status_code, problem)


def read(answer: httpx.Response, kind: type[T]) -> T:
    """An answer as a value. Raises Refused."""
    refuse(answer)
    return msgspec.json.decode(answer.content, type=kind)


def read_item(answer: httpx.Response, kind: type[T]) -> tuple[list[T], str | None]:
    """A page of a list, and where the next one begins. Raises Refused."""
    page = read(answer, dict[str, Any])
    return [msgspec.convert(item, kind) for item in page["items"]], page.get("nextCursor")


def read_event(line: str) -> Event | None:
    """The event on a line of a stream, if there is one."""
    if not line.startswith("data:"):
        return None
    told: Json = msgspec.json.decode(line.removeprefix("data:"))
    more = {key: value for key, value in told.items() if key not in _EVENT_KEYS}
    return msgspec.convert(told | {"more": more}, Event)


def _once() -> dict[str, str]:
    """Lets a request be sent again when its answer is lost: it means the same run."""
    return {"Idempotency-Key": str(uuid.uuid4())}


def _part(text: str) -> str:
    return quote(text, safe="@")

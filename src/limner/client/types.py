"""What a server answers, as values; keys that are not named here are left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

Json = dict[str, Any]
Input = Any
"""A JSON value; a Path is a file that is uploaded first."""

_ENDED = frozenset({"succeeded", "failed", "cancelled"})


class _Shape(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """camelCase there, snake_case here."""


class Run(_Shape, frozen=True, kw_only=True):
    """A run. ``cost`` is in credits, None where a part of it is not known; ``budget``, too, None
    for any sum. ``version`` is the number of the workflow's version that ran, ``alias`` what it was
    taken for."""

    id: str
    workflow_id: str | None
    status: str
    inputs: Json
    outputs: Json | None
    error: Json | None
    cost: int | None
    nodes: dict[str, Json]
    created_at: str
    started_at: str | None = None
    ended_at: str | None = None
    budget: int | None = None
    version: int | None = None
    alias: str | None = None

    @property
    def failed_nodes(self) -> list[str]:
        """The ids of the nodes that failed, or some of their items: what `resume` may retry."""
        return [name for name, node in self.nodes.items() if _has_failed(node)]

    @property
    def has_ended(self) -> bool:
        return self.status in _ENDED

    @property
    def asset_ids(self) -> list[str]:
        """The ids of the images and files that its nodes gave, each once, in their order."""
        found: dict[str, None] = {}
        for node in self.nodes.values():
            _collect(node.get("output"), found)
        return list(found)


class Event(_Shape, frozen=True, kw_only=True):
    """Something that happened in a run; ``more`` is what its type adds."""

    type: str
    run_id: str
    seq: int
    at: str
    node_id: str | None = None
    more: Json = {}


class Asset(_Shape, frozen=True, kw_only=True):
    """A kept image or file; sizes in pixels and bytes, None where it is no image."""

    id: str
    name: str
    mime_type: str
    width: int | None
    height: int | None
    size_bytes: int
    url: str


class Estimate(_Shape, frozen=True, kw_only=True):
    """What something may cost in credits; None where nobody knows."""

    credits: int | None
    min_credits: int | None
    max_credits: int | None
    usd: str | None
    exact: bool


class Model(_Shape, frozen=True, kw_only=True):
    """A model; ``unavailable_reason`` says what to set where it cannot be used now."""

    id: str
    title: str
    provider: str
    available: bool
    enabled: bool
    unavailable_reason: str | None = None


class Workflow(_Shape, frozen=True, kw_only=True):
    """A kept workflow, without its document."""

    id: str
    name: str
    version: int
    updated_at: str


class Refused(Exception):
    """The server answered with a problem (RFC 9457). ``code`` is stable."""

    def __init__(self, status: int, problem: Json) -> None:
        self.status = status
        self.problem = problem
        self.code = str(problem.get("code", "unknown"))
        self.hint: str | None = problem.get("hint")
        super().__init__(str(problem.get("detail") or f"The server answered {status}."))


class RunFailed(Exception):
    """A run ended without succeeding; ``run`` says how."""

    def __init__(self, run: Run) -> None:
        self.run = run
        error = run.error or {}
        self.code = str(error.get("code", run.status))
        self.hint: str | None = error.get("hint")
        super().__init__(str(error.get("detail") or f"The run {run.status}."))


def file_inputs(inputs: Json) -> dict[str, Path]:
    """The inputs that are files to be uploaded, by name."""
    return {name: value for name, value in inputs.items() if isinstance(value, Path)}


def _has_failed(node: Json) -> bool:
    progress = node.get("progress") or {}
    return bool(node["status"] == "failed" or progress.get("failed", 0) > 0)


def _collect(value: Any, found: dict[str, None]) -> None:
    if isinstance(value, list):
        for part in value:
            _collect(part, found)
    elif isinstance(value, dict):
        asset_id = value.get("attachmentId")
        if isinstance(asset_id, str):
            found[asset_id] = None
        for part in value.values():
            _collect(part, found)

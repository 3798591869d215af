"""What each route asks of a key, and which workflows it is about. Pure.

One table for all routes: what is not in it is read with `read` and changed with `edit`.
"""

from __future__ import annotations

from typing import Literal

from limner.storage.api_keys import Scope

Place = tuple[str, str]
"""A method and a route's path, its parameters in braces."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "WEBSOCKET"})

_A_DOCUMENT: Place = ("POST", "/api/runs")
"""Who runs a document of their own decides what it does, and with which credentials."""

_RUNNING: frozenset[Place] = frozenset(
    {
        ("POST", "/api/workflows/{workflow_id}/run"),
        ("POST", "/api/workflows/{workflow_id}/runs"),
        ("GET", "/api/workflows/{workflow_id}/schema"),
        ("GET", "/api/runs/{run_id}"),
        ("GET", "/api/runs/{run_id}/events"),
        ("GET", "/api/runs/{run_id}/nodes/{node_id}/items"),
        ("GET", "/api/runs/{run_id}/notice"),
        ("POST", "/api/runs/{run_id}/cancel"),
        ("POST", "/api/runs/{run_id}/pause"),
        ("POST", "/api/runs/{run_id}/resume"),
        ("POST", "/api/assets"),
        ("GET", "/api/assets/{asset_id}"),
        ("GET", "/api/assets/{asset_id}/content"),
        ("POST", "/api/estimate"),
        ("GET", "/api/nodes"),
        ("GET", "/api/models"),
        ("GET", "/api/models/{model_id:path}"),
        ("GET", "/api/text-models"),
        ("POST", "/api/generate-image"),
        ("POST", "/api/{provider}/generate-image"),
        ("GET", "/api/{provider}/generate-image/status"),
        ("POST", "/v1/images/generations"),
        ("POST", "/v1/images/edits"),
        ("GET", "/v1/models"),
        ("GET", "/v1/models/{model_id:path}"),
        ("GET", "/openapi.json"),
    }
)
"""What it takes to start runs and to follow them."""

_READING: frozenset[Place] = frozenset(
    {("POST", "/api/workflows/validate"), ("POST", "/api/schedules/preview")}
)
"""Sent with a body, and yet nothing is changed."""

_ADMINISTERING: frozenset[Place] = frozenset(
    {
        ("GET", "/api/keys"),
        ("POST", "/api/keys"),
        ("DELETE", "/api/keys/{key_id}"),
        ("POST", "/api/models"),
        ("POST", "/api/models/import"),
        ("PUT", "/api/models/{model_id:path}"),
        ("PATCH", "/api/models/{model_id:path}"),
        ("DELETE", "/api/models/{model_id:path}"),
    }
)

_ADMINISTERED_ROOTS = ("/api/credentials",)
"""Whatever is changed below these is for administrators."""

_ABOUT_NO_WORKFLOW: frozenset[Place] = frozenset(
    {
        ("POST", "/api/assets"),
        ("POST", "/api/estimate"),
        ("GET", "/api/nodes"),
        ("GET", "/api/models"),
        ("GET", "/api/models/{model_id:path}"),
        ("GET", "/api/text-models"),
        ("GET", "/openapi.json"),
    }
)
"""Open to keys of single workflows too: what they need besides them."""

About = Literal["workflow", "run", "asset", "list", "nothing", "everything"]


def needed_scopes(method: str, path: str) -> tuple[tuple[Scope, ...], ...]:
    """What a key needs to be let in: of each group any one scope."""
    if (method, path) == _A_DOCUMENT:
        return (("run", "admin"), ("edit", "admin"))
    return (_sufficient_scopes(method, path),)


def _sufficient_scopes(method: str, path: str) -> tuple[Scope, ...]:
    place = (method, path)
    reads = method in _SAFE or place in _READING
    if place in _ADMINISTERING or (not reads and path.startswith(_ADMINISTERED_ROOTS)):
        return ("admin",)
    if place in _RUNNING:
        return ("run", "read", "edit", "admin") if reads else ("run", "admin")
    return ("read", "edit", "admin") if reads else ("edit", "admin")


def is_about(method: str, path: str) -> About:
    """What a route is about: by it a key of single workflows is let in or not."""
    if "{workflow_id}" in path:
        return "workflow"
    if "{run_id}" in path:
        return "run"
    if "{asset_id}" in path:
        return "asset"
    if (method, path) in {("GET", "/api/runs"), ("GET", "/api/assets")}:
        return "list"
    return "nothing" if (method, path) in _ABOUT_NO_WORKFLOW else "everything"

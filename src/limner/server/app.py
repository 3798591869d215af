"""Puts the routes together over a studio."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from starlette.types import ASGIApp

from limner.server import page
from limner.server.access import Access, caller
from limner.server.answers import Json
from limner.server.gate import Gate
from limner.server.openapi import describe, operation_id
from limner.server.refusals import install_error_handlers
from limner.server.routes import (
    assets,
    credentials,
    direct,
    estimate,
    files,
    health,
    history,
    hooks,
    images_api,
    keys,
    live,
    models,
    nodes,
    publishing,
    runs,
    schedules,
    session,
    templates,
    text_models,
    variables,
    versions,
    workflows,
)
from limner.server.stopping import Stop
from limner.studio import Studio

_OPEN = (health.router, session.router, files.router, hooks.router)
"""These need no key."""

_GUARDED = (
    nodes.router,
    models.router,
    text_models.router,
    variables.router,
    templates.router,
    estimate.router,
    credentials.router,
    workflows.router,
    versions.router,
    publishing.router,
    schedules.router,
    keys.router,
    runs.router,
    direct.router,
    images_api.router,
    history.router,
    assets.router,
    live.router,
)


def create_app(studio: Studio, access: Access, stop: Stop) -> ASGIApp:
    """The ASGI application over an open studio."""
    app = _routed()
    app.state.studio, app.state.access, app.state.stop = studio, access, stop
    install_error_handlers(app)
    return Gate(app, access)


def interface() -> dict[str, Any]:
    """The OpenAPI document, which needs no studio."""
    return describe(_routed())


def _routed() -> FastAPI:
    app = FastAPI(
        openapi_url=None,
        generate_unique_id_function=operation_id,
        separate_input_output_schemas=False,
    )
    guarded = APIRouter(dependencies=[Depends(caller)])
    for router in _GUARDED:
        guarded.include_router(router)
    guarded.include_router(_description_of(app))
    for router in (*_OPEN, guarded, page.router):
        app.include_router(router)
    return app


def _description_of(app: FastAPI) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @cache
    def described() -> dict[str, Any]:
        return describe(app)

    @router.get("/openapi.json")
    async def get_openapi_document() -> Json:
        """The whole interface."""
        return Json(described())

    return router

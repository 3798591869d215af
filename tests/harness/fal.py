"""Requests to fal, and a provider that sends them: for its tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from harness.calls import RecordedCall
from limner.models.catalog import load_catalog
from limner.models.image_request import ImageRequest, ReferenceImage
from limner.models.parts import Role
from limner.models.request import ImageSettings, plan_requests
from limner.providers.fal import FalProvider, FalSettings
from limner.testing.pictures import plain_png

FLUX = "fal-ai/flux-2"


@asynccontextmanager
async def fal_at(address: str, key: str = "a-key", **parts: Any) -> AsyncIterator[FalProvider]:
    provider = FalProvider(FalSettings(key=SecretStr(key), url=address), **parts)
    try:
        yield provider
    finally:
        await provider.close()


def fal_request(
    model: str = FLUX, *, roles: tuple[Role, ...] = (), seed: int = 7, **settings: Any
) -> ImageRequest:
    references = [
        ReferenceImage(role, f"ast_{place}", f"digest-{place}", "image/png")
        for place, role in enumerate(roles)
    ]
    asked = ImageSettings.model_validate({"prompt": "a fox", **settings})
    contract = load_catalog().get(model)
    return plan_requests(contract, asked, references, seed=seed, max_prompt=4000).requests[0]


def fal_call(references: int = 0) -> RecordedCall:
    files = {f"digest-{n}": plain_png(90, 160, "reference", n) for n in range(references)}
    return RecordedCall(files=files)


def saying(answer: web.Response) -> web.Application:
    """A server that gives one answer to everything."""

    async def say(_request: web.Request) -> web.Response:
        return answer

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", say)
    return app

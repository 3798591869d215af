"""Endpoints that fal describes become contracts."""

from __future__ import annotations

import pytest
from aiohttp import web

from harness.fal import fal_at, saying
from limner.errors import (
    NotFound,
    ProviderBadAnswer,
    ProviderBadRequest,
)
from limner.models.model import Model
from limner.models.openapi_import import contract_from
from limner.providers.fal import FalProvider
from limner.testing.loopback import site


async def test_an_endpoints_description_becomes_a_contract(fal: FalProvider) -> None:
    endpoint = "fal-ai/clarity-upscaler"
    contract = contract_from(await fal.describe(endpoint), fal.name, endpoint)
    model = Model.model_validate(contract)
    assert (model.id, model.needs_references) == (endpoint, True)
    assert model.parameters["creativity"]["maximum"] == 1


async def test_what_fal_does_not_describe_is_not_found(fal: FalProvider) -> None:
    with pytest.raises(NotFound, match="'fal-ai/never-heard-of'"):
        await fal.describe("fal-ai/never-heard-of")
    with pytest.raises(ProviderBadRequest, match="no endpoint"):
        await fal.describe("../secrets")


@pytest.mark.parametrize("body", ["[]", "<html>"])
async def test_a_description_that_is_none_is_a_bad_answer(body: str) -> None:
    async with site(saying(web.Response(text=body))) as url, fal_at(url) as provider:
        with pytest.raises(ProviderBadAnswer):
            await provider.describe("fal-ai/flux-2")

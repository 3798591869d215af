"""The images API, asked by a second client that shares nothing with the first: the AI SDK."""

import base64
from pathlib import Path
from typing import Any

import pytest

from harness.api import Api, serving
from harness.javascript import ask
from harness.pictures import opened, photo, saved
from limner.errors import UnknownOutcome
from limner.testing.fake import FakeProvider
from limner.testing.studio import make_studio

PHOTO = saved(photo(), "PNG")
KINDS = ["openai", "compatible"]


async def images(api: Api, kind: str, *references: bytes, **options: Any) -> Any:
    """What one of its providers makes of Limner's answer."""
    request = {"kind": kind, "url": f"{api.url}/v1", "key": "any", "model": "fake"}
    if references:
        request |= {"references": [base64.b64encode(data).decode() for data in references]}
    return await ask("images.mjs", request | {"options": {"prompt": "a fox", **options}})


@pytest.mark.parametrize("kind", KINDS)
async def test_it_generates(api: Api, kind: str, provider: FakeProvider) -> None:
    answer = await images(api, kind, n=2, size="128x64")
    assert len(answer["images"]) == 2, answer
    for image in answer["images"]:
        assert image["mediaType"] == "image/png"
        assert opened(base64.b64decode(image["base64"])).size == (128, 64)
    assert provider.requests[0].prompt == "a fox"


@pytest.mark.parametrize("kind", KINDS)
async def test_it_edits(api: Api, kind: str, provider: FakeProvider) -> None:
    answer = await images(api, kind, PHOTO, saved(photo(64, 64), "PNG"))
    assert len(answer["images"]) == 1, answer
    assert [opened(data).size for data in provider.references] == [(96, 64), (64, 64)]


async def test_its_further_options_are_parameters(api: Api, provider: FakeProvider) -> None:
    answer = await images(api, "compatible", providerOptions={"limner": {"seed": 7}})
    assert len(answer["images"]) == 1, answer
    assert provider.requests[0].seed == 7


@pytest.mark.parametrize("kind", KINDS)
async def test_it_reads_errors(api: Api, kind: str) -> None:
    answer = await images(api, kind, size="9999x9999")
    assert answer["status"] == 400
    assert answer["error"].startswith("'9999x9999' is not a size this model makes.")


async def test_its_retries_of_what_may_be_paid_pay_nothing(tmp_path: Path) -> None:
    """It sends a 409 twice more and looks at no header."""
    provider = FakeProvider(failures=[UnknownOutcome("The answer was lost.")])
    provider.resend_is_safe = False  # type: ignore[misc]
    async with make_studio(tmp_path, providers=[provider]) as studio, serving(studio) as api:
        answer = await images(api, "openai")
        assert answer["status"] == 409
        assert len((await api.get("/api/runs")).json["items"]) == 1
    assert len(provider.requests) == 1

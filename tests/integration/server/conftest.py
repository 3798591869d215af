"""A server with a pretending provider."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from openai import AsyncOpenAI

from harness.api import ADMIN_KEY, Api, serving
from harness.images_api import client_of
from limner.testing.fake import FakeProvider
from limner.testing.studio import make_studio


@pytest.fixture
def provider() -> FakeProvider:
    """What the server's image nodes ask."""
    return FakeProvider()


@pytest.fixture
async def api(tmp_path: Path, provider: FakeProvider) -> AsyncIterator[Api]:
    """A running server and its client."""
    async with (
        make_studio(tmp_path / "home", providers=[provider]) as studio,
        serving(studio) as api,
    ):
        yield api


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[Api]:
    """A server others can reach, with a key."""
    async with (
        make_studio(
            tmp_path / "home",
            host="0.0.0.0",
            admin_key=ADMIN_KEY,
            public_url="https://pictures.example",
        ) as studio,
        serving(studio) as api,
    ):
        yield api


@pytest.fixture
async def client(api: Api) -> AsyncIterator[AsyncOpenAI]:
    """The official OpenAI client of that server."""
    async with client_of(api) as client:
        yield client

"""A studio with a pretending provider, and short ways to run things on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from harness.bench import Bench, OpenStudio
from limner.studio import Studio
from limner.testing.fake import FakeProvider
from limner.testing.studio import make_studio


@pytest.fixture
async def open_studio(tmp_path: Path) -> AsyncIterator[OpenStudio]:
    """Opens studios in the test's folder; they close with the test."""
    async with AsyncExitStack() as stack:

        async def open_one(**options: Any) -> Studio:
            return await stack.enter_async_context(make_studio(tmp_path / "home", **options))

        yield open_one


@pytest.fixture
def fake() -> FakeProvider:
    return FakeProvider()


@pytest.fixture
async def bench(open_studio: OpenStudio, fake: FakeProvider) -> Bench:
    return Bench(await open_studio(providers=[fake]), "wf_test")

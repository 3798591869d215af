"""Fixtures of the journeys: a real server, and a real browser in front of it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Page, expect

from harness.browser import NoBrowser, launch_options
from harness.server import Server

# A busy machine is slow, not wrong; what never comes still fails.
PATIENCE_MS = 30_000


@pytest.fixture(scope="session", autouse=True)
def _patience() -> None:
    expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A running `limner serve` on an empty data directory."""
    running = Server(tmp_path / "home")
    running.start()
    try:
        yield running
    finally:
        running.close()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Which browser pytest-playwright starts."""
    try:
        return {**browser_type_launch_args, **launch_options()}
    except NoBrowser as missing:
        # Where the journeys are meant to count, a missing browser is a failure.
        if os.environ.get("CI"):
            raise
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A person who asks for no motion: what is clicked does not move away meanwhile."""
    return {**browser_context_args, "reduced_motion": "reduce"}


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page whose scripts must not fail: an uncaught error in it fails the test."""
    errors: list[Error] = []

    def note(error: Error) -> None:
        errors.append(error)

    page.on("pageerror", note)
    yield page
    assert not errors, "\n".join(str(error.stack or error) for error in errors)

"""A film and a sound that were made play on their cards, from the server's own address."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from harness.canvas import PATIENCE_MS, Canvas
from harness.documents import document, node
from harness.emulated import Emulators
from harness.server import Server

PLAYED = """async (player) => {
    player.muted = true;
    await player.play();
    await new Promise((played) => player.addEventListener("timeupdate", played, { once: true }));
    return player.duration;
}"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server whose providers are emulators."""
    emulators = Emulators(tmp_path / "ledger")
    running = Server(tmp_path / "home", emulators.environment())
    running.start()
    yield running
    running.close()
    emulators.close()


def played(player: Locator) -> float:
    """Play it until its time has moved; its length in seconds."""
    expect(player).to_be_visible(timeout=PATIENCE_MS)
    length: float = player.evaluate(PLAYED)
    return length


def test_a_film_and_a_sound_play_on_the_card(page: Page, server: Server) -> None:
    film = node("film", "video", prompt="a fox")
    sound = node("sound", "audio", prompt="rain")
    draft = document([film, sound | {"position": {"x": 400, "y": 0}}])
    created = page.request.post(f"{server.url}/api/workflows", data=draft).json()
    started = page.request.post(f"{server.url}/api/workflows/{created['id']}/runs", data={})
    assert started.ok, started.text()
    canvas = Canvas(page, server.url).open(created["id"])
    assert played(canvas.card("Video Generation").article.locator("video")) > 0
    assert played(canvas.card("Audio Generation").article.locator("audio")) > 0

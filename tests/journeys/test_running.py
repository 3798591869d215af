"""What a run will cost is shown before a large one, and how far it is while it goes on."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from harness.canvas import PATIENCE_MS, Canvas
from harness.server import Server

MAKER = "Image Generation"

MAKE = """
    fetch('/api/workflows', {
        method: 'POST',
        headers: {'Content-Type': 'application/json'},
        body: JSON.stringify({schema: 1, name: 'Dear', edges: [], nodes: [{
            id: 'poster', type: 'image', position: {x: 0, y: 0},
            data: {model: 'gpt-image-2', prompt: 'a fox', quality: 'high', count: 15},
        }]}),
    }).then(answer => answer.json()).then(workflow => workflow.id)
"""


@pytest.fixture
def paid_server(tmp_path: Path) -> Iterator[Server]:
    """A server with a provider that costs money, which no test here asks."""
    running = Server(tmp_path / "home", {"OPENAI_API_KEY": "sk-never-sent"})
    running.start()
    try:
        yield running
    finally:
        running.close()


def test_a_large_run_is_shown_with_its_cost_before_it_starts(
    page: Page, paid_server: Server
) -> None:
    Canvas(page, paid_server.url).open()
    canvas = Canvas(page, paid_server.url).open(str(page.evaluate(MAKE)))
    expect(canvas.card("Image Generation, poster").article).to_be_visible()

    page.get_by_role("button", name=re.compile("^Run all")).click()

    shown = page.get_by_role("dialog", name="A large run")
    expect(shown.get_by_role("listitem")).to_contain_text(re.compile(r"poster.*\d+ cr"))
    expect(shown.get_by_role("button", name=re.compile(r"^Run, .*\d+ cr"))).to_be_visible()
    shown.get_by_role("button", name="Cancel").click()
    expect(shown).to_have_count(0)
    assert page.evaluate("fetch('/api/runs').then(r => r.json()).then(l => l.items.length)") == 0


def test_a_node_runs_with_what_follows_and_the_title_tells_how_far(
    page: Page, server: Server
) -> None:
    canvas = Canvas(page, server.url).open()
    expect(page).to_have_title("First image – Limner")
    card = canvas.card(MAKER).select()
    for _ in range(5):
        card.article.get_by_role("button", name="One image more").click()
    canvas.saved()

    page.get_by_role("button", name="Run from here").click()

    expect(page).to_have_title(re.compile(r"^\d/\d · First image – Limner$"))
    expect(page).to_have_title("First image – Limner", timeout=PATIENCE_MS)
    card.finished()
    ran = page.evaluate("fetch('/api/runs').then(r => r.json()).then(l => l.items[0].nodes)")
    assert {"image", "response"} <= set(ran)

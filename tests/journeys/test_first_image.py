"""From the printed address to a kept picture, and on from there."""

import json
import re
import urllib.request
from typing import Any

from playwright.sync_api import Page, expect

from harness.canvas import Canvas
from harness.server import Server

MAKER = "Image Generation"


def test_the_starter_workflow_makes_a_picture(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    for title in ("Request Input", MAKER, "Response Output"):
        expect(canvas.card(title).article).to_be_visible()
    card = canvas.card(MAKER)

    page.get_by_role("button", name="Run all").click()
    card.works()
    card.finished()

    expect(card.picture().get_by_role("img")).to_have_attribute("alt", re.compile("fox"))
    expect(card.article.get_by_text("Settings changed")).to_have_count(0)


def test_settings_change_the_next_picture_and_history_keeps_each(
    page: Page, server: Server
) -> None:
    canvas = Canvas(page, server.url).open()
    card = canvas.card(MAKER).select()
    card.run()
    card.finished()

    panel = page.get_by_role("complementary", name=f"Settings of {MAKER}")
    panel.get_by_role("textbox", name="Seed").fill("7")
    card.write("at night")
    card.article.get_by_role("button", name="One image more").click()
    expect(card.article.get_by_text("Settings changed")).to_be_visible()
    card.run()
    card.shows("3 / 3")
    card.rests()
    expect(card.article.get_by_text("Settings changed")).to_have_count(0)

    card.article.get_by_role("button", name="Earlier picture").click()
    card.shows("2 / 3")
    card.article.get_by_role("button", name="Earlier picture").click()
    card.shows("1 / 3")
    expect(card.article.get_by_text("Settings changed")).to_be_visible()


def test_the_workflow_on_the_canvas_is_an_endpoint(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    canvas.saved()

    answer = _post(
        f"{server.url}/api/workflows/{canvas.workflow_id()}/run", {"prompt": "a lighthouse"}
    )

    with urllib.request.urlopen(answer["image"], timeout=30) as image:
        assert image.headers["Content-Type"] == "image/png"
    card = canvas.card(MAKER)
    expect(card.picture().get_by_role("img")).to_have_attribute("alt", re.compile("a lighthouse"))


def test_the_chosen_theme_stays(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    page.get_by_role("button", name="Settings", exact=True).click()
    page.get_by_role("radio", name="Light").click()
    root = page.locator("html")
    expect(root).to_have_attribute("data-theme", "light")
    canvas.open()
    expect(root).to_have_attribute("data-theme", "light")


def _post(url: str, body: dict[str, Any]) -> Any:
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)

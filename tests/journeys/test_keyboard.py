"""From an empty workflow to a picture in the gallery without a mouse."""

import re

from playwright.sync_api import Locator, Page, expect

from harness.canvas import Canvas
from harness.server import Server

MAKER = "Image Generation"
MOST_STEPS = 80


def _tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press Tab, or another key, until the focus is there, as a person does."""
    for _ in range(MOST_STEPS):
        if target.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {target}")


def _focus_is_seen(target: Locator) -> None:
    expect(target).to_have_css("outline-style", "solid")
    expect(target).to_have_css("outline-width", "2px")


def test_a_picture_is_made_without_a_mouse(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(page.get_by_role("article")).to_have_count(0)

    canvas.add("text box")
    text = canvas.card("Text, text")
    _tab_to(page, text.prompt())
    page.keyboard.type("a red fox in the snow")
    start = text.handle("Text, text output")
    _tab_to(page, start)
    canvas.add("image generation")
    maker = canvas.card(MAKER)
    expect(maker.article).to_be_visible()

    _tab_to(page, start)
    _focus_is_seen(start)
    page.keyboard.press("Enter")
    _tab_to(page, maker.handle("Prompt, text input"))
    page.keyboard.press("Enter")
    expect(canvas.wires()).to_have_count(1)

    count = maker.article.get_by_role("spinbutton")
    _tab_to(page, count, "Shift+Tab")
    _focus_is_seen(count)
    page.keyboard.press("ArrowUp")
    run = maker.article.get_by_role("button", name=re.compile("^Run"))
    _tab_to(page, run)
    page.keyboard.press("Enter")
    maker.shows("2 / 2")
    maker.rests()

    _tab_to(page, maker.article.get_by_role("button", name="All", exact=True), "Shift+Tab")
    page.keyboard.press("Enter")
    pictures = page.get_by_role("listbox", name=f"Pictures of {MAKER}").get_by_role("option")
    expect(pictures.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(pictures).to_have_count(0)

    node = page.get_by_role("group", name="Text, text")
    _tab_to(page, node, "Shift+Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Delete")
    expect(text.article).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(text.prompt()).to_have_value("a red fox in the snow")
    expect(canvas.wires()).to_have_count(1)

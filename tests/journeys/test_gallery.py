"""A node's pictures in the gallery, and all pictures in the library."""

import re

from playwright.sync_api import Locator, Page, expect

from harness.canvas import Canvas, Card
from harness.server import Server

MAKER = "Image Generation"


def _gallery_of_two(page: Page, server: Server) -> tuple[Card, Locator]:
    """Two pictures made one after the other with different prompts, shown in the gallery."""
    card = Canvas(page, server.url).open().card(MAKER).select()
    for number, prompt in enumerate(("a red fox", "a white hare"), start=1):
        card.write(prompt)
        card.run()
        expect(card.article.get_by_role("img", name=re.compile(prompt))).to_be_visible(
            timeout=60_000
        )
        card.rests()
        if number > 1:
            card.shows(f"{number} / {number}")
    card.article.get_by_role("button", name="All", exact=True).click()
    pictures = page.get_by_role("listbox", name=f"Pictures of {MAKER}").get_by_role("option")
    expect(pictures).to_have_count(2)
    return card, pictures


def test_old_settings_come_back_from_the_gallery(page: Page, server: Server) -> None:
    card, pictures = _gallery_of_two(page, server)
    expect(pictures.first).to_be_focused()
    page.keyboard.press("ArrowRight")
    details = page.get_by_role("region", name="About this picture")
    expect(details).to_contain_text("a red fox")
    page.get_by_role("button", name="Restore settings").click()
    expect(card.prompt()).to_have_value("a red fox")

    page.get_by_role("button", name=re.compile("^Undo ")).click()
    expect(card.prompt()).to_have_value("a white hare")


def test_two_pictures_are_compared_by_keyboard(page: Page, server: Server) -> None:
    _, pictures = _gallery_of_two(page, server)
    expect(pictures.first).to_be_focused()
    compare = page.get_by_role("button", name="Compare")
    expect(compare).to_be_disabled()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    compare.click()
    line = page.get_by_role("slider", name="Line between the two pictures")
    line.press("ArrowLeft")
    expect(line).to_have_attribute("aria-valuenow", "48")
    page.keyboard.press("Escape")
    expect(pictures).to_have_count(2)


def test_a_deleted_picture_comes_back_with_undo(page: Page, server: Server) -> None:
    _, pictures = _gallery_of_two(page, server)
    expect(pictures.first).to_be_focused()
    page.keyboard.press("Delete")
    expect(pictures).to_have_count(1)
    page.get_by_role("region", name=re.compile("^Notices")).get_by_role(
        "button", name="Undo"
    ).click()
    expect(pictures).to_have_count(2)


def test_the_library_finds_a_picture_by_its_prompt(page: Page, server: Server) -> None:
    _gallery_of_two(page, server)
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Assets").click()
    library = page.get_by_role("complementary", name="Assets")
    expect(library.get_by_role("listitem")).to_have_count(2)
    library.get_by_role("searchbox").fill("hare")
    expect(library.get_by_role("listitem")).to_have_count(1)
    library.get_by_role("button", name=re.compile("a white hare")).click()
    picture = page.get_by_role("dialog", name=re.compile("a white hare"))
    expect(picture.get_by_text("1024 × 1024")).to_be_visible()
    page.keyboard.press("Escape")
    expect(picture).to_have_count(0)

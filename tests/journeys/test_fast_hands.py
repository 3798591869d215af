"""People who are faster than what draws or answers: nothing they do is lost or mistaken."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from harness.canvas import Canvas
from harness.server import Server

MAKER = "Image Generation"


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Three small photos."""
    files = [tmp_path / f"{name}.png" for name in ("harbour", "meadow", "bridge")]
    for number, file in enumerate(files):
        Image.new("RGB", (64, 48), (60 * number, 120, 90)).save(file)
    return files


@contextmanager
def held(page: Page, address: str, method: str = "GET") -> Iterator[None]:
    """Keep the first request back for as long as this lasts."""
    kept: list[Route] = []

    def keep(route: Route) -> None:
        if route.request.method == method and not kept:
            kept.append(route)
        else:
            route.continue_()

    page.route(address, keep)
    yield
    for route in kept:
        route.continue_()
    page.unroute(address)


def press_at_once(page: Page, *keys: str) -> None:
    """Press keys where the focus is, one before the page has drawn what the other does."""
    page.evaluate(
        """keys => keys.forEach((key) => document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })))""",
        list(keys),
    )


def lefts(page: Page) -> list[float]:
    found = [card.bounding_box() for card in page.get_by_role("article").all()]
    return [box["x"] for box in found if box]


def test_a_prompt_is_run_before_what_hears_its_keys_is_here(page: Page, server: Server) -> None:
    with held(page, "**/assets/CanvasWindows-*.js"):
        card = Canvas(page, server.url).open().card(MAKER)
        card.prompt().focus()
        page.keyboard.type("a boat")
        page.keyboard.press("Control+Enter")
    card.finished()


def test_keys_pressed_before_what_hears_them_is_here(page: Page, server: Server) -> None:
    """They build on each other; what follows one that opens a window is not for the canvas."""
    align = page.get_by_role("button", name="Undo Align left")
    with held(page, "**/assets/AddSearch-*.js"):
        with held(page, "**/assets/CanvasWindows-*.js"):
            canvas = Canvas(page, server.url).open()
            before = lefts(page)
            for key in ("Control+a", *["Shift+ArrowRight"] * 4, "Shift+A"):
                page.keyboard.press(key)
        expect(align).to_be_visible()
        assert lefts(page) == pytest.approx([lefts(page)[0]] * len(before), abs=1)
        assert lefts(page)[0] > min(before) + 20
        for key in ("/", "c", "ArrowRight"):
            page.keyboard.press(key)
    expect(page.get_by_role("combobox", name="Add a node")).to_be_focused()
    expect(align).to_be_visible()
    page.keyboard.press("Escape")

    canvas.add("list")
    canvas.card("List, list").select()
    items = page.get_by_role("complementary").get_by_role("group", name="Items")
    items.get_by_role("button", name="Add an item").click()
    expect(items.get_by_role("textbox", name="Item 1")).to_be_focused()
    press_at_once(page, "Enter", "Enter")
    assert page.evaluate("document.activeElement.ariaLabel") == "Item 3"


def test_what_is_done_while_the_server_has_not_answered_yet(
    page: Page, server: Server, photos: list[Path]
) -> None:
    canvas = Canvas(page, server.url).open()
    first = canvas.workflow_id()
    canvas.card(MAKER).select()
    references = canvas.card(MAKER).article.get_by_role("list", name="References")
    files = page.locator("input[type=file][multiple]").first
    with held(page, "**/api/assets", "POST"):
        files.set_input_files(photos[0])
        files.set_input_files(photos[1:])
        expect(references.get_by_role("listitem")).to_have_count(2)
    expect(references.get_by_role("listitem")).to_have_count(3)

    page.get_by_role("button", name="Assets").click()
    page.get_by_role("button", name="Open the whole library").click()
    library = page.get_by_role("dialog", name="Library")
    tiles = library.get_by_role("listitem")
    tiles.first.get_by_role("button").first.focus()
    press_at_once(page, "ArrowRight", "ArrowRight")
    expect(tiles.nth(2).get_by_role("button").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(library).to_have_count(0)

    page.get_by_role("button", name="Settings", exact=True).click()
    page.get_by_role("button", name="Choose and add models").click()
    offer = page.get_by_role("switch", name=re.compile("^Offer ")).first
    with held(page, "**/api/models/**", "PATCH"):
        offer.click()
        expect(offer).not_to_be_checked()
        offer.click()
        expect(offer).to_be_checked()
    page.wait_for_load_state("networkidle")
    expect(offer).to_be_checked()

    page.get_by_role("button", name="Workflows").click()
    page.get_by_role("button", name="New workflow").dblclick()
    expect(page).not_to_have_url(re.compile(first))
    kept = page.request.get(f"{server.url}/api/workflows").json()["items"]
    assert len(kept) == 2

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


def test_keys_pressed_before_the_page_hears_them_build_on_each_other(
    page: Page, server: Server
) -> None:
    with held(page, "**/assets/CanvasWindows-*.js"):
        Canvas(page, server.url).open()
        before = lefts(page)
        for key in ("Control+a", *["Shift+ArrowRight"] * 4, "Shift+A"):
            page.keyboard.press(key)
    expect(page.get_by_role("button", name="Undo Align left")).to_be_visible()
    assert lefts(page) == pytest.approx([lefts(page)[0]] * len(before), abs=1)
    assert lefts(page)[0] > min(before) + 20


def test_keys_pressed_while_the_search_opens_are_not_meant_for_the_canvas(
    page: Page, server: Server
) -> None:
    with held(page, "**/assets/AddSearch-*.js"):
        Canvas(page, server.url).open()
        page.keyboard.press("Control+a")
        expect(page.get_by_role("toolbar", name="Selection")).to_be_visible()
        for key in ("/", "c", "ArrowRight"):
            page.keyboard.press(key)
    expect(page.get_by_role("combobox", name="Add a node")).to_be_focused()
    expect(page.get_by_role("button", name=re.compile("^Undo "))).to_have_count(0)


def test_arrows_in_the_library_all_count(page: Page, server: Server, photos: list[Path]) -> None:
    for photo in photos:
        form = {"name": photo.name, "mimeType": "image/png", "buffer": photo.read_bytes()}
        assert page.request.post(f"{server.url}/api/assets", multipart={"file": form}).ok
    Canvas(page, server.url).open()
    page.get_by_role("button", name="Assets").click()
    page.get_by_role("button", name="Open the whole library").click()
    tiles = page.get_by_role("dialog", name="Library").get_by_role("listitem")
    tiles.first.get_by_role("button").first.focus()
    press_at_once(page, "ArrowRight", "ArrowRight")
    expect(tiles.nth(2).get_by_role("button").first).to_be_focused()


def test_what_is_typed_after_enter_goes_into_the_new_item(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    canvas.add("list")
    canvas.card("List, list").select()
    items = page.get_by_role("complementary").get_by_role("group", name="Items")
    items.get_by_role("button", name="Add an item").click()
    expect(items.get_by_role("textbox", name="Item 1")).to_be_focused()
    press_at_once(page, "Enter", "Enter")
    assert page.evaluate("document.activeElement.ariaLabel") == "Item 3"


def test_pictures_uploaded_side_by_side_all_become_references(
    page: Page, server: Server, photos: list[Path]
) -> None:
    canvas = Canvas(page, server.url).open()
    canvas.card(MAKER).select()
    references = canvas.card(MAKER).article.get_by_role("list", name="References")
    files = page.locator("input[type=file][multiple]").first
    with held(page, "**/api/assets", "POST"):
        files.set_input_files(photos[0])
        files.set_input_files(photos[1])
        expect(references.get_by_role("listitem")).to_have_count(1)
    expect(references.get_by_role("listitem")).to_have_count(2)


def test_a_double_click_makes_one_workflow(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    first = canvas.workflow_id()
    page.get_by_role("button", name="Workflows").click()
    page.get_by_role("button", name="New workflow").dblclick()
    expect(page).not_to_have_url(re.compile(first))
    kept = page.request.get(f"{server.url}/api/workflows").json()["items"]
    assert len(kept) == 2


def test_a_switch_ends_as_it_was_set_last(page: Page, server: Server) -> None:
    Canvas(page, server.url).open()
    page.get_by_role("button", name="Settings", exact=True).click()
    page.get_by_role("button", name="Choose and add models").click()
    offer = page.get_by_role("switch", name=re.compile("^Offer ")).first
    expect(offer).to_be_checked()
    with held(page, "**/api/models/**", "PATCH"):
        offer.click()
        expect(offer).not_to_be_checked()
        offer.click()
        expect(offer).to_be_checked()
    page.wait_for_load_state("networkidle")
    expect(offer).to_be_checked()

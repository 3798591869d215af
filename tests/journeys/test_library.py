"""The library, where pictures come from, and the log of runs."""

import re
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from harness.canvas import Canvas, Card
from harness.server import Server

MAKER = "Image Generation"


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Four small photos with different names."""
    files = [tmp_path / f"{name}.png" for name in ("harbour", "meadow", "bridge", "tower")]
    for number, file in enumerate(files):
        Image.new("RGB", (64, 48), (60 * number, 120, 90)).save(file)
    return files


def _upload(page: Page, server: Server, files: list[Path]) -> None:
    """Put files into the library, the first one first."""
    for file in files:
        form = {"name": file.name, "mimeType": "image/png", "buffer": file.read_bytes()}
        assert page.request.post(f"{server.url}/api/assets", multipart={"file": form}).ok


def _library(page: Page) -> Locator:
    page.get_by_role("button", name="Assets").click()
    page.get_by_role("button", name="Open the whole library").click()
    return page.get_by_role("dialog", name="Library")


def _made(page: Page, server: Server, prompt: str) -> Card:
    card = Canvas(page, server.url).open().card(MAKER).select()
    card.write(prompt)
    card.run()
    expect(card.article.get_by_role("img", name=re.compile(prompt))).to_be_visible(timeout=60_000)
    card.rests()
    return card


def test_several_pictures_are_taken_as_a_zip_and_deleted_with_undo(
    page: Page, server: Server, photos: list[Path]
) -> None:
    _upload(page, server, photos)
    Canvas(page, server.url).open()
    library = _library(page)
    tiles = library.get_by_role("listitem")
    expect(tiles).to_have_count(4)
    tiles.nth(0).get_by_role("button").first.click(modifiers=["ControlOrMeta"])
    tiles.nth(2).get_by_role("button").first.click(modifiers=["Shift"])
    bar = library.get_by_role("toolbar", name="Selected pictures")
    expect(bar).to_contain_text("3 selected")
    with page.expect_download() as download:
        bar.get_by_role("button", name="Download 3 pictures as a zip").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert sorted(archive.namelist()) == ["bridge.png", "meadow.png", "tower.png"]

    bar.get_by_role("button", name="Delete 3 pictures").click()
    expect(tiles).to_have_count(1)
    notices = page.get_by_role("region", name=re.compile("^Notices"))
    notices.get_by_role("button", name="Undo").click()
    expect(tiles).to_have_count(4)


def test_pictures_are_selected_by_keyboard(page: Page, server: Server, photos: list[Path]) -> None:
    _upload(page, server, photos)
    Canvas(page, server.url).open()
    library = _library(page)
    library.get_by_role("button", name="tower.png", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    bar = library.get_by_role("toolbar", name="Selected pictures")
    expect(bar).to_contain_text("2 selected")
    page.keyboard.press("ControlOrMeta+a")
    expect(bar).to_contain_text("4 selected")
    page.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    expect(library).to_be_visible()
    page.keyboard.press("Delete")
    expect(library.get_by_role("listitem")).to_have_count(3)


def test_the_library_is_narrowed_and_says_so_where_nothing_fits(
    page: Page, server: Server, photos: list[Path]
) -> None:
    _upload(page, server, photos[:1])
    _made(page, server, "a red fox")
    library = _library(page)
    tiles = library.get_by_role("listitem")
    expect(tiles).to_have_count(2)
    library.get_by_role("radio", name="Made").click()
    expect(tiles).to_have_count(1)
    library.get_by_role("combobox", name="When").click()
    page.get_by_role("option", name="Today").click()
    expect(tiles).to_have_count(1)
    library.get_by_role("searchbox").fill("a white hare")
    expect(library.get_by_text("No picture fits")).to_be_visible()
    library.get_by_role("button", name="Clear all filters").click()
    expect(tiles).to_have_count(2)


def test_one_walks_from_a_picture_to_what_it_was_made_from(page: Page, server: Server) -> None:
    card = _made(page, server, "a red fox")
    library = f"{server.url}/api/assets"
    parent = page.request.get(library).json()["items"][0]["id"]
    area = {"x": 0, "y": 0, "width": 512, "height": 512}
    assert page.request.post(f"{library}/{parent}/crop", data=area).ok
    card.article.get_by_role("button", name="Full screen").click()
    picture = page.get_by_role("dialog", name=re.compile("a red fox"))
    picture.get_by_role("list", name="Became").get_by_role("button").click()
    expect(picture.get_by_text("512 × 512")).to_be_visible()
    expect(picture.get_by_role("list", name="Became")).to_have_count(0)
    picture.get_by_role("list", name="Made from").get_by_role("button").click()
    expect(picture.get_by_text("1024 × 1024")).to_be_visible()
    picture.get_by_role("button", name="Back").click()
    expect(picture.get_by_text("512 × 512")).to_be_visible()


def test_a_run_is_repeated_and_its_graph_comes_back_as_one_step(page: Page, server: Server) -> None:
    card = _made(page, server, "a red fox")
    page.get_by_role("button", name="Runs").click()
    runs = page.get_by_role("complementary", name="Runs")
    rows = runs.get_by_role("button", name=re.compile("^Done Done"))
    rows.first.click()
    expect(runs.get_by_role("list", name="Pictures").get_by_role("button")).to_have_count(1)
    runs.get_by_role("button", name="Run again").click()
    expect(rows).to_have_count(2, timeout=60_000)

    card.write("something else")
    runs.get_by_role("button", name="The graph as it was").click()
    past = page.get_by_role("dialog", name=re.compile("^As it was on "))
    past.get_by_role("button", name="Restore").click()
    expect(card.prompt()).to_have_value("a red fox")
    notices = page.get_by_role("region", name=re.compile("^Notices"))
    notices.get_by_role("button", name="Undo").click()
    expect(card.prompt()).to_have_value("something else")

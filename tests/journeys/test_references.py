"""Photos: dropped, cropped, wired as a reference."""

import base64
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from harness.canvas import Canvas, Card, middle
from harness.server import Server

MAKER = "Image Generation"
HOLDER = "Image, image_asset"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A small photo, wider than high."""
    file = tmp_path / "harbour.jpg"
    Image.linear_gradient("L").resize((600, 400)).convert("RGB").save(file)
    return file


def _drop(page: Page, file: Path, at: tuple[float, float]) -> None:
    """Let go a file of the desktop over the page."""
    content = base64.b64encode(file.read_bytes()).decode()
    page.evaluate(
        """([content, name, x, y]) => {
            const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
            const carried = new DataTransfer();
            carried.items.add(new File([bytes], name, { type: "image/jpeg" }));
            const drop = { dataTransfer: carried, clientX: x, clientY: y, bubbles: true };
            const under = document.elementFromPoint(x, y);
            under.dispatchEvent(new DragEvent("dragover", { ...drop, cancelable: true }));
            under.dispatchEvent(new DragEvent("drop", { ...drop, cancelable: true }));
        }""",
        [content, file.name, *at],
    )


def test_a_photo_becomes_a_cropped_reference(page: Page, server: Server, photo: Path) -> None:
    canvas = Canvas(page, server.url).open()
    maker = canvas.card(MAKER)
    _drop(page, photo, (320, 620))
    holder = canvas.card(HOLDER)
    expect(holder.picture()).to_be_visible()
    expect(holder.article.get_by_text("harbour.jpg")).to_be_visible()

    _crop_to_square(page, holder)
    holder.shows("2 / 2")

    page.get_by_role("button", name="Close the panel").click()
    page.get_by_role("button", name="Fit", exact=True).click()
    canvas.wire(holder.handle("Image, image output"), maker.handle("Image, image input"))
    references = maker.article.get_by_role("list", name="References")
    expect(references.get_by_role("listitem")).to_have_count(1)
    canvas.saved()

    maker.run()
    maker.finished()


def _crop_to_square(page: Page, holder: Card) -> None:
    holder.article.get_by_role("button", name="Crop").click()
    dialog = page.get_by_role("dialog", name="Crop")
    dialog.get_by_role("radio", name="1:1").click()
    dialog.get_by_role("button", name="Crop").click()
    expect(dialog).to_have_count(0)


def test_a_photo_dropped_on_a_card_takes_the_place_of_the_old_one(
    page: Page, server: Server, photo: Path
) -> None:
    canvas = Canvas(page, server.url).open()
    canvas.add("photo")
    holder = canvas.card(HOLDER)
    holder.choose_file("Drop, paste or upload a picture", photo)
    expect(holder.picture()).to_be_visible()
    _drop(page, photo, middle(holder.picture()))
    holder.shows("2 / 2")
    expect(page.get_by_role("article", name=HOLDER)).to_have_count(1)


def test_a_copied_node_shows_the_photo_it_holds_after_a_reload_too(
    page: Page, server: Server, photo: Path
) -> None:
    canvas = Canvas(page, server.url).open()
    canvas.add("photo")
    holder = canvas.card(HOLDER)
    holder.choose_file("Drop, paste or upload a picture", photo)
    expect(holder.picture()).to_be_visible()
    holder.select()
    page.keyboard.press("Control+d")
    copy = canvas.card("Image, image_asset_2")
    expect(copy.picture()).to_be_visible()
    canvas.saved()
    page.reload()
    expect(copy.picture()).to_be_visible()


def test_what_is_no_picture_is_refused_in_words(page: Page, server: Server, tmp_path: Path) -> None:
    page_of_text = tmp_path / "page.png"
    page_of_text.write_text("<!doctype html><p>I am no picture</p>")
    canvas = Canvas(page, server.url).open()
    canvas.add("photo")
    holder = canvas.card(HOLDER)
    holder.choose_file("Drop, paste or upload a picture", page_of_text)
    canvas.says("The file is not an image Limner can read.")
    expect(holder.picture()).to_have_count(0)

"""A designer's afternoon: from a template and a photo to a picture that a program can ask for."""

import base64
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from harness.canvas import Canvas, Card, comes_to, middle
from harness.emulated import Emulators
from harness.server import Server

SHOT = "Image Generation, shot"
STYLE = "Style, image input"
LATER = "Image Generation, image"
PRODUCT = "Image, product"
OTHERS = ("Image, image_asset", "Image, image_asset_2")
PART = "Image, image_asset_3"


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Server]:
    """A server with a key for every provider, where a picture takes a moment."""
    emulators = Emulators(tmp_path / "charges", latency=1.5)
    server = Server(tmp_path / "home", emulators.environment())
    try:
        server.start()
        yield server
    finally:
        server.close()
        emulators.close()


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """The product, and two pictures of a manner."""
    colours = {"cup": (196, 140, 90), "linen": (96, 122, 104), "dusk": (74, 66, 120)}
    files = []
    for number, (name, colour) in enumerate(colours.items()):
        picture = Image.new("RGB", (640, 480), colour)
        ImageDraw.Draw(picture).ellipse((220, 140 + 40 * number, 420, 340), fill=(240, 232, 215))
        files.append(tmp_path / f"{name}.jpg")
        picture.save(files[-1])
    return files


def test_a_designers_afternoon(page: Page, studio: Server, photos: list[Path]) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.add_init_script(KEEP_COPIED)
    recraft = f"{studio.url}/api/models/fal-ai/recraft/v4.1/text-to-image"
    assert page.request.patch(recraft, data={"enabled": True}).ok
    canvas = Canvas(page, studio.url).open()
    _start_from_a_template(canvas)
    _drop_photos(canvas, photos)
    shot = _card(canvas, SHOT)
    _wire_three_references(canvas, shot)
    _see_who_cannot_take_them(shot)
    _choose_size_and_read_the_price(shot)
    _make_four(shot)
    _compare_and_take_back(shot)
    _crop_and_send_on(canvas, shot)
    _delete_find_and_undo(canvas)
    _reload_in_the_middle(canvas)
    _call_it(canvas, studio)


def _card(canvas: Canvas, name: str) -> Card:
    return Card(canvas.page, canvas.page.get_by_role("article", name=name, exact=True))


def _start_from_a_template(canvas: Canvas) -> None:
    page = canvas.page
    page.get_by_role("button", name="Templates").click()
    page.get_by_role("button", name="Use Product shot").click()
    canvas.says("Product shot is open as a new workflow.")
    expect(_card(canvas, SHOT).article).to_be_visible()


def _drop_photos(canvas: Canvas, photos: list[Path]) -> None:
    """The product onto the card that waits for it, the other two onto the ground."""
    page = canvas.page
    product, *others = photos
    _drop(page, product, middle(_card(canvas, PRODUCT).article))
    expect(_card(canvas, PRODUCT).picture()).to_be_visible()
    for name, photo, y in zip(OTHERS, others, (90, 530), strict=True):
        _drop(page, photo, (90, y))
        expect(_card(canvas, name).picture()).to_be_visible()


def _wire_three_references(canvas: Canvas, shot: Card) -> None:
    """All three as style references, in place of the wire that the template has."""
    page = canvas.page
    page.get_by_role("button", name="Close the panel").click()
    page.get_by_role("button", name="Fit", exact=True).click()
    page.get_by_role("group", name="Wire from Image to Image Generation").click()
    page.keyboard.press("Delete")
    references = shot.article.get_by_role("list", name="References").get_by_role("listitem")
    expect(references).to_have_count(0)
    output = "Image, image output"
    for number, name in enumerate((OTHERS[1], PRODUCT, OTHERS[0]), start=1):
        canvas.wire(_card(canvas, name).handle(output), shot.handle(STYLE))
        expect(references).to_have_count(number)
    held = [
        _asset(_card(canvas, name).picture().get_by_role("img").get_attribute("src"))
        for name in (OTHERS[1], PRODUCT, OTHERS[0])
    ]
    images = references.get_by_role("img")
    comes_to(lambda: [_asset(image.get_attribute("src")) for image in images.all()], held)
    expect(references).to_have_text(["1", "2", "3"])


def _see_who_cannot_take_them(shot: Card) -> None:
    shot.article.get_by_role("combobox", name="Model").click()
    models = shot.page.get_by_role("listbox", name="Model").get_by_role("option")
    for title, why in (
        ("Sketch", "3 style references are wired, it takes 2."),
        ("Recraft V4.1", "3 references are wired, it takes none."),
    ):
        refused = models.filter(has_text=re.compile(f"^{title}"))
        expect(refused).to_be_disabled()
        expect(refused).to_contain_text(why)
    models.filter(has_text="Nano Banana 2").click()
    expect(shot.article.get_by_role("combobox", name="Model")).to_have_text("Nano Banana 2")


def _choose_size_and_read_the_price(shot: Card) -> None:
    page = shot.page
    run = shot.article.get_by_role("button", name=re.compile("^Run"))
    expect(run).to_have_text(re.compile(r"cr$"))
    before = run.inner_text()
    for control, value in (("Size", "16:9"), ("Resolution", "2K")):
        shot.article.get_by_role("combobox", name=control).click()
        page.get_by_role("listbox", name=control).get_by_role("option", name=value).first.click()
    for _ in range(2):
        shot.article.get_by_role("button", name="One image more").click()
    expect(run).not_to_have_text(before)

    def shown() -> int:
        price = run.inner_text().removeprefix("Run").strip()
        return shot.article.get_by_text(price, exact=True).count()

    comes_to(shown, 2)


def _make_four(shot: Card) -> None:
    shot.run()
    shot.works()
    shot.shows("4 / 4")
    shot.rests()
    for place in ("3 / 4", "2 / 4", "1 / 4"):
        shot.article.get_by_role("button", name="Earlier picture").click()
        shot.shows(place)


def _compare_and_take_back(shot: Card) -> None:
    """The third of the four is compared with the fourth, and its settings come back."""
    page = shot.page
    stale = shot.article.get_by_text("Settings changed")
    shot.article.get_by_role("combobox", name="Size").click()
    page.get_by_role("listbox", name="Size").get_by_role("option", name="1:1").first.click()
    expect(stale).to_be_visible()
    shot.article.get_by_role("button", name="All", exact=True).click()
    pictures = page.get_by_role("listbox", name="Pictures of Image Generation").get_by_role(
        "option"
    )
    expect(pictures).to_have_count(4)
    pictures.nth(1).click()
    pictures.nth(0).click(modifiers=["ControlOrMeta"])
    page.get_by_role("button", name="Compare").click()
    line = page.get_by_role("slider", name="Line between the two pictures")
    line.press("ArrowRight")
    expect(line).to_have_attribute("aria-valuenow", "52")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Restore settings").click()
    shot.shows("3 / 4")
    expect(shot.article.get_by_role("combobox", name="Size")).to_have_text("16:9")
    expect(stale).to_have_count(0)


def _crop_and_send_on(canvas: Canvas, shot: Card) -> None:
    """The part stands beside the node as a picture of its own; a new generation begins from it."""
    page = canvas.page
    shot.article.get_by_role("button", name="Crop").click()
    dialog = page.get_by_role("dialog", name="Crop")
    dialog.get_by_role("radio", name="1:1").click()
    dialog.get_by_role("button", name="Crop").click()
    part = _card(canvas, PART)
    expect(part.picture()).to_be_in_viewport()
    x, y = middle(part.handle("Image, image output"))
    canvas.drag(part.handle("Image, image output"), (x + 60, y + 10))
    page.get_by_role("option", name="Image Generation").click()
    later = _card(canvas, LATER)
    expect(
        later.article.get_by_role("list", name="References").get_by_role("listitem")
    ).to_have_count(1)
    later.write("the same bottle at night")
    later.run()
    later.finished()


def _delete_find_and_undo(canvas: Canvas) -> None:
    page = canvas.page
    later = _card(canvas, LATER)
    made = _asset(later.picture().get_by_role("img").get_attribute("src"))
    later.select()
    page.keyboard.press("Delete")
    expect(later.article).to_have_count(0)
    page.get_by_role("button", name="Assets").click()
    library = page.get_by_role("complementary", name="Assets")
    library.get_by_role("searchbox").fill("at night")
    found = library.get_by_role("listitem")
    expect(found).to_have_count(1)
    assert _asset(found.locator("img").get_attribute("src")) == made
    library.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Undo Delete Image Generation").click()
    expect(later.picture()).to_be_visible()


def _reload_in_the_middle(canvas: Canvas) -> None:
    later = _card(canvas, LATER)
    later.article.get_by_role("button", name="One image more").click()
    later.run()
    later.works()
    canvas.page.reload()
    later.works()
    later.shows("3 / 3")
    later.rests()


def _call_it(canvas: Canvas, studio: Server) -> None:
    page = canvas.page
    canvas.saved()
    page.get_by_role("button", name="API", exact=True).click()
    page.get_by_role("radio", name="curl").click()
    page.get_by_role("region", name="Examples").get_by_role("button", name="Copy").click()
    code = str(page.evaluate("window.copied"))
    done = subprocess.run(["sh", "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert f"{studio.url}/files/" in done.stdout, done.stdout


def _asset(address: str | None) -> str:
    """The asset of an image's address."""
    found = re.search(r"ast_\w+", address or "")
    assert found, address
    return found[0]


KEEP_COPIED = """
    window.copied = '';
    window.addEventListener('copy', (event) => {
        window.copied = event.clipboardData.getData('text/plain');
    });
"""
"""A browser without a screen has no clipboard to read: what a copy puts there is kept."""


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

"""What opens over the canvas by WCAG 2.2 AA, in both themes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from harness.axe import Axe
from harness.canvas import Canvas, middle
from harness.server import Server

MAKER = "Image Generation"
REQUEST = "Request Input"
THEMES = pytest.mark.parametrize("theme", ["dark", "light"])

# A workflow with more paid pictures than are started without a look.
MAKE_LARGE = """async () => {
    const made = await fetch("/api/workflows", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ schema: 1, name: "Posters", edges: [], nodes: [{
            id: "poster", type: "image", position: { x: 0, y: 0 },
            data: { model: "gpt-image-2", prompt: "a poster", count: 15, quality: "high" },
        }] }),
    });
    return (await made.json()).id;
}"""


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Wide enough for the starter workflow at zoom 1: smaller is what people choose."""
    return {**browser_context_args, "viewport": {"width": 1920, "height": 1080}}


@pytest.fixture
def paid_server(tmp_path: Path) -> Iterator[Server]:
    """A server where a model that costs money looks ready; nothing is ever asked of it."""
    running = Server(tmp_path / "paid", {"OPENAI_API_KEY": "sk-never-sent"})
    running.start()
    try:
        yield running
    finally:
        running.close()


def _closed(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def _picture(canvas: Canvas, tmp_path: Path) -> Path:
    """A picture made here and downloaded, which carries its workflow."""
    page = canvas.page
    canvas.card(MAKER).picture().click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    image = tmp_path / download.value.suggested_filename
    download.value.save_as(image)
    _closed(page)
    return image


def _lineage(canvas: Canvas, server: Server, axe: Axe) -> None:
    page = canvas.page
    assets = f"{server.url}/api/assets"
    parent = page.request.get(assets).json()["items"][0]["id"]
    area = {"x": 0, "y": 0, "width": 512, "height": 512}
    assert page.request.post(f"{assets}/{parent}/crop", data=area).ok
    canvas.card(MAKER).article.get_by_role("button", name="Full screen").click()
    became = page.get_by_role("dialog").get_by_role("list", name="Became")
    expect(became).to_be_visible()
    axe.look("lineage")
    _closed(page)


def _versions(page: Page) -> Locator:
    page.get_by_role("button", name="Version history").click()
    drawer = page.get_by_role("complementary", name="Version history")
    drawer.get_by_role("region", name="Today").get_by_role("button").first.click()
    drawer.get_by_text(re.compile(r"^All \d+ saves$")).click()
    inner = drawer.get_by_role("listitem").get_by_role("listitem")
    inner.get_by_role("button", expanded=False).nth(1).click()
    return inner.get_by_role("region", name="Restoring it would change")


def _menus(canvas: Canvas, axe: Axe) -> None:
    page = canvas.page
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Commands")).to_be_focused()
    axe.look("all commands")
    page.keyboard.press("Escape")
    canvas.card(MAKER).select().article.get_by_role("heading").click(button="right")
    expect(page.get_by_role("menuitem", name="Duplicate")).to_be_visible()
    axe.look("menu of a node")
    page.get_by_role("menuitem", name="Select more").click()
    expect(page.get_by_role("toolbar", name="Selection")).to_be_visible()
    axe.look("bar over a selection")
    page.keyboard.press("Escape")
    canvas.card(REQUEST).select()
    page.keyboard.press("w")
    expect(page.get_by_role("combobox", name=re.compile("^Connect"))).to_be_focused()
    axe.look("what a node can be wired to")
    page.keyboard.press("Escape")


def _runs(page: Page, axe: Axe) -> None:
    page.get_by_role("navigation", name="Tools").get_by_role("button", name="Runs").click()
    drawer = page.get_by_role("complementary", name="Runs")
    drawer.get_by_role("button", expanded=False).first.click()
    expect(drawer.get_by_role("list", name="Pictures")).to_be_visible()
    axe.look("a run with its pictures")
    page.get_by_role("navigation", name="Tools").get_by_role("button", name="Templates").click()
    expect(page.get_by_role("button", name="Use Product shot")).to_be_visible()
    axe.look("templates")
    page.get_by_role("button", name="Close", exact=True).first.click()


def _api_page(page: Page, axe: Axe) -> None:
    page.get_by_role("button", name="API").click()
    form = page.get_by_role("region", name="Try it")
    form.get_by_role("textbox", name="prompt", exact=True).fill("long " * 2_000)
    form.get_by_role("button", name=re.compile("^Send")).click()
    expect(form.get_by_role("alert")).to_be_visible()
    axe.look("a call that was refused")
    form.get_by_role("textbox", name="prompt", exact=True).fill("a lighthouse")
    form.get_by_role("button", name=re.compile("^Send")).click()
    expect(form.get_by_role("region", name="Answer").first.get_by_role("img")).to_be_visible()
    axe.look("the answer of a call")
    _closed(page)


def _from_afar(canvas: Canvas, axe: Axe) -> None:
    page = canvas.page
    page.mouse.move(*middle(canvas.card(MAKER).article))
    page.keyboard.down("Control")
    page.mouse.wheel(0, 900)
    page.keyboard.up("Control")
    expect(page.get_by_role("article")).to_have_count(0)
    axe.look("from afar")


@THEMES
def test_what_opens_over_the_canvas_is_accessible(
    page: Page, server: Server, tmp_path: Path, theme: Any
) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    axe = Axe(page)
    canvas = Canvas(page, server.url).open()
    card = canvas.card(MAKER).select()
    card.write("a harbour in winter")
    canvas.saved()
    card.run()
    card.finished()
    image = _picture(canvas, tmp_path)
    canvas.drop(image)
    expect(page.get_by_role("dialog", name="This image carries its workflow")).to_be_visible()
    axe.look("an image that carries its workflow")
    _closed(page)
    _lineage(canvas, server, axe)
    card.write("a harbour in summer")
    canvas.saved()
    expect(_versions(page)).to_be_visible()
    axe.look("a version against what stands now")
    page.get_by_role("button", name="Version history").click()
    _menus(canvas, axe)
    _runs(page, axe)
    _api_page(page, axe)
    _from_afar(canvas, axe)
    axe.is_content()


@THEMES
def test_the_look_at_a_large_run_is_accessible(page: Page, paid_server: Server, theme: Any) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    axe = Axe(page)
    Canvas(page, paid_server.url).open()
    canvas = Canvas(page, paid_server.url).open(str(page.evaluate(MAKE_LARGE)))
    expect(canvas.card("Image Generation, poster").article).to_be_visible()
    page.get_by_role("button", name=re.compile("^Run all")).click()
    expect(page.get_by_role("dialog", name="A large run")).to_be_visible()
    axe.look("a large run")
    axe.is_content()

"""Every screen by WCAG 2.2 AA, in both themes, and the whole in Italian."""

import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from harness.axe import Axe
from harness.canvas import Canvas
from harness.server import Server

MAKER = "Image Generation"
MAKER_IN_ITALIAN = "Generazione immagini"
# Wide enough for the starter workflow at zoom 1: smaller is what people choose by zooming out.
WINDOW = {"width": 1920, "height": 1080}
DRAWERS = ("Add node", "Assets", "Workflows", "Templates", "Runs", "Outline", "Settings")


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A large window."""
    return {**browser_context_args, "viewport": WINDOW}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A small photo."""
    file = tmp_path / "harbour.png"
    Image.linear_gradient("L").save(file)
    return file


def _drawer(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Tools").get_by_role("button", name=name).click()


def _drawers(page: Page, axe: Axe) -> None:
    for name in DRAWERS:
        _drawer(page, name)
        expect(page.get_by_role("complementary").last).to_be_visible()
        axe.look(f"drawer {name}")
    page.get_by_role("button", name="Choose and add models").click()
    expect(page.get_by_role("complementary", name="Models")).to_be_visible()
    axe.look("drawer Models")
    page.get_by_role("button", name="Version history").click()
    expect(page.get_by_role("complementary", name="Version history")).to_be_visible()
    axe.look("drawer Version history")
    page.keyboard.press("Escape")


def _two_pictures(canvas: Canvas) -> None:
    card = canvas.card(MAKER).select()
    card.write("a red fox")
    card.article.get_by_role("button", name="One image more").click()
    card.run()
    card.shows("2 / 2")
    card.rests()


def _gallery(canvas: Canvas, axe: Axe) -> None:
    page = canvas.page
    canvas.card(MAKER).article.get_by_role("button", name="All", exact=True).click()
    pictures = page.get_by_role("listbox", name=f"Pictures of {MAKER}").get_by_role("option")
    expect(pictures.first).to_be_focused()
    axe.look("gallery")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("slider", name="Line between the two pictures")).to_be_visible()
    axe.look("compare")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Close", exact=True).click()


def _library(page: Page, axe: Axe) -> None:
    _drawer(page, "Assets")
    page.get_by_role("button", name="Open the whole library").click()
    expect(page.get_by_role("dialog", name="Library").get_by_role("listitem").first).to_be_visible()
    axe.look("library")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def _crop_and_full_screen(canvas: Canvas, axe: Axe, photo: Path) -> None:
    page = canvas.page
    canvas.add("photo")
    holder = canvas.card("Image, image_asset")
    holder.choose_file("Drop, paste or upload a picture", photo)
    expect(holder.picture()).to_be_visible()
    axe.look("a photo on its card")
    for button, window in (("Crop", "Crop"), ("Full screen", "harbour.png")):
        holder.article.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("dialog", name=window)).to_be_visible()
        axe.look(button)
        page.keyboard.press("Escape")


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_screen_is_accessible(page: Page, server: Server, photo: Path, theme: Any) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    axe = Axe(page)
    canvas = Canvas(page, server.url).open()
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    axe.look("starter workflow")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Add a node")).to_be_focused()
    axe.look("search to add")
    page.keyboard.press("Escape")
    card = canvas.card(MAKER).select()
    card.write("{{ nowhere.output.text }}")
    expect(card.article.get_by_role("alert")).to_contain_text("nowhere")
    axe.look("a problem, on the card and in the panel")
    _two_pictures(canvas)
    axe.look("pictures on the card")
    card.article.get_by_role("combobox", name="Model").click()
    expect(page.get_by_role("listbox", name="Model")).to_be_visible()
    axe.look("model picker")
    page.keyboard.press("Escape")
    _gallery(canvas, axe)
    page.get_by_role("button", name="API").click()
    expect(page.get_by_role("dialog", name="API")).to_contain_text("POST")
    axe.look("API page")
    page.keyboard.press("Escape")
    _drawer(page, "Keyboard shortcuts")
    expect(page.get_by_role("dialog")).to_be_visible()
    axe.look("shortcuts")
    page.keyboard.press("Escape")
    _drawers(page, axe)
    _library(page, axe)
    _crop_and_full_screen(canvas, axe, photo)
    page.get_by_role("button", name="Map").click()
    axe.look("map")
    _drawer(page, "Workflows")
    page.get_by_role("button", name="New workflow").click()
    expect(page.get_by_role("article")).to_have_count(0)
    page.keyboard.press("Escape")
    axe.look("empty workflow")
    axe.is_content()


def test_an_italian_browser_finds_italian(
    browser: Browser, browser_context_args: dict[str, Any], server: Server
) -> None:
    page = browser.new_context(**{**browser_context_args, "locale": "it-IT"}).new_page()
    axe = Axe(page)
    canvas = Canvas(page, server.url).open()
    expect(page.locator("html")).to_have_attribute("lang", "it")
    expect(page.get_by_role("button", name=re.compile("^Esegui tutto"))).to_be_visible()
    card = canvas.card(MAKER_IN_ITALIAN).select()
    card.write("{{ altrove.output.text }}")
    expect(card.article.get_by_role("alert")).to_contain_text("Non c’è un nodo")
    axe.look("a problem in Italian")
    card.write("una volpe rossa")
    expect(page.get_by_role("status").filter(has_text="Salvato")).to_be_visible()
    axe.look("panel in Italian")
    page.get_by_role("button", name="Modelli di workflow", exact=True).click()
    expect(page.get_by_role("button", name="Usa Foto di prodotto")).to_be_visible()
    axe.look("templates in Italian")
    page.get_by_role("button", name="Impostazioni", exact=True).click()
    axe.look("settings in Italian")

    page.get_by_role("radio", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("radio", name="English")).to_be_checked()
    # Nothing is lost by the change: not what is open, not what can be undone. What the server said
    # changes with the rest.
    expect(canvas.card(MAKER).prompt()).to_have_value("una volpe rossa")
    expect(page.get_by_role("complementary", name="Settings", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Undo "))).to_be_enabled()
    canvas.open()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    axe.is_content()

"""Every state of the canvas, in both themes and two sizes of window."""

import re
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Locator, expect

from harness.canvas import Canvas, middle
from harness.documents import node
from pictures.stage import MAKER, Size, Stage, Theme, prepare, stage

THEMES: tuple[Theme, ...] = ("dark", "light")
SIZES: tuple[Size, ...] = ((1440, 900), (1024, 768))


def take_screens(folder: Path, themes: Iterable[Theme], sizes: Iterable[Size]) -> None:
    """Photograph all of them, each combination in a folder of its own."""
    for theme in themes:
        for size in sizes:
            with stage(folder / f"{theme}-{size[0]}", theme, size) as window:
                walk(window)


def walk(window: Stage) -> None:
    """Go through every state, as somebody who works would."""
    window.canvas.open()
    workflow_id = prepare(window)
    _beginnings(window)
    window.canvas.open(workflow_id)
    _fit(window)
    window.shot("workflow")
    for part in (_making, _looking, _drawers, _over_the_canvas, _troubles, _large):
        part(window)


def _beginnings(window: Stage) -> None:
    _open_drawer(window, "Workflows")
    window.page.get_by_role("button", name="New workflow").click()
    expect(window.page.get_by_role("article")).to_have_count(0)
    window.page.keyboard.press("Escape")
    window.canvas.pane().focus()
    window.page.mouse.move(700, 500)
    window.shot("empty")
    _open_drawer(window, "Templates")
    expect(window.page.get_by_role("button", name=re.compile("^Use ")).nth(7)).to_be_attached()
    window.shot("templates")
    window.page.keyboard.press("Escape")


def _making(window: Stage) -> None:
    card = window.canvas.card(MAKER).select()
    expect(window.page.get_by_role("complementary", name=f"Settings of {MAKER}")).to_be_visible()
    window.shot("panel")
    card.article.get_by_role("combobox", name="Model").click()
    expect(window.page.get_by_role("listbox", name="Model")).to_be_visible()
    window.shot("models to choose from")
    window.page.keyboard.press("Escape")
    for _ in range(3):
        card.article.get_by_role("button", name="One image more").click()
    card.run()
    card.works()
    window.shot("running")
    card.shows("4 / 4")
    card.rests()
    window.shot("made")
    card.write("quiet and warm, seen from above")
    window.shot("settings changed")
    _wrong_wire(window)


def _wrong_wire(window: Stage) -> None:
    page, canvas = window.page, window.canvas
    page.get_by_role("button", name="Close the panel").click()
    canvas.card("Text, text").handle("Text, text output").hover()
    page.mouse.down()
    page.mouse.move(*middle(canvas.card(MAKER).handle("Style, image input")), steps=6)
    window.shot("a wire that does not fit")
    page.mouse.up()
    # It is said once more, and would stand in the screens that follow.
    notices = page.get_by_role("region", name=re.compile("^Notices"))
    expect(notices.get_by_text("Style takes image")).to_be_visible()
    expect(notices.get_by_text("Style takes image")).to_have_count(0)


def _looking(window: Stage) -> None:
    page = window.page
    window.canvas.card(MAKER).article.get_by_role("button", name="All", exact=True).click()
    pictures = page.get_by_role("listbox", name=f"Pictures of {MAKER}").get_by_role("option")
    expect(pictures.first).to_be_focused()
    window.shot("gallery")
    pictures.nth(1).click(modifiers=["ControlOrMeta"])
    page.get_by_role("button", name="Compare").click()
    window.shot("compare")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Crop").click()
    page.get_by_role("dialog", name="Crop").get_by_role("radio", name="1:1").click()
    window.shot("crop")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Full screen").click()
    expect(page.get_by_role("list", name="Made from")).to_be_visible()
    window.shot("full screen with lineage")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assets = _open_drawer(window, "Assets")
    expect(assets.get_by_role("listitem").first).to_be_visible()
    window.shot("assets")
    page.get_by_role("button", name="Open the whole library").click()
    page.get_by_role("dialog", name="Library").get_by_role("listitem").first.click()
    window.shot("library")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


def _drawers(window: Stage) -> None:
    page = window.page
    _open_drawer(window, "Runs")
    runs = page.get_by_role("complementary", name="Runs")
    runs.get_by_role("button", name=re.compile("^Done Done")).first.click()
    window.shot("runs")
    runs.get_by_role("button", name="The graph as it was").click()
    past = page.get_by_role("dialog", name=re.compile("^As it was on "))
    expect(past.get_by_role("group", name="Response Output, response")).to_be_visible()
    window.shot("as it was")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Version history").click()
    versions = page.get_by_role("complementary", name="Version history")
    versions.get_by_role("region", name="Today").get_by_role("button").first.click()
    window.shot("versions")
    for name in ("Add node", "Outline", "Settings"):
        _open_drawer(window, name)
        expect(page.get_by_role("complementary").get_by_role("heading").first).to_be_visible()
        window.shot(name.lower())
    page.get_by_role("button", name="Choose and add models").click()
    expect(page.get_by_role("switch", name="Offer Atelier")).to_be_visible()
    window.shot("models")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="API", exact=True).click()
    expect(page.get_by_role("dialog", name="API")).to_contain_text("POST")
    window.shot("api")
    page.keyboard.press("Escape")


def _over_the_canvas(window: Stage) -> None:
    page, canvas = window.page, window.canvas
    canvas.pane().focus()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Commands")).to_be_focused()
    window.shot("palette")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    window.shot("shortcuts")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Add a node")).to_be_focused()
    window.shot("add search")
    page.keyboard.press("Escape")
    canvas.card(MAKER).article.get_by_role("heading").click(button="right")
    expect(page.get_by_role("menuitem", name="Duplicate")).to_be_visible()
    window.shot("context menu")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+g")
    expect(page.get_by_role("textbox", name="Title of the group")).to_be_focused()
    page.keyboard.type("Hero shots")
    page.keyboard.press("Enter")
    window.shot("group")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    page.keyboard.press("Escape")


def _troubles(window: Stage) -> None:
    canvas = window.canvas
    card = canvas.card(MAKER)
    card.write("{{ brief.output.text }}")
    expect(card.article.get_by_role("alert")).to_contain_text("brief")
    card.select()
    window.shot("a problem")
    card.write("a lighthouse")
    canvas.saved()
    window.emulators.fault("fal", "unauthorized")
    failing = node("image", "image", model=SEEDREAM, prompt="a lighthouse at dusk")
    here = canvas.workflow_id()
    failed = canvas.open(window.create("A refused key", failing)).card(MAKER)
    failed.run()
    expect(failed.article.get_by_role("alert")).to_be_visible()
    window.shot("an error")
    canvas.open(here)
    _conflict(window)


SEEDREAM = "bytedance/seedream/v5/lite/text-to-image"


def _conflict(window: Stage) -> None:
    one = window.canvas
    two = Canvas(window.page.context.new_page(), window.server.url).open(one.workflow_id())
    window.server.stop()
    one.card(MAKER).write("mine")
    two.card(MAKER).write("theirs")
    for tab in (one, two):
        expect(tab.status("Offline")).to_be_visible()
    one.page.bring_to_front()
    window.shot("offline")
    window.server.start()
    asked = one.page.get_by_role("button", name="Changed elsewhere")
    expect(asked.or_(one.status("Saved"))).to_be_visible()
    first = one if asked.count() else two
    first.page.bring_to_front()
    first.page.get_by_role("button", name="Changed elsewhere").click()
    Stage(first.page, window.server, window.emulators, first, window.folder).shot("conflict")
    first.page.get_by_role("button", name="Keep mine").click()
    two.page.close()


def _large(window: Stage) -> None:
    dear = node("poster", "image", model="gpt-image-2", prompt="a fox", quality="high", count=15)
    window.canvas.open(window.create("Posters", dear))
    window.page.get_by_role("button", name=re.compile("^Run all")).click()
    expect(window.page.get_by_role("dialog", name="A large run")).to_be_visible()
    window.shot("a large run")
    window.page.keyboard.press("Escape")
    many = [
        node(f"image_{number}", "image", prompt="a fox")
        | {"position": {"x": 360 * (number % 40), "y": 480 * (number // 40)}}
        for number in range(800)
    ]
    window.canvas.page.goto(f"{window.server.url}/#/workflows/{window.create('Many', *many)}")
    window.page.reload()
    expect(window.page.locator("[data-overview]")).to_be_visible()
    window.shot("overview")


def _fit(window: Stage) -> None:
    window.page.get_by_role("button", name="Fit", exact=True).click()


def _open_drawer(window: Stage, name: str) -> Locator:
    page = window.page
    page.get_by_role("navigation", name="Tools").get_by_role("button", name=name).click()
    return page.get_by_role("complementary").last

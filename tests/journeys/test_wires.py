"""Wires: drawn by mouse and by key, refused in words, and everything without a mouse."""

import re

import pytest
from playwright.sync_api import Page, expect

from harness.canvas import Canvas
from harness.documents import document, node
from harness.server import Server

MAKER = "Image Generation"
REQUEST = "Request Input"
STARTER_WIRES = 2


def test_a_wire_that_does_not_fit_says_why(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    start = canvas.card(REQUEST).handle("prompt, text output")
    canvas.wire(start, canvas.card(MAKER).handle("Image, image input"))
    canvas.says("Image takes image, not text.")
    expect(canvas.wires()).to_have_count(STARTER_WIRES)


def test_a_video_is_refused_where_an_image_goes(page: Page, server: Server) -> None:
    nodes = [node("film", "video", prompt="a fox runs"), node("image", "image", prompt="a fox")]
    for place, each in enumerate(nodes):
        each["position"] = {"x": 380 * place, "y": 0}
    kept = page.request.post(f"{server.url}/api/workflows", data=document(nodes, [])).json()
    canvas = Canvas(page, server.url).open(kept["id"])
    film, image = canvas.card("Video Generation"), canvas.card(MAKER)
    canvas.wire(film.handle("Video, video output"), image.handle("Image, image input"))
    canvas.says("No image model takes video.")
    expect(canvas.wires()).to_have_count(0)

    film.handle("Video, video output").focus()
    page.keyboard.press("Enter")
    image.handle("Style, image input").focus()
    page.keyboard.press("Enter")
    notices = page.get_by_role("region", name=re.compile("^Notices"))
    expect(notices.get_by_text("No image model takes video.")).to_have_count(2)
    expect(canvas.wires()).to_have_count(0)


def test_a_wire_let_go_in_the_void_offers_the_nodes_that_fit(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    canvas.drag(canvas.card(MAKER).handle("Image, image output"), (700, 660))
    offered = page.get_by_role("listbox", name="Add a node")
    expect(offered.get_by_role("option", name="Image Generation")).to_be_visible()
    expect(offered.get_by_role("option", name="Request Input")).to_have_count(0)
    offered.get_by_role("option", name="Response Output").click()
    expect(canvas.wires()).to_have_count(STARTER_WIRES + 1)


def test_everything_goes_without_a_mouse(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    canvas.add("text box")
    text = canvas.card("Text, text")
    text.prompt().focus()
    page.keyboard.type("in the rain")
    page.keyboard.press("Escape")

    text.handle("Text, text output").focus()
    page.keyboard.press("Enter")
    canvas.card(MAKER).handle("Image, image input").focus()
    page.keyboard.press("Enter")
    canvas.says("Image takes image, not text.")
    text.handle("Text, text output").focus()
    page.keyboard.press("Enter")
    canvas.card(MAKER).handle("Prompt, text input").focus()
    page.keyboard.press("Enter")
    expect(canvas.wires()).to_have_count(STARTER_WIRES + 1)

    node = page.get_by_role("group", name="Text, text")
    node.focus()
    page.keyboard.press("Enter")
    canvas.saved()
    place = text.article.bounding_box()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Undo Move node")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Undo Connect")).to_be_visible()
    canvas.saved()
    assert text.article.bounding_box() == pytest.approx(place, abs=1)

    page.keyboard.press("Delete")
    expect(text.article).to_have_count(0)
    canvas.says("Text deleted")
    page.keyboard.press("Control+z")
    expect(text.article).to_be_visible()
    expect(canvas.wires()).to_have_count(STARTER_WIRES + 1)


def test_copied_nodes_keep_their_wires(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+d")
    expect(page.get_by_role("article")).to_have_count(6)
    expect(canvas.wires()).to_have_count(2 * STARTER_WIRES)
    expect(canvas.card("Image Generation, image_2").article).to_be_visible()


def test_a_name_that_leads_nowhere_is_told_on_its_node(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    card = canvas.card(MAKER)
    card.write("{{ nobody.output.text }}")
    expect(card.article.get_by_role("alert")).to_contain_text("nobody")
    card.write("a fox")
    expect(card.article.get_by_role("alert")).to_have_count(0)


def test_the_prompt_is_run_from_the_keyboard(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    card = canvas.card(MAKER)
    card.prompt().focus()
    page.keyboard.type("a boat")
    page.keyboard.press("Control+Enter")
    card.works()
    card.finished()

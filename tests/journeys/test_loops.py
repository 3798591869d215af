"""A loop on the canvas: nodes go in and out of its frame, and items fill up as they end."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from harness.axe import Axe
from harness.canvas import PATIENCE_MS, Canvas, middle
from harness.documents import document, inside, node
from harness.server import Server

LOOP = "Loop"
TEXT = "Text"
PICTURE = "Image Generation"
INSIDE = "Loop product: once for each item"

WORKFLOW: dict[str, Any] = {
    "schema": 1,
    "name": "Products",
    "nodes": [
        {
            "id": "product",
            "type": "loop",
            "position": {"x": 60, "y": 80},
            "data": {"items": "chair\nlamp\nvase", "concurrency": 2},
        },
        {
            "id": "picture",
            "type": "image",
            "parentId": "product",
            "position": {"x": 360, "y": 0},
            "data": {
                "model": "sketch",
                "prompt": "a {{ product.output.currentItem }}",
                "size": "512x512",
            },
        },
        {
            "id": "note",
            "type": "text",
            "position": {"x": 60, "y": 620},
            "data": {"text": "All of them in one light"},
        },
    ],
    "edges": [],
}


def opened(page: Page, server: Server) -> tuple[Canvas, str]:
    """The canvas with the workflow, and the workflow's id."""
    created = page.request.post(f"{server.url}/api/workflows", data=WORKFLOW)
    workflow_id = str(created.json()["id"])
    return Canvas(page, server.url).open(workflow_id), workflow_id


def node_of(page: Page, server: Server, workflow_id: str, node_id: str) -> dict[str, Any]:
    """A node as it is kept."""
    document = page.request.get(f"{server.url}/api/workflows/{workflow_id}").json()
    return next(node for node in document["nodes"] if node["id"] == node_id)


def beside_the_loop(canvas: Canvas, name: str) -> tuple[float, float]:
    """How far right of the loop and below it a card begins, on the screen."""
    loop, card = (canvas.card(each).article.bounding_box() for each in (LOOP, name))
    assert loop
    assert card
    return card["x"] - loop["x"], card["y"] - loop["y"]


def drag(page: Page, canvas: Canvas, name: str, to: tuple[float, float]) -> None:
    """Drag a card by its title."""
    canvas.card(name).article.get_by_role("heading").hover()
    page.mouse.down()
    page.mouse.move(*to, steps=12)
    page.mouse.up()
    canvas.did("Move")


def test_a_node_goes_into_the_frame_and_out_of_it(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 1440, "height": 1000})
    canvas, workflow_id = opened(page, server)
    expect(page.get_by_text(INSIDE)).to_be_visible()
    x, y = middle(canvas.card(PICTURE).article)

    drag(page, canvas, TEXT, (x, y + 150))
    canvas.saved()
    note = node_of(page, server, workflow_id, "note")
    assert note["parentId"] == "product"
    assert note["position"]["x"] > 0
    where = beside_the_loop(canvas, TEXT)

    page.reload()
    expect(page.get_by_text(INSIDE)).to_be_visible()
    assert beside_the_loop(canvas, TEXT) == pytest.approx(where, abs=2)

    canvas.card(TEXT).select()
    page.keyboard.press("Control+Alt+Shift+G")
    canvas.did("Take out of its frame")
    canvas.saved()
    assert "parentId" not in node_of(page, server, workflow_id, "note")
    page.keyboard.press("Control+z")
    canvas.saved()
    assert node_of(page, server, workflow_id, "note")["parentId"] == "product"


def test_what_is_added_beside_the_selection_stands_where_that_does(
    page: Page, server: Server
) -> None:
    canvas, workflow_id = opened(page, server)
    canvas.card(PICTURE).select()
    canvas.add("save file")
    canvas.saved()
    assert node_of(page, server, workflow_id, "save_file")["parentId"] == "product"
    canvas.add("response output")
    canvas.saved()
    assert "parentId" not in node_of(page, server, workflow_id, "response_output")


def test_another_name_goes_wherever_the_old_one_stood(page: Page, server: Server) -> None:
    canvas, workflow_id = opened(page, server)
    canvas.card(LOOP).select()
    name = page.get_by_role("textbox", name="Name of the node")
    name.fill("Piece of furniture")
    name.press("Enter")
    expect(page.get_by_text("Loop piece_of_furniture: once for each item")).to_be_visible()
    canvas.saved()
    picture = node_of(page, server, workflow_id, "picture")
    assert picture["parentId"] == "piece_of_furniture"
    assert picture["data"]["prompt"] == "a {{ piece_of_furniture.output.currentItem }}"
    name.fill("picture")
    expect(page.get_by_role("alert")).to_be_visible()
    name.press("Enter")
    expect(name).to_have_value("piece_of_furniture")


def test_what_is_inside_moves_along(page: Page, server: Server) -> None:
    canvas, workflow_id = opened(page, server)
    before = node_of(page, server, workflow_id, "picture")["position"]
    where = beside_the_loop(canvas, PICTURE)
    canvas.card(LOOP).select()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    canvas.did("Move")
    canvas.saved()
    assert beside_the_loop(canvas, PICTURE) == pytest.approx(where, abs=2)
    assert node_of(page, server, workflow_id, "picture")["position"] == before
    assert node_of(page, server, workflow_id, "product")["position"] == {"x": 60, "y": 120}


def test_items_fill_up_as_they_end(page: Page, server: Server) -> None:
    canvas, workflow_id = opened(page, server)
    page.get_by_role("button", name=re.compile("^Run all")).click()
    expect(page.get_by_text("3 of 3", exact=True).first).to_be_visible(timeout=PATIENCE_MS)
    card = canvas.card(PICTURE)
    card.finished()
    card.shows("3 / 3")
    grid = card.article.get_by_role("group", name="Items of Image Generation")
    grid.get_by_role("button", name="Item 1").click()
    gallery = page.get_by_role("dialog", name=re.compile("Image Generation"))
    expect(gallery.get_by_text("a chair", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    card.select()
    name = page.get_by_role("textbox", name="Name of the node")
    name.fill("cover")
    name.press("Enter")
    canvas.saved()
    assert node_of(page, server, workflow_id, "cover")["was"] == ["picture"]
    card.shows("3 / 3")
    page.reload()
    card.shows("3 / 3")


def test_items_of_a_loop_inside_a_loop_are_pictures_too(page: Page, server: Server) -> None:
    row = node("row", "loop", items=["a", "b"])
    cell = node("cell", "loop", items=["1", "2"]) | {"position": {"x": 360, "y": 0}}
    words = "cup {{ row.output.currentItem }} {{ cell.output.currentItem }}"
    made = node("cup", "image", model="sketch", prompt=words, size="256x256")
    inner = inside("cell", made | {"position": {"x": 360, "y": 0}})
    draft = document([row, inside("row", cell), inner])
    created = page.request.post(f"{server.url}/api/workflows", data=draft).json()
    canvas = Canvas(page, server.url).open(created["id"])
    page.get_by_role("button", name=re.compile("^Run all")).click()
    card = canvas.card(PICTURE)
    card.finished()
    grid = card.article.get_by_role("group", name="Items of Image Generation")
    for name in ("Item 1.1", "Item 1.2", "Item 2.1", "Item 2.2"):
        expect(grid.get_by_role("button", name=name, exact=True)).to_be_visible()
    grid.get_by_role("button", name="Item 2.1").click()
    gallery = page.get_by_role("dialog", name=re.compile("Image Generation"))
    expect(gallery.get_by_text("cup b 1", exact=True)).to_be_visible()


def test_lists_are_combined_by_wire_and_by_typing(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 1440, "height": 1000})
    workflow = WORKFLOW | {
        "nodes": [
            {
                "id": "colour",
                "type": "list",
                "position": {"x": 0, "y": 0},
                "data": {"items": ["red", "blue"]},
            },
            {"id": "all", "type": "combine_lists", "position": {"x": 320, "y": 0}, "data": {}},
            {"id": "product", "type": "loop", "position": {"x": 640, "y": 0}, "data": {}},
            {
                "id": "words",
                "type": "text",
                "parentId": "product",
                "position": {"x": 360, "y": 0},
                "data": {"text": ""},
            },
        ],
    }
    created = page.request.post(f"{server.url}/api/workflows", data=workflow)
    workflow_id = str(created.json()["id"])
    canvas = Canvas(page, server.url).open(workflow_id)
    combined = canvas.card("Combine Lists")
    out = canvas.card("List, colour").handle("Items, list output")
    canvas.wire(out, combined.handle("Wire in a list, list input"))
    expect(combined.handle("colour, list input")).to_be_visible()
    combined.select()
    panel = page.get_by_role("complementary")
    panel.get_by_role("button", name="Add a list").click()
    card = panel.get_by_role("group", name="list", exact=True)
    card.get_by_role("textbox", name="Name").fill("cup size")
    card.get_by_role("textbox", name="Name").press("Enter")
    panel.get_by_role("textbox", name="Items of cup_size").fill("S\nL")
    canvas.wire(
        combined.handle("Items, list output"), canvas.card(LOOP).handle("Items, list input")
    )
    text = canvas.card(TEXT)
    text.prompt().press_sequentially("a {{ loop.currentItem.cu")
    page.get_by_role("option", name=re.compile("currentItem.cup_size")).first.click()
    expect(text.prompt()).to_have_value(re.compile(r"a \{\{ ?loop.currentItem.cup_size ?\}\}"))
    canvas.saved()
    kept = node_of(page, server, workflow_id, "all")["data"]
    assert kept["lists"] == [
        {"name": "colour"},
        {"name": "cup_size", "items": "S\nL", "split": "lines"},
    ]
    page.get_by_role("button", name=re.compile("^Run all")).click()
    expect(page.get_by_text("2 of 2", exact=True).first).to_be_visible(timeout=PATIENCE_MS)


def test_two_thousand_items_are_pictures_and_errors_without_being_all_drawn(
    page: Page, server: Server
) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    axe = Axe(page)
    prompts = ["a chair", "", *(f"vase {number}" for number in range(2_000 - 2))]
    draft = {
        "schema": 1,
        "name": "Many",
        "nodes": [
            {"id": "all", "type": "list", "position": {"x": 0, "y": 0}, "data": {"items": prompts}},
            {
                "id": "each",
                "type": "text",
                "position": {"x": 400, "y": 0},
                "data": {"text": "of {{ all.output.items.first }}"},
            },
        ],
        "edges": [
            {
                "id": "e1",
                "source": "all",
                "sourceHandle": "list-out",
                "target": "each",
                "targetHandle": "prompt-in",
            }
        ],
    }
    created = page.request.post(f"{server.url}/api/workflows", data=draft)
    canvas = Canvas(page, server.url).open(str(created.json()["id"]))
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/items" in one.url else None)
    page.get_by_role("button", name=re.compile("^Run all")).click()
    grid = canvas.card(TEXT).article.get_by_role("group", name="Items of Text")
    expect(grid.get_by_role("img", name="Item 1", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    canvas.card(TEXT).rests()
    assert grid.get_by_role("img").count() <= 48
    grid.get_by_role("img", name="Item 1", exact=True).focus()
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    expect(grid.get_by_role("img", name="Item 41", exact=True)).to_be_focused()
    assert grid.get_by_role("img").count() <= 48
    assert len(asked) < 40
    axe.look_in_both("pictures of items")
    axe.is_content()


def test_a_template_is_filled_in_as_the_last_run_had_it(page: Page, server: Server) -> None:
    item = "{{ product.output.currentItem }}"
    document = {
        "schema": 1,
        "name": "Called",
        "nodes": [
            placed("hook", "webhook", 60, payload={"headline": "Fog", "words": ["cup", "hat"]}),
            placed("title", "text", 380, text="On {{ trigger.output.headline }}"),
            placed("product", "loop", 700, items="{{ trigger.output.words }}"),
            {**placed("label", "text", 360, text=f"a {item}"), "parentId": "product"},
            {
                **placed("order", "text", 680, text="Buy {{ label.output.text }}"),
                "parentId": "product",
            },
        ],
        "edges": [],
    }
    created = page.request.post(f"{server.url}/api/workflows", data=document)
    canvas = Canvas(page, server.url).open(str(created.json()["id"]))
    filled = page.get_by_role("figure").filter(has_text="With the values of the last run")
    canvas.card("Text, title").select()
    expect(page.get_by_text("Run the nodes it names to see it filled in.")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Run all")).click()
    expect(filled).to_contain_text("On Fog", timeout=PATIENCE_MS)
    canvas.card("Text, label").select()
    expect(page.get_by_text("Filled in for each item.")).to_be_visible()
    canvas.card("Text, order").select()
    expect(filled).to_contain_text("Buy a cup", timeout=PATIENCE_MS)


def placed(node_id: str, kind: str, x: int, **data: Any) -> dict[str, Any]:
    """A node at the top, so far to the right."""
    return {"id": node_id, "type": kind, "position": {"x": x, "y": 80}, "data": data}

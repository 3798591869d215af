"""Beginning from a template, and workflows that go out as files and come in again."""

import json
import re
from itertools import combinations
from pathlib import Path
from typing import Any

from playwright.sync_api import FilePayload, Locator, Page, expect

from harness.canvas import Canvas
from harness.server import Server

MAKER = "Image Generation"


def _drawer(page: Page) -> Locator:
    page.get_by_role("button", name="Templates").click()
    drawer = page.get_by_role("complementary", name="Templates")
    expect(drawer).to_be_visible()
    return drawer


def _file(name: str, text: str) -> FilePayload:
    return {"name": name, "mimeType": "application/json", "buffer": text.encode()}


def _bring_in(page: Page, name: str, text: str) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a workflow file").click()
    chooser.value.set_files(_file(name, text))


def _paste(page: Page, text: str) -> None:
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data }));
        }""",
        text,
    )


def _drop(page: Page, canvas: Canvas, name: str, text: str) -> None:
    transfer = page.evaluate_handle(
        """([name, text]) => {
            const data = new DataTransfer();
            data.items.add(new File([text], name, { type: "application/json" }));
            return data;
        }""",
        [name, text],
    )
    canvas.pane().dispatch_event("drop", {"dataTransfer": transfer})


def _nodes(page: Page) -> list[str]:
    return sorted(
        card.get_attribute("aria-label") or "" for card in page.get_by_role("article").all()
    )


def _workflow(name: str, **more: Any) -> str:
    node = {
        "id": "words",
        "type": "text",
        "position": {"x": 0, "y": 0},
        "data": {"text": name},
        "tint": "rose",
    }
    return json.dumps({"schema": 1, "name": name, "nodes": [node], "edges": [], **more})


def test_a_template_is_found_opened_run_and_undone(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    before = canvas.workflow_id()
    drawer = _drawer(page)
    cards = drawer.get_by_role("button", name=re.compile("^Use "))
    expect(cards.nth(7)).to_be_attached()
    drawer.get_by_role("searchbox").fill("refinement")
    expect(cards).to_have_count(1)
    page.get_by_role("button", name="Use Prompt refinement").click()

    canvas.says("Prompt refinement is open as a new workflow.")
    expect(drawer).to_have_count(0)
    expect(page.get_by_role("article")).to_have_count(4)
    assert canvas.workflow_id() != before
    card = canvas.card(f"{MAKER}, plain")
    card.run()
    card.finished()

    _drawer(page).get_by_role("button", name="Use Style transfer").click()
    canvas.says("Style transfer is open as a new workflow.")
    notices = page.get_by_role("region", name=re.compile("^Notices"))
    opened = notices.get_by_role("listitem").filter(has_text="Style transfer is open")
    opened.get_by_role("button", name="Undo").click()
    expect(card.picture()).to_be_visible()


def test_no_card_of_a_template_covers_another(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    drawer = _drawer(page)
    cards = drawer.get_by_role("button", name=re.compile("^Use "))
    expect(cards.nth(7)).to_be_attached()
    names = [name for card in cards.all() if (name := card.get_attribute("aria-label"))]
    for number, name in enumerate(names):
        if number > 0:
            _drawer(page)
        before = canvas.workflow_id()
        page.get_by_role("button", name=name).click()
        page.wait_for_function("before => !location.hash.endsWith(before)", arg=before)
        expect(drawer).to_have_count(0)
        expect(canvas.card("Response Output").article).to_be_in_viewport()
        boxes = [box for card in page.get_by_role("article").all() if (box := card.bounding_box())]
        assert len(boxes) > 1
        covered = [
            (one, other)
            for one, other in combinations(boxes, 2)
            if abs((one["x"] + one["width"] / 2) - (other["x"] + other["width"] / 2)) < one["width"]
            and one["y"] < other["y"] + other["height"]
            and other["y"] < one["y"] + one["height"]
        ]
        assert covered == [], name


def test_an_empty_canvas_offers_templates(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    canvas.pane().focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.get_by_role("button", name="Start from a template").click()
    expect(page.get_by_role("complementary", name="Templates")).to_be_visible()


def test_a_workflow_goes_out_and_comes_in_by_picker_drop_and_paste(
    page: Page, server: Server, tmp_path: Path
) -> None:
    canvas = Canvas(page, server.url).open()
    page.get_by_role("button", name="Workflows").click()
    given = _workflow("From a file", palette={"ink": [1, 2]})
    _bring_in(page, "mine.json", given)
    canvas.says("From a file is open as a new workflow.")
    expect(page.get_by_role("article")).to_have_count(1)

    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    assert saved.name == "From-a-file.json"
    assert json.loads(saved.read_text()) == json.loads(given)

    _drop(page, canvas, "dropped.json", _workflow("Dropped"))
    canvas.says("Dropped is open as a new workflow.")
    _paste(page, _workflow("Pasted"))
    canvas.says("Pasted is open as a new workflow.")
    expect(canvas.card("Text").prompt()).to_have_value("Pasted")


def test_what_is_no_workflow_is_told_apart(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    before = canvas.workflow_id()
    _drop(page, canvas, "half.json", _workflow("Half")[:40])
    canvas.says("half.json is damaged: it cannot be read as JSON.")
    _paste(page, '{"title": "a letter"}')
    canvas.says("What was pasted is not a workflow")
    _paste(page, "hello")
    canvas.says("What was pasted is neither a workflow nor a picture.")
    _drop(page, canvas, "late.json", _workflow("Late", schema=9))
    canvas.says("late.json was made by a later Limner (schema 9; this one knows 1).")
    _drop(page, canvas, "huge.json", " " * (17 * 1024 * 1024))
    canvas.says("huge.json has 17 MB; a workflow has at most 16 MB.")
    assert canvas.workflow_id() == before


def test_an_image_made_here_brings_its_workflow_back(
    page: Page, server: Server, tmp_path: Path
) -> None:
    canvas = Canvas(page, server.url).open()
    first, nodes = canvas.workflow_id(), _nodes(page)
    card = canvas.card(MAKER)
    card.run()
    card.finished()
    card.picture().click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    image = tmp_path / download.value.suggested_filename
    download.value.save_as(image)
    page.keyboard.press("Escape")

    canvas.drop(image)
    question = page.get_by_role("dialog", name="This image carries its workflow")
    question.get_by_role("button", name="Open its workflow").click()
    canvas.says("is open as a new workflow.")
    page.wait_for_function("first => !location.hash.endsWith(first)", arg=first)
    expect(page.get_by_role("article")).to_have_count(len(nodes))
    assert _nodes(page) == nodes
    # It is data until somebody runs it.
    expect(card.picture()).to_have_count(0)
    card.rests()

    canvas.drop(image)
    question.get_by_role("button", name="Add as image").click()
    expect(canvas.card("Image, image_asset").picture()).to_be_visible()
    canvas.drop(image, image)
    expect(page.get_by_role("article")).to_have_count(len(nodes) + 3)
    expect(question).to_have_count(0)

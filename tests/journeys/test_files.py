"""Files are chosen by name in the panel: those that nodes make, and those of the library."""

import os
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from harness.axe import Axe
from harness.canvas import Canvas
from harness.documents import document, node
from harness.server import Server


def test_a_node_takes_a_file_of_another_and_one_of_the_library(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    axe = Axe(page)

    def shot(name: str) -> None:
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=Path(folder) / f"files-{name}.png")

    picture = node("fox", "image", model="sketch", prompt="a fox", size="256x256")
    beside = node("small", "convert") | {"position": {"x": 340, "y": 0}}
    writer = node("writer", "assistant", model="composer", prompt="What is it?")
    again = node("again", "video") | {"position": {"x": 1020, "y": 0}}
    draft = document([picture, beside, writer | {"position": {"x": 680, "y": 0}}, again])
    created = page.request.post(f"{server.url}/api/workflows", data=draft).json()
    canvas = Canvas(page, server.url).open(created["id"])
    canvas.card("Image Generation").run()
    canvas.card("Image Generation").finished()

    canvas.card("Convert").select()
    panel = page.get_by_role("complementary", name="Convert")
    images = panel.get_by_role("group", name="Images")
    images.get_by_role("button", name="Choose a file").click()
    picker = page.get_by_role("dialog", name="Choose a file")
    source = picker.get_by_role("button", name=re.compile("^Image Generation fox"))
    expect(source).to_contain_text("1 file in the last run")
    expect(picker.get_by_role("button", name="a fox")).to_be_visible()
    axe.look_in_both("the window to choose a file")
    shot("picker")
    source.click()
    expect(images).to_contain_text("Image Generation fox")
    images.get_by_role("button", name="Choose a file").click()
    picker.get_by_role("button", name="a fox").click()
    expect(images.get_by_role("button", name=re.compile("^Remove"))).to_have_count(2)
    axe.look_in_both("a panel with files")
    shot("panel")
    canvas.saved()
    kept = page.request.get(f"{server.url}/api/workflows/{created['id']}").json()
    of_node, of_library = kept["nodes"][1]["data"]["images"]
    assert of_node == "{{ run.attachments.fox }}"
    assert of_library.startswith("ast_")

    canvas.card("Convert").run()
    canvas.card("Convert").finished()
    canvas.card("Convert").shows("2 / 2")

    canvas.card("Assistant").select()
    seen = page.get_by_role("complementary", name="Assistant").get_by_role("group", name="Images")
    seen.get_by_role("button", name="Choose a file").click()
    source.click()
    expect(seen).to_contain_text("Image Generation fox")
    canvas.card("Video Generation").select()
    panel = page.get_by_role("complementary", name="Video Generation")
    panel.get_by_role("button", name=re.compile("^Start image")).click()
    page.get_by_role("menuitem", name="Choose a file").click()
    source.click()
    expect(panel.get_by_role("button", name=re.compile("^Reference 1, "))).to_be_visible()
    axe.look_in_both("a panel with a reference that is named")
    shot("reference")
    canvas.saved()
    nodes = page.request.get(f"{server.url}/api/workflows/{created['id']}").json()["nodes"]
    assert nodes[2]["data"]["images"] == ["{{ run.attachments.fox }}"]
    assert nodes[3]["data"]["references"] == {"startImage": ["{{ run.attachments.fox }}"]}
    axe.is_content()

"""What stands beside the canvas: the panel, the drawers, the API page."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from harness.canvas import Canvas
from harness.server import Server

MAKER = "Image Generation"
REQUEST = "Request Input"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A small photo."""
    file = tmp_path / "harbour.png"
    Image.linear_gradient("L").save(file)
    return file


def _panel(page: Page, title: str) -> Locator:
    return page.get_by_role("complementary", name=f"Settings of {title}")


def test_panel_and_card_stay_in_step(page: Page, server: Server) -> None:
    card = Canvas(page, server.url).open().card(MAKER).select()
    in_panel = _panel(page, MAKER).get_by_role("textbox", name="Prompt", exact=True)
    card.write("a tall ship")
    expect(in_panel).to_have_value("a tall ship")
    in_panel.fill("a small boat")
    expect(card.prompt()).to_have_value("a small boat")


def test_a_reference_is_picked_in_the_panel(page: Page, server: Server, photo: Path) -> None:
    canvas = Canvas(page, server.url).open()
    card = canvas.card(MAKER).select()
    panel = _panel(page, MAKER)
    with page.expect_file_chooser() as chooser:
        panel.get_by_role("button", name=re.compile("^Style")).click()
        page.get_by_role("menuitem", name="Upload").click()
    chooser.value.set_files(photo)
    expect(panel.get_by_text("1 of 10")).to_be_visible()
    on_card = card.article.get_by_role("list", name="References").get_by_role("listitem")
    expect(on_card).to_have_count(1)

    panel.get_by_role("button", name=re.compile("^Image drop")).click()
    page.get_by_role("menuitem", name="Choose a file").click()
    page.get_by_role("dialog").get_by_role("button", name="harbour.png").click()
    expect(on_card).to_have_count(2)
    panel.get_by_role("button", name="Remove reference").first.click()
    expect(on_card).to_have_count(1)


def test_a_name_is_completed_and_follows_when_its_field_is_renamed(
    page: Page, server: Server
) -> None:
    canvas = Canvas(page, server.url).open()
    canvas.card(MAKER).select()
    prompt = _panel(page, MAKER).get_by_role("textbox", name="Prompt", exact=True)
    prompt.click()
    page.keyboard.type("a stamp of {{ req")
    expect(page.get_by_role("option", name=re.compile("request.output.prompt"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(prompt).to_have_value("a stamp of {{ request.output.prompt }}")

    canvas.card(REQUEST).select()
    name = _panel(page, REQUEST).get_by_role("textbox", name="Name", exact=True)
    name.fill("subject")
    name.press("Enter")
    expect(canvas.card(MAKER).prompt()).to_have_value("a stamp of {{ request.output.subject }}")
    expect(canvas.wires()).to_have_count(2)
    canvas.saved()


def test_a_list_is_pasted_and_makes_one_picture_an_item(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    page.get_by_role("button", name="Add node").first.click()
    page.get_by_role("combobox", name="What do you need?").fill("list")
    page.keyboard.press("Enter")
    panel = _panel(page, "List")
    panel.get_by_role("button", name="Add an item").click()
    expect(panel.get_by_role("textbox", name="Item 1")).to_be_focused()
    page.evaluate(
        """() => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", "a fox\\na hare\\nan owl");
            const paste = { clipboardData, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", paste));
        }"""
    )
    expect(panel.get_by_role("textbox", name=re.compile(r"^Item \d"))).to_have_count(3)
    expect(canvas.card("List").article.get_by_role("textbox")).to_have_value(
        "a fox\na hare\nan owl"
    )
    # The socket shows what the list is of: the shape of a text, twice.
    socket = canvas.card("List").handle("Items, list output")
    expect(socket.locator("[data-shape='two of text']")).to_be_visible()


def test_the_outline_leads_to_a_problem(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    card = canvas.card(MAKER).select()
    card.write("{{ nowhere.output.text }}")
    canvas.saved()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Outline").click()
    outline = page.get_by_role("complementary", name="Outline")
    outline.get_by_role("button", name=re.compile("nowhere")).click()
    expect(_panel(page, MAKER)).to_be_visible()


def test_a_workflow_is_begun_and_the_first_one_found_again(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    first = canvas.workflow_id()
    page.get_by_role("button", name="Workflows").click()
    drawer = page.get_by_role("complementary", name="Workflows")
    drawer.get_by_role("button", name="New workflow").click()
    expect(page.get_by_role("article")).to_have_count(0)
    drawer.get_by_role("button", name=re.compile("^First image")).first.click()
    expect(canvas.card(MAKER).article).to_be_visible()
    expect(page).to_have_url(re.compile(f"{first}$"))


def test_an_example_of_the_api_page_runs_as_it_stands(page: Page, server: Server) -> None:
    canvas = Canvas(page, server.url).open()
    canvas.saved()
    page.get_by_role("button", name="API", exact=True).click()
    page.get_by_role("radio", name="Python").click()
    code = page.get_by_role("region", name="Python").inner_text()
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.startswith(f"{server.url}/files/")

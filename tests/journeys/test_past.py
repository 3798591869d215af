"""A workflow as it was is looked at without touching what it is."""

import re

from playwright.sync_api import Locator, Page, expect

from harness.axe import Axe
from harness.canvas import Canvas, middle
from harness.server import Server

MAKER = "Image Generation"


def _past(page: Page) -> Locator:
    return page.get_by_role("dialog", name=re.compile("^As it was on "))


def _saves(page: Page, workflow_id: str) -> int:
    return int(
        page.evaluate(
            "id => fetch(`/api/workflows/${id}`).then(r => r.json()).then(w => w.version)",
            workflow_id,
        )
    )


def test_the_graph_of_a_run_is_looked_at_and_nothing_of_the_present_is_lost(
    page: Page, server: Server
) -> None:
    axe = Axe(page)
    canvas = Canvas(page, server.url).open()
    card = canvas.card(MAKER).select()
    card.write("a red fox")
    card.run()
    card.finished()
    card.write("a white hare")
    card.select()
    canvas.add("text box")
    canvas.saved()
    version = _saves(page, canvas.workflow_id())

    page.get_by_role("button", name="Runs").click()
    runs = page.get_by_role("complementary", name="Runs")
    runs.get_by_role("button", name=re.compile("^Done Done")).click()
    runs.get_by_role("button", name="The graph as it was").click()
    past = _past(page)
    nodes = past.get_by_role("group", name=re.compile("^Image Generation, image$"))
    expect(nodes.locator("textarea")).to_have_value("a red fox")
    expect(nodes.locator("img").first).to_have_attribute("alt", re.compile("a red fox"))
    expect(past.get_by_role("group", name="Text, text")).to_have_count(0)
    axe.look("a workflow as it was")
    axe.is_content()
    page.mouse.click(*middle(nodes))
    page.keyboard.type("in the rain")
    page.keyboard.press("Delete")
    expect(nodes.locator("textarea")).to_have_value("a red fox")
    past.get_by_role("button", name="Close").click()

    expect(card.prompt()).to_have_value("a white hare")
    expect(canvas.card("Text, text").article).to_be_visible()
    canvas.saved()
    assert _saves(page, canvas.workflow_id()) == version


def test_a_version_is_looked_at_then_opened_beside_the_present_one(
    page: Page, server: Server
) -> None:
    canvas = Canvas(page, server.url).open()
    canvas.card(MAKER).write("the good wording")
    canvas.saved()
    first = canvas.workflow_id()
    page.get_by_role("button", name="Version history").click()
    drawer = page.get_by_role("complementary", name="Version history")
    drawer.get_by_role("region", name="Today").get_by_role("button").first.click()
    drawer.get_by_role("button", name="Look at it").first.click()
    past = _past(page)
    expect(past.locator("textarea")).to_have_value("the good wording")
    past.get_by_role("button", name="Open as a new workflow").click()
    expect(past).to_have_count(0)
    page.wait_for_function("first => !location.hash.endsWith(first)", arg=first)
    expect(canvas.card(MAKER).prompt()).to_have_value("the good wording")

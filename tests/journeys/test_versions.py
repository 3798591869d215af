"""What a workflow was can be looked at and had back; what came since is not lost."""

import re

from playwright.sync_api import Locator, Page, expect

from harness.canvas import Canvas
from harness.server import Server

MAKER = "Image Generation"


def _versions(page: Page) -> Locator:
    page.get_by_role("button", name="Version history").click()
    return page.get_by_role("complementary", name="Version history")


def test_an_earlier_version_comes_back_in_one_step_that_can_be_undone(
    page: Page, server: Server
) -> None:
    canvas = Canvas(page, server.url).open()
    canvas.card(MAKER).write("the good wording")
    canvas.saved()
    canvas.card(MAKER).write("the regretted wording")
    canvas.card(MAKER).select()
    canvas.add("text box")
    expect(canvas.card("Text, text").article).to_be_visible()
    canvas.saved()

    drawer = _versions(page)
    drawer.get_by_role("region", name="Today").get_by_role("button").first.click()
    drawer.get_by_text(re.compile(r"^All \d+ saves$")).click()
    inner = drawer.get_by_role("listitem").get_by_role("listitem")
    inner.get_by_role("button", expanded=False).nth(1).click()
    ahead = inner.get_by_role("region", name="Restoring it would change")
    expect(ahead.get_by_role("list", name="Removed")).to_contain_text("text")
    expect(ahead.get_by_role("list", name="Changed")).to_contain_text(MAKER)
    here = inner.get_by_role("region", name="What changed here")
    expect(here.get_by_role("list", name="Changed")).to_contain_text(MAKER)
    inner.get_by_role("button", name="Restore this version").click()

    expect(canvas.card(MAKER).prompt()).to_have_value("the good wording")
    expect(canvas.card("Text, text").article).to_have_count(0)
    canvas.says("Version of just now restored")
    canvas.saved()

    page.get_by_role("button", name="Undo Restore version of just now").click()
    expect(canvas.card(MAKER).prompt()).to_have_value("the regretted wording")
    expect(canvas.card("Text, text").article).to_be_visible()
    canvas.saved()
    page.reload()
    expect(canvas.card(MAKER).prompt()).to_have_value("the regretted wording")


def test_what_another_tab_restores_is_seen_here_and_edits_here_survive_it(
    page: Page, server: Server
) -> None:
    one = Canvas(page, server.url).open()
    one.add("text box")
    expect(one.card("Text, text").article).to_be_visible()
    one.saved()
    two = Canvas(page.context.new_page(), server.url).open(one.workflow_id())
    two.card("Text, text").write("written in the second tab")
    expect(one.card("Text, text").prompt()).to_have_value("written in the second tab")

    drawer = _versions(page)
    drawer.get_by_role("region", name="Today").get_by_role("button").first.click()
    drawer.get_by_text(re.compile(r"^All \d+ saves$")).click()
    inner = drawer.get_by_role("listitem").get_by_role("listitem")
    inner.get_by_role("button", expanded=False).last.click()
    inner.get_by_role("button", name="Restore this version").click()

    expect(two.card("Text, text").article).to_have_count(0)
    two.card(MAKER).write("and on it goes")
    expect(one.card(MAKER).prompt()).to_have_value("and on it goes")

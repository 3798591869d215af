"""Keys on the canvas: made for a workflow with a limit, shown once, listed, revoked."""

import json
import os
import re
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from harness.axe import Axe
from harness.canvas import Canvas
from harness.server import Server


def kept(server: Server) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{server.url}/api/keys") as answer:
        found: list[dict[str, Any]] = json.loads(answer.read())["items"]
    return found


def test_a_key_is_made_shown_once_and_revoked(server: Server, page: Page) -> None:
    # Cards at zoom 1: smaller is what people choose by zooming out.
    page.set_viewport_size({"width": 1920, "height": 1080})
    axe = Axe(page)
    canvas = Canvas(page, server.url).open()
    workflow_id = canvas.workflow_id()

    def shot(name: str) -> None:
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=Path(folder) / f"keys-{name}.png")

    page.get_by_role("navigation", name="Tools").get_by_role("button", name="Settings").click()
    page.get_by_role("button", name="Make and revoke keys").click()
    drawer = page.get_by_role("complementary", name="API keys")
    expect(drawer.get_by_text("No keys yet.")).to_be_visible()
    drawer.get_by_role("button", name="Make a key").click()
    drawer.get_by_role("textbox", name="Name").fill("Newsletter")
    drawer.get_by_role("switch", name="Read everything").click()
    drawer.get_by_role("combobox", name="For", exact=True).click()
    page.get_by_role("option").first.click()
    drawer.get_by_role("textbox", name="Spend limit").fill("5000")
    drawer.get_by_role("combobox", name="Good for").click()
    page.get_by_role("option", name="90 days").click()
    axe.look_in_both("a new key")
    shot("form")
    drawer.get_by_role("button", name="Make it").click()

    shown = drawer.get_by_role("region", name="The key Newsletter").locator("pre")
    text = shown.inner_text()
    assert text.startswith("lim_")
    row = drawer.get_by_role("listitem")
    expect(row).to_contain_text("Run, Read")
    expect(row).to_contain_text("0 of 5000 cr spent")
    expect(row).to_contain_text("Never used")
    axe.look_in_both("a key just made")
    shot("made")
    [key] = kept(server)
    assert (key["scopes"], key["workflows"]) == (["run", "read"], [workflow_id])
    drawer.get_by_role("button", name="I have kept it").click()
    assert text not in page.content()

    drawer.get_by_role("button", name="Revoke Newsletter").click()
    expect(row).to_have_count(0)
    notices = page.get_by_role("region", name=re.compile("^Notices"))
    notices.get_by_role("button", name="Undo").click()
    expect(row).to_contain_text("Newsletter")
    shot("list")
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        drawer.get_by_role("button", name="Revoke Newsletter").click()
        expect(drawer.get_by_text("No keys yet.")).to_be_visible()
    assert kept(server) == []
    axe.is_content()

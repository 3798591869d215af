"""Credentials on the canvas: added from their kind's fields, tried, chosen by a node, forgotten."""

import json
import os
import re
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from harness.axe import Axe
from harness.canvas import Canvas
from harness.server import Server

TOKEN = "canary-4f7d2a9b"


def kept(server: Server) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{server.url}/api/credentials") as answer:
        found: list[dict[str, Any]] = json.loads(answer.read())["items"]
    return found


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_credential_is_added_tried_chosen_and_forgotten(
    server: Server, page: Page, theme: str
) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    # Cards at zoom 1: smaller is what people choose by zooming out.
    page.set_viewport_size({"width": 1920, "height": 1080})
    axe = Axe(page)
    canvas = Canvas(page, server.url).open()

    def shot(name: str) -> None:
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=Path(folder) / f"{theme}-{name}.png")

    page.get_by_role("navigation", name="Tools").get_by_role("button", name="Settings").click()
    page.get_by_role("button", name="Add and change credentials").click()
    drawer = page.get_by_role("complementary", name="Credentials")
    expect(drawer.get_by_text("No credentials yet.")).to_be_visible()
    drawer.get_by_role("button", name="Add a credential").click()
    drawer.get_by_role("combobox", name="Service").click()
    page.get_by_role("option", name="HTTP: bearer token").click()
    drawer.get_by_role("textbox", name="Name").fill("Stock photos")
    drawer.get_by_role("textbox", name="Sent to").fill("https://api.example.com")
    drawer.get_by_label("Token").fill(TOKEN)
    axe.look(f"a new credential, {theme}")
    drawer.get_by_role("button", name="Keep").click()
    expect(drawer.get_by_role("alert")).to_contain_text("no host")
    shot("form")
    drawer.get_by_role("textbox", name="Sent to").fill("api.example.com")
    drawer.get_by_role("button", name="Keep").click()
    canvas.says("Stock photos is kept.")
    expect(drawer.get_by_role("listitem")).to_contain_text("Stock photos")
    assert [one["name"] for one in kept(server)] == ["Stock photos"]
    drawer.get_by_role("button", name="Test Stock photos").click()
    expect(drawer.get_by_role("status")).to_contain_text("It is sent to api.example.com only.")
    axe.look(f"credentials, {theme}")
    shot("list")
    assert TOKEN not in page.content()

    canvas.add("HTTP Request")
    panel = page.get_by_role("complementary", name="HTTP Request")
    panel.get_by_role("combobox", name="Credential").click()
    page.get_by_role("option", name="Stock photos").click()
    headers = panel.get_by_role("group", name="Headers")
    headers.get_by_role("button", name="Add").click()
    headers.get_by_role("textbox", name="Name 1").fill("Accept")
    headers.get_by_role("textbox", name="Value of Accept").fill("image/png")
    axe.look(f"a node with a credential, {theme}")
    shot("node")
    canvas.saved()
    with urllib.request.urlopen(f"{server.url}/api/workflows/{canvas.workflow_id()}") as answer:
        document = answer.read().decode()
    [call] = [one for one in json.loads(document)["nodes"] if one["type"] == "http_request"]
    assert call["data"]["credential"] == "Stock photos"
    assert call["data"]["headers"] == {"Accept": "image/png"}
    assert TOKEN not in document

    forget = drawer.get_by_role("button", name="Forget Stock photos")
    if not forget.is_visible():
        panel.get_by_role("combobox", name="Credential").click()
        page.get_by_role("option", name="Add or change credentials").click()
    forget.click()
    canvas.says("Stock photos is forgotten.")
    notices = page.get_by_role("region", name=re.compile("^Notices"))
    notices.get_by_role("button", name="Undo").click()
    expect(drawer.get_by_role("listitem")).to_contain_text("Stock photos")
    assert len(kept(server)) == 1
    axe.is_content()

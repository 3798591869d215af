"""A workflow is published from the bar at the top, gone back to, and switched on."""

import json
import os
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from harness.canvas import Canvas
from harness.documents import document, node, wire
from harness.server import Server

SHOTS = os.environ.get("LIMNER_SHOTS")


def kept(server: Server, draft: Any) -> str:
    workflow_id: str = send(server, "POST", "", draft)["id"]
    return workflow_id


def saved(server: Server, workflow_id: str, draft: Any) -> None:
    """As another person would save it."""
    send(server, "PUT", f"/{workflow_id}", draft)


def send(server: Server, method: str, path: str, draft: Any) -> Any:
    request = urllib.request.Request(
        f"{server.url}/api/workflows{path}",
        method=method,
        data=json.dumps(draft).encode(),
        headers={"Content-Type": "application/json", "If-Match": "*"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def started_by(trigger: str, **data: Any) -> Any:
    return document(
        [node("start", trigger, **data), node("words", "text", text="hello")],
        [wire("start.trigger-out", "words.prompt-in")],
    )


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


def test_a_version_is_published_and_gone_back_to(page: Page, server: Server) -> None:
    workflow_id = kept(server, started_by("manual"))
    Canvas(page, server.url).open(workflow_id)
    page.get_by_role("button", name="Publish", exact=True).click()
    dialog = page.get_by_role("dialog", name="Publish this workflow")
    expect(dialog).to_contain_text("Nothing is published.")
    dialog.get_by_role("button", name="Publish now").click()
    expect(dialog).to_contain_text("Version 1 is in use")
    saved(server, workflow_id, started_by("manual", payload={"a": 1}))
    expect(dialog).to_contain_text("has changed since")
    shot(page, "changed")
    dialog.get_by_role("button", name="Publish now").click()
    expect(dialog).to_contain_text("Version 2 is in use")
    dialog.get_by_role("button", name="Use this one").click()
    expect(dialog).to_contain_text("Version 1 is in use")
    dialog.get_by_role("button", name="Use what is saved").click()
    expect(dialog).to_contain_text("Nothing is published.")


def test_by_the_clock(page: Page, server: Server) -> None:
    draft = started_by("schedule", cron="0 9 * * MON", timeZone="Europe/Rome")
    Canvas(page, server.url).open(kept(server, draft))
    page.get_by_role("button", name="Publish", exact=True).click()
    dialog = page.get_by_role("dialog", name="Publish this workflow")
    expect(dialog.get_by_role("listitem")).to_have_count(5)
    expect(dialog.get_by_role("switch")).to_have_count(0)
    dialog.get_by_role("button", name="Publish now").click()
    switch = dialog.get_by_role("switch", name="Switched on")
    switch.click()
    expect(switch).to_be_checked()
    shot(page, "clock")
    with urllib.request.urlopen(f"{server.url}/api/schedules") as answer:
        assert len(json.load(answer)["items"]) == 1


def test_by_a_call(page: Page, server: Server) -> None:
    Canvas(page, server.url).open(kept(server, started_by("webhook")))
    page.get_by_role("button", name="Publish", exact=True).click()
    dialog = page.get_by_role("dialog", name="Publish this workflow")
    expect(dialog).to_contain_text(f"POST {server.url}/hooks/")
    dialog.get_by_role("button", name="Make a secret").click()
    expect(dialog.get_by_role("region", name="Secret")).not_to_be_empty()
    shot(page, "call")
    dialog.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(dialog).to_contain_text("It is not shown again.")

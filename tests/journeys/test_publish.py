"""A workflow is published from the bar at the top, gone back to, and switched on."""

import json
import os
import re
import subprocess
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from harness.axe import Axe
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
    words = node("words", "text", text="hello") | {"position": {"x": 400, "y": 0}}
    return document(
        [node("start", trigger, **data), words],
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
    # Cards at zoom 1: smaller is what people choose by zooming out.
    page.set_viewport_size({"width": 1920, "height": 1080})
    axe = Axe(page)
    draft = started_by("schedule", cron="0 9 * * MON", timeZone="Europe/Rome")
    canvas = Canvas(page, server.url).open(kept(server, draft))
    canvas.card("Schedule").select()
    panel = page.get_by_role("complementary", name="Schedule")
    expect(panel).to_contain_text("At 09:00, only on Monday")
    times = panel.get_by_role("list", name="Next times in Europe/Rome")
    expect(times.get_by_role("listitem")).to_have_count(5)
    expect(times.get_by_role("listitem").first).to_have_text(re.compile("^Mon, .*, 09:00"))
    panel.get_by_role("textbox", name="Times").fill("0 9 31 2 *")
    expect(panel.get_by_role("alert")).to_contain_text("Bad day-of-month")
    panel.get_by_role("textbox", name="Times").fill("*/15 8 * * MON-FRI")
    expect(panel).to_contain_text(
        "Every 15 minutes, between 08:00 and 08:59, Monday through Friday"
    )
    panel.get_by_role("combobox", name="Time zone").click()
    page.keyboard.type("tokyo")
    page.get_by_role("option", name="Asia/Tokyo").click()
    times = panel.get_by_role("list", name="Next times in Asia/Tokyo")
    expect(times.get_by_role("listitem")).to_have_count(5)
    canvas.saved()
    axe.look_in_both("the panel of a schedule")
    shot(page, "clock-panel")
    panel.get_by_role("button", name="Publish").click()
    dialog = page.get_by_role("dialog", name="Publish this workflow")
    expect(dialog.get_by_role("listitem")).to_have_count(5)
    expect(dialog.get_by_role("switch")).to_have_count(0)
    dialog.get_by_role("button", name="Publish now").click()
    expect(dialog.get_by_role("switch", name="Switched on")).to_be_visible()
    axe.look_in_both("the window to publish with a clock")
    shot(page, "clock")
    page.keyboard.press("Escape")
    switch = panel.get_by_role("switch", name="Switched on")
    switch.click()
    expect(switch).to_be_checked()
    with urllib.request.urlopen(f"{server.url}/api/schedules") as answer:
        [clock] = json.load(answer)["items"]
    assert (clock["cron"], clock["timeZone"]) == ("*/15 8 * * MON-FRI", "Asia/Tokyo")
    axe.is_content()


@pytest.fixture
def told() -> Iterator[tuple[str, list[Any]]]:
    """A program that is told of the ends of runs: its address, and what it heard."""
    heard: list[Any] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as listening:
        Thread(target=listening.serve_forever).start()
        yield f"http://127.0.0.1:{listening.server_port}/told", heard
        listening.shutdown()


@pytest.fixture
def open_server(tmp_path: Path) -> Iterator[Server]:
    """A server that may tell programs on this machine."""
    running = Server(tmp_path / "home", {"LIMNER_ALLOW_PRIVATE_HOSTS": "127.0.0.1"})
    running.start()
    yield running
    running.close()


def test_by_a_call(page: Page, open_server: Server, told: tuple[str, list[Any]]) -> None:
    server, (address, heard) = open_server, told
    page.set_viewport_size({"width": 1920, "height": 1080})
    axe = Axe(page)
    draft = started_by("webhook", payload={"headline": "A fox's day"})
    canvas = Canvas(page, server.url).open(kept(server, draft))
    canvas.card("Webhook").select()
    panel = page.get_by_role("complementary", name="Webhook")
    expect(panel).to_contain_text(f"POST {server.url}/hooks/")
    panel.get_by_role("button", name="Publish").click()
    dialog = page.get_by_role("dialog", name="Publish this workflow")
    expect(dialog).to_contain_text("There is no secret yet")
    dialog.get_by_role("button", name="Publish now").click()
    dialog.get_by_role("textbox", name="Address to tell").fill("nowhere")
    dialog.get_by_role("button", name="Keep").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_role("textbox", name="Address to tell").fill(address)
    dialog.get_by_role("button", name="Keep").click()
    expect(dialog.get_by_role("region", name="Secret of the notices")).not_to_be_empty()
    expect(dialog).to_contain_text("No run has ended since.")
    axe.look_in_both("the window to publish with a call")
    shot(page, "call")
    page.keyboard.press("Escape")

    panel.get_by_role("switch", name="Switched on").click()
    panel.get_by_role("button", name="Make a secret").click()
    expect(panel.get_by_role("region", name="Secret")).not_to_be_empty()
    panel.get_by_text("A call with curl").click()
    example = panel.get_by_role("region", name="A call with curl")
    axe.look_in_both("the panel of a webhook")
    shot(page, "call-panel")
    called = subprocess.run(["bash", "-c", example.inner_text()], capture_output=True, text=True)
    assert json.loads(called.stdout)["status"] == "accepted", called
    panel.get_by_role("button", name="Close").click()

    page.get_by_role("button", name="Publish", exact=True).click()
    expect(dialog).to_contain_text("It is not shown again.")
    expect(dialog.get_by_role("list", name="Told lately")).to_contain_text("Delivered")
    shot(page, "told")
    [end] = heard
    assert (end["type"], end["run"]["status"]) == ("run.finished", "succeeded")
    dialog.get_by_role("button", name="Tell nobody").click()
    canvas.says("Nobody is told any more.")
    axe.is_content()

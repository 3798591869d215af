"""An assistant has another workflow run: chosen by name, called, and told of in the run log."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from harness.axe import Axe
from harness.canvas import PATIENCE_MS, Canvas
from harness.server import Server

POSTER: dict[str, Any] = {
    "schema": 1,
    "name": "Make a poster",
    "nodes": [
        {
            "id": "request",
            "type": "request_input",
            "position": {"x": 60, "y": 80},
            "data": {"fields": [{"name": "motif", "required": True}]},
        },
        {
            "id": "image",
            "type": "image",
            "position": {"x": 460, "y": 80},
            "data": {"model": "sketch", "prompt": "{{ trigger.output.motif }}", "size": "512x512"},
        },
        {
            "id": "response",
            "type": "response_output",
            "position": {"x": 860, "y": 80},
            "data": {},
        },
    ],
    "edges": [
        {
            "id": "e",
            "source": "image",
            "sourceHandle": "image-out",
            "target": "response",
            "targetHandle": "picture",
        }
    ],
}
CALLER: dict[str, Any] = {
    "schema": 1,
    "name": "Advertising",
    "nodes": [
        {
            "id": "agent",
            "type": "assistant",
            "position": {"x": 60, "y": 80},
            "data": {"model": "composer", "prompt": "Make a poster\nMotif: an owl at night"},
        }
    ],
    "edges": [],
}


def test_a_workflow_is_chosen_as_a_tool_called_and_told_of(page: Page, server: Server) -> None:
    axe = Axe(page)
    kept = [
        page.request.post(f"{server.url}/api/workflows", data=document).json()["id"]
        for document in (POSTER, CALLER)
    ]
    canvas = Canvas(page, server.url).open(kept[1])
    card = canvas.card("Assistant").select()
    panel = page.get_by_role("complementary", name="Settings of Assistant")
    panel.get_by_role("combobox", name="Workflows as tools").click()
    page.get_by_role("option", name="Make a poster").click()
    chosen = panel.get_by_role("list", name="Workflows as tools")
    expect(chosen.get_by_text("Make a poster")).to_be_visible()
    canvas.saved()

    card.article.get_by_role("button", name=re.compile("^Run")).click()
    expect(card.article.get_by_text("make_a_poster:")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Runs").click()
    log = page.get_by_role("complementary", name="Runs")
    log.get_by_role("button", name=re.compile("^Done")).click()
    call = log.get_by_role("list", name="Calls of tools").get_by_role("listitem")
    call.get_by_text("Make a poster").click()
    expect(call.get_by_text("an owl at night")).to_be_visible()
    expect(call.get_by_role("img", name="picture")).to_be_visible()
    axe.look_in_both("calls of tools")
    axe.is_content()

    call.get_by_role("button", name="Open the workflow that ran").click()
    expect(canvas.card("Request Input").article).to_be_visible()
    log.get_by_role("button", name=re.compile("^Done")).click()
    expect(log.get_by_text("Run as a tool of agent.")).to_be_visible()

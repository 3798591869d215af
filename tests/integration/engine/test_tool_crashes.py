"""`kill -9` while an assistant has a tool called: one run, one message, no turn bought twice."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from harness.crashing import Kill, Life, pretending, providers_in
from harness.documents import document, node, wire
from harness.killing import inherit_orphans, killed_and_restarted
from harness.odd_servers import odd_server
from limner.providers.openai import OpenAISettings
from limner.testing.emulators.process import EmulatorProcess, emulator_process
from limner.testing.studio import make_studio

IMAGES = "fal"
POINTS: list[Kill] = [
    ("after text", 1),
    ("after", 1),
    ("after text", 2),
    ("commit", 5),
    ("commit", 6),
]


@pytest.fixture(scope="module", autouse=True)
def no_orphans() -> None:
    inherit_orphans()


@pytest.fixture
async def emulators(tmp_path: Path) -> AsyncIterator[EmulatorProcess]:
    async with emulator_process(tmp_path / "ledgers") as running:
        yield running


async def kept_tool(home: Path) -> str:
    """A data directory with one workflow in it, which makes an image."""
    fields = [{"name": "motif", "required": True}]
    image = node(
        "image", "image", model="fal-ai/flux-2", size="512x512", prompt="{{ trigger.output.motif }}"
    )
    poster = document(
        [
            node("request", "request_input", fields=fields),
            image,
            node("response", "response_output"),
        ],
        [wire("image.image-out", "response.picture")],
    )
    async with make_studio(home) as studio:
        return (await studio.library.create(poster | {"name": "Make a poster"})).id


async def test_a_call_begins_one_run_and_no_turn_is_bought_twice(
    tmp_path: Path, emulators: EmulatorProcess
) -> None:
    tool = await kept_tool(tmp_path / "seed")
    asked = node("agent", "assistant", model="gpt-6-luna", prompt="make a poster", tools=[tool])
    providers = partial(providers_in, tmp_path, emulators.environment(), IMAGES)
    outcomes: set[str] = set()
    images_before = texts_before = 0
    for kind, number in POINTS:
        home = tmp_path / f"{kind} {number}"
        shutil.copytree(tmp_path / "seed", home)
        life = Life(home, providers, document([asked]), sections=(OpenAISettings,))
        report = await killed_and_restarted(life, (kind, number))
        assert report is not None, (kind, number)
        images = (await emulators.counts(IMAGES)).images
        texts = (await emulators.counts("openai")).charges
        made, written = images - images_before, texts - texts_before
        images_before, texts_before = images, texts
        assert report["kept"] <= made <= report["kept"] + report["unknown"], (kind, number)
        most = report["texts"] + report["unknown_texts"]
        assert report["texts"] <= written <= most, (kind, number)
        children = [run for run in report["runs"] if run["calledBy"] is not None]
        (run,) = [run for run in report["runs"] if run["calledBy"] is None]
        assert len(children) <= 1, (kind, number)
        outcomes.add(run["status"])
        if run["status"] == "succeeded":
            assert (len(children), report["texts"]) == (1, 2), (kind, number)
            (called,) = run["nodes"]["agent"]["output"]["toolCalls"]
            assert called["runId"] == children[0]["id"]
            shown = run["nodes"]["agent"]["output"]["seen"]
            made = called["answer"] and called["answer"]["picture"]["_metadata"]["attachmentId"]
            assert shown == ([made] if made else []), (kind, number)
            # Of an image whose request was lost, the model is told that nobody knows.
            assert (called["error"] is None) == (report["kept"] == 1), (kind, number)
        else:
            assert run["nodes"]["agent"]["error"]["code"] == "unknown_outcome", (kind, number)
            assert report["unknown_texts"] == 1, (kind, number)
    assert outcomes == {"succeeded", "failed"}


@pytest.mark.parametrize(("when", "sent"), [("before effect", 0), ("after effect", 1)])
async def test_what_a_model_may_have_sent_is_not_sent_again(
    tmp_path: Path, when: str, sent: int
) -> None:
    async with odd_server({"/orders": "taken"}) as server:
        asked = f"web_request\nUrl: {server.address}/orders\nMethod: POST"
        tools = {"httpHosts": "127.0.0.1", "httpReach": "all"}
        agent = node("agent", "assistant", model="composer", prompt=asked, **tools)
        allowed = {"allow_private_hosts": ("127.0.0.1",)}
        life = Life(tmp_path, pretending, document([agent]), settings=allowed)
        report = await killed_and_restarted(life, (when, 1))
        assert report is not None
        [run] = report["runs"]
        assert [request.method for request in server.received] == ["POST"] * sent
        told = run["nodes"]["agent"]
        assert (run["status"], told["error"]["code"]) == ("failed", "unknown_outcome")
        assert (told["output"], report["unknown"]) == (None, 1)

"""`limner.client` with a real server process: what the shell does, for programs."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from harness.documents import document, inside, node, prompt_to_image, wire
from harness.emulated import Emulators
from harness.server import Server
from limner.client import AsyncLimner, Event, Limner, Refused, RunFailed
from limner.testing.pictures import plain_png

SMALL = prompt_to_image("sketch", size="64x64")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("client") / "home")
    server.start()
    yield server
    server.close()


def kept(server: Server, draft: object) -> str:
    answer = httpx.post(f"{server.url}/api/workflows", json=draft)
    workflow_id: str = answer.raise_for_status().json()["id"]
    return workflow_id


def test_it_is_loaded_without_the_server() -> None:
    words = "import sys, limner.client; print(*sorted(m for m in sys.modules if '.' not in m))"
    loaded = subprocess.check_output([sys.executable, "-c", words], text=True).split()
    assert "httpx" in loaded
    assert not {"fastapi", "starlette", "uvicorn", "sqlalchemy", "PIL", "numpy"} & set(loaded)


def test_a_run_from_its_start_to_its_files(server: Server, tmp_path: Path) -> None:
    told: list[Event] = []
    with Limner(server.url) as limner:
        run = limner.run(kept(server, SMALL), {"prompt": "a fox"}, on_event=told.append)
        assert run.outputs is not None
        assert run.outputs["image"].startswith("http")
        assert told[0].type == "run.started"
        assert told[-1].type == "run.finished"
        assert told[-1].more == {"status": "succeeded"}
        [path] = limner.save(run, tmp_path / "out")
        assert path.read_bytes() == limner.content(run.asset_ids[0])
        assert limner.get_run(run.id) == run


def test_a_document_runs_without_being_kept(server: Server) -> None:
    with Limner(server.url) as limner:
        before = len(list(limner.workflows()))
        assert limner.run(SMALL, {"prompt": "a fox"}).cost == 0
        assert len(list(limner.workflows())) == before
        assert limner.estimate(model="sketch", prompt="a fox").credits == 0
        assert "sketch" in [model.id for model in limner.models()]


def test_a_file_is_uploaded_first(server: Server, tmp_path: Path) -> None:
    draft = document(
        [
            node("request", "request_input", fields=[{"name": "photo", "type": "image"}]),
            node("response", "response_output"),
        ],
        [wire("request.photo", "response.photo")],
    )
    photo = tmp_path / "fox.png"
    photo.write_bytes(plain_png(8, 8, "a fox", 1))
    with Limner(server.url) as limner:
        run = limner.run(kept(server, draft), {"photo": photo})
        assert limner.asset(run.asset_ids[0]).name == "fox.png"


def test_what_goes_wrong_is_told(server: Server) -> None:
    with Limner(server.url) as limner:
        workflow_id = kept(server, SMALL)
        with pytest.raises(Refused) as refusal:
            limner.run(workflow_id, {})
        assert (refusal.value.status, refusal.value.code) == (422, "missing_input")
        with pytest.raises(Refused):
            limner.get_run("run_none")
        failing = document(
            [node("words", "text", text="{{ trigger.output.a }}"), node("start", "manual")]
        )
        with pytest.raises(RunFailed) as failure:
            limner.run(failing)
        assert failure.value.run.status == "failed"
    with Limner("http://127.0.0.1:1") as nobody, pytest.raises(httpx.TransportError):
        nobody.cancel("run_none")


async def test_the_same_with_an_event_loop(server: Server, tmp_path: Path) -> None:
    told: list[Event] = []
    async with AsyncLimner(server.url) as limner:
        workflow_id = await asyncio.to_thread(kept, server, SMALL)
        runs = await asyncio.gather(
            *(limner.run(workflow_id, {"prompt": "a fox"}, on_event=told.append) for _ in range(3))
        )
        assert {run.status for run in runs} == {"succeeded"}
        assert [path.suffix for path in await limner.save(runs[0], tmp_path)] == [".png"]
        assert (await limner.estimate(model="sketch", prompt="a fox")).exact
        assert "sketch" in [model.id for model in await limner.models()]
        assert workflow_id in [workflow.id async for workflow in limner.workflows()]
        started = await limner.start(workflow_id, {"prompt": "a hare"})
        assert (await limner.wait(started.id)).has_ended
        with pytest.raises(Refused):
            await limner.resume(started.id)


async def test_a_server_that_goes_away_and_comes_back_is_followed_on(tmp_path: Path) -> None:
    server = Server(tmp_path / "home")
    await asyncio.to_thread(server.start)
    try:
        told: list[Event] = []
        async with AsyncLimner(server.url) as limner:
            started = await limner.start(SMALL, {"prompt": "a fox"})
            following = asyncio.create_task(limner.wait(started.id, on_event=told.append))
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
            run = await following
        assert run.status == "succeeded"
        assert [event.seq for event in told] == sorted({event.seq for event in told})
    finally:
        await asyncio.to_thread(server.close)


PAID = "fal-ai/bytedance/seedream/v4.5/text-to-image"


@pytest.fixture
def paid_server(tmp_path: Path) -> Iterator[Server]:
    emulators = Emulators(tmp_path / "ledger")
    server = Server(tmp_path / "home", emulators.environment())
    server.start()
    yield server
    server.close()
    emulators.close()


async def test_a_budget_stops_a_run_and_a_higher_one_lets_it_go_on(paid_server: Server) -> None:
    draft = document(
        [
            node("each", "loop", items=["cup", "hat", "fox"], concurrency=1),
            inside("each", node("draw", "image", model=PAID, prompt="{{ loop.currentItem }}")),
        ]
    )
    with Limner(paid_server.url) as limner:
        stopped = limner.run(draft, budget=80)
        assert (stopped.cost, stopped.budget, stopped.failed_nodes) == (80, 80, ["each", "draw"])
        limner.resume(stopped.id, retry=["each"], budget=120)
        after = limner.wait(stopped.id)
        assert (after.cost, after.budget, after.failed_nodes) == (120, 120, [])
        workflow_id = await asyncio.to_thread(kept, paid_server, draft)
        with pytest.raises(RunFailed) as failure:
            limner.run(workflow_id, budget=39)
        assert failure.value.code == "budget_exceeded"
        assert failure.value.hint is not None
        assert (failure.value.run.version, failure.value.run.alias) == (1, "draft")
    async with AsyncLimner(paid_server.url) as waiting:
        stopped = await waiting.run(workflow_id, budget=40)
        assert stopped.cost == 40
        await waiting.resume(stopped.id, retry=["each"], budget=80)
        assert (await waiting.wait(stopped.id)).cost == 80

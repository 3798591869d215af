"""The loop over products as a night's work: a refusal, a pause, `kill -9`, a budget, the rest."""

from __future__ import annotations

import json
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.emulated import Emulators
from harness.fal import FLUX
from harness.project import ROOT
from harness.server import Server

Json = dict[str, Any]
PRODUCTS = [{"name": f"Cup {n}", "place": "on a table"} for n in range(12)]
DEAREST = 24
"""Credits that are set aside for an image, whatever it comes to."""

AFFORDED = 9
PATIENCE = 60.0


@pytest.fixture
def emulators(tmp_path: Path) -> Iterator[Emulators]:
    emulators = Emulators(tmp_path / "ledger.jsonl", latency=0.3)
    yield emulators
    emulators.close()


@pytest.fixture
def server(tmp_path: Path, emulators: Emulators) -> Iterator[Server]:
    server = Server(tmp_path / "home", emulators.environment())
    server.start()
    yield server
    server.close()


def ask(server: Server, path: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    with urllib.request.urlopen(
        urllib.request.Request(server.url + path, data, headers), timeout=PATIENCE
    ) as answer:
        return json.loads(answer.read())


def when(server: Server, run_id: str, is_so: Callable[[Json], bool]) -> Json:
    """The run, as soon as something is so."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        run: Json = ask(server, f"/api/runs/{run_id}")
        if is_so(run):
            return run
        time.sleep(0.05)
    raise AssertionError(run)


def ended_items(run: Json) -> int:
    progress = run["nodes"]["product"].get("progress") or {"done": 0, "failed": 0}
    ended: int = progress["done"] + progress["failed"]
    return ended


def has_ended(run: Json) -> bool:
    return run["endedAt"] is not None


def every_product() -> Json:
    """The example with a model that costs something."""
    example: Json = json.loads((ROOT / "examples" / "every-product.json").read_text("utf-8"))
    nodes = {each["id"]: each["data"] for each in example["nodes"]}
    nodes["product"]["concurrency"] = 3
    nodes["image"] |= {"model": FLUX, "imageSize": "square_hd"}
    del nodes["image"]["aspectRatio"]
    return example


def test_every_product_is_drawn_and_saved_once(server: Server, emulators: Emulators) -> None:
    saved = ask(server, "/api/workflows", every_product())
    assert saved["problems"] == []
    emulators.fault("fal", "refusal")
    order = {"inputs": {"products": PRODUCTS}, "budget": AFFORDED * DEAREST}
    run_id = ask(server, f"/api/workflows/{saved['id']}/runs", order)["id"]
    path = f"/api/runs/{run_id}"

    when(server, run_id, lambda run: ended_items(run) > 0)
    ask(server, f"{path}/pause", {})
    paused = when(server, run_id, lambda run: run["status"] == "paused")
    assert ended_items(paused) < len(PRODUCTS)
    ask(server, f"{path}/resume", {})
    when(server, run_id, lambda run: ended_items(run) > ended_items(paused))
    server.kill()
    server.start()

    first = when(server, run_id, has_ended)
    assert first["status"] == "succeeded", first["error"]
    codes = Counter(e["error"]["code"] for e in first["nodes"]["product"]["output"]["errors"])
    unclear = codes.pop("unknown_outcome", 0)
    assert set(codes) == {"content_refused", "budget_exceeded"}
    paths = first["outputs"]["paths"]
    failed = [place for place, path in enumerate(paths) if path is None]
    assert json.loads(first["outputs"]["failed"]) == failed
    assert emulators.charges("fal") <= AFFORDED

    ask(server, f"{path}/resume", {"retry": ["product"], "budget": 2 * len(PRODUCTS) * DEAREST})
    whole = when(server, run_id, has_ended)
    assert whole["nodes"]["product"]["output"]["errors"] == []
    names = [f"products/cup-{n}.png" for n in range(len(PRODUCTS))]
    assert whole["outputs"]["paths"] == names
    folder = server.home / "saved"
    assert sorted(names) == sorted(
        file.relative_to(folder).as_posix() for file in folder.rglob("*.*")
    )
    assert len(PRODUCTS) <= emulators.charges("fal") <= len(PRODUCTS) + unclear

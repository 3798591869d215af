"""With a server on the same data directory, commands go through it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from harness.documents import document, node, wire
from harness.server import Server
from harness.shell import Shell
from limner.storage.lock import file_lock
from limner.testing.pictures import plain_png

SMALL = ("--size", "64x64")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("server") / "home")
    server.start()
    yield server
    server.close()


@pytest.fixture
def server(running: Server, limner_home: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    """A running server, in whose data directory the shell works instead of its own."""
    assert limner_home != running.home
    use(running, monkeypatch)
    return running


def use(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMNER_HOME", str(server.home))
    monkeypatch.setenv("LIMNER_PORT", str(server.port))


def known_runs(server: Server) -> dict[str, str]:
    """The status of each run the server knows."""
    with urllib.request.urlopen(f"{server.url}/api/runs?limit=200") as answer:
        items: list[dict[str, Any]] = json.load(answer)["items"]
    return {run["id"]: run["status"] for run in items}


def test_an_image_is_made_by_the_server(server: Server, shell: Shell) -> None:
    before = known_runs(server)
    made = shell("image", "a fox", *SMALL, "--out", "fox.png")
    assert (made.code, made.out) == (0, "fox.png\n"), made.err
    with Image.open(shell.folder / "fox.png") as image:
        assert (image.format, image.size) == ("PNG", (64, 64))
    assert len(known_runs(server)) == len(before) + 1


def test_a_workflow_runs_there_and_is_not_kept(server: Server, shell: Shell) -> None:
    nodes = [
        node("ask", "request_input", fields=[{"name": "photo", "type": "image", "required": True}]),
        node("draw", "image", prompt="a fox", size="64x64"),
        node("answer", "response_output"),
    ]
    wires = [wire("ask.photo", "draw.image-in"), wire("draw.image-out", "answer.fox")]
    file = shell.write("fox.json", document(nodes, wires))
    (shell.folder / "photo.png").write_bytes(plain_png(40, 40, "photo", 1))
    ended = shell("run", file, "photo=@photo.png", "--out", "out", "--json")
    assert ended.code == 0, ended.out
    assert ended.json["outputs"]["fox"].startswith(f"{server.url}/files/")
    assert ended.json["files"] == ["out/fox.png"]
    assert known_runs(server)[ended.json["id"]] == "succeeded"
    with urllib.request.urlopen(f"{server.url}/api/workflows") as answer:
        assert "Test" not in [item["name"] for item in json.load(answer)["items"]]


@pytest.mark.usefixtures("server")
def test_problems_and_failures_are_told_as_without_a_server(shell: Shell) -> None:
    odd = shell("run", shell.write("odd.json", document([node("draw", "image")])))
    assert odd.code == 2
    assert "no prompt" in odd.err
    nodes = [
        node("ask", "request_input", fields=[{"name": "prompt"}]),
        node("draw", "image", size="64x64"),
    ]
    file = shell.write("empty.json", document(nodes, [wire("ask.prompt", "draw.prompt-in")]))
    failed = shell("run", file, "prompt= ")
    assert failed.code == 1
    assert "draw: The prompt is empty." in failed.err
    unknown = shell("run", file, "colour=red")
    assert unknown.code == 2
    assert "'colour'" in unknown.err
    (shell.folder / "photo.png").write_text("no image", encoding="utf-8")
    refused = shell("image", "a fox", "--reference", "photo.png")
    assert refused.code == 2
    assert "PNG, JPEG or WebP" in refused.err


def test_a_run_that_takes_too_long_is_cancelled_there(server: Server, shell: Shell) -> None:
    before = known_runs(server)
    words = ("image", "a fox", "--size", "4096x4096", "--count", "15")
    assert shell(*words, "--timeout", "0.3").code == 1
    new = {run_id: status for run_id, status in known_runs(server).items() if run_id not in before}
    assert list(new.values()) == ["cancelled"]


def test_its_models_are_listed(server: Server, shell: Shell) -> None:
    with urllib.request.urlopen(f"{server.url}/api/models") as answer:
        assert shell("models", "--json").json == json.load(answer)


def test_the_doctor_finds_it(server: Server, shell: Shell) -> None:
    examined = shell("doctor")
    assert examined.code == 0, examined.out
    assert f"the server is running at {server.url}" in examined.out


@pytest.mark.usefixtures("server")
def test_a_second_server_is_refused(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMNER_PORT", "0")
    second = shell("serve")
    assert second.code == 1
    assert "Another Limner process" in second.err


def test_an_address_left_behind_misleads_no_one(
    tmp_path: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = Server(tmp_path / "killed")
    killed.start()
    killed.kill()
    use(killed, monkeypatch)
    assert (killed.home / "server.json").exists()
    made = shell("image", "a fox", *SMALL, "--out", "fox.png")
    assert made.code == 0, made.err


@pytest.mark.parametrize("end", [Server.stop, Server.kill])
def test_a_server_that_goes_away_in_the_middle_is_told_of(
    tmp_path: Path, limner_home: Path, end: Callable[[Server], None]
) -> None:
    going = Server(limner_home)
    going.start()
    words = ["image", "a fox", "--size", "4096x4096", "--count", "15"]
    with subprocess.Popen(
        [sys.executable, "-m", "limner", *words],
        cwd=tmp_path,
        env=going.environ(),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        wait_for(lambda: "running" in known_runs(going).values())
        end(going)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "next start" in told
    assert "Traceback" not in told


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_directory_held_by_no_server_is_said_to_be(shell: Shell) -> None:
    with file_lock(shell.home / "limner.db.lock"):
        made = shell("image", "a fox", *SMALL, "--out", "fox.png")
    assert made.code == 1
    assert "Another Limner process" in made.err

"""The server as a process: starting, stopping, being killed, being found."""

import json
import signal
import socket
import stat
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from harness.server import Server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server that runs."""
    server = Server(tmp_path / "home")
    server.start()
    yield server
    server.close()


def ask(server: Server, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(server.url + path, data, {"Content-Type": "application/json"})
    request.headers.update(headers or {})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


def second(server: Server, **environ: str) -> subprocess.CompletedProcess[str]:
    """Another `limner serve`, until it ends."""
    return subprocess.run(
        [sys.executable, "-m", "limner", "serve"],
        env=server.environ() | environ,
        cwd=server.home.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_first_start_brings_a_workflow_that_runs(server: Server) -> None:
    (workflow,) = ask(server, "/api/workflows")["items"]
    assert ask(server, f"/api/workflows/{workflow['id']}")["problems"] == []
    answer = ask(server, f"/api/workflows/{workflow['id']}/run", {"prompt": "a red boat"})
    with urllib.request.urlopen(answer["image"], timeout=30) as image:
        assert image.read(8) == b"\x89PNG\r\n\x1a\n"


def test_a_later_start_adds_nothing(server: Server) -> None:
    before = ask(server, "/api/workflows")
    server.stop()
    server.start()
    assert ask(server, "/api/workflows") == before


def test_other_commands_of_the_same_user_find_it(server: Server) -> None:
    path = server.home / "server.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    said = json.loads(path.read_text())
    assert said["address"] == server.url
    assert said["pid"] == server.pid
    server.stop()
    assert not path.exists()


def test_the_token_in_the_file_stands_for_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server(tmp_path / "home")
    environ = server.environ() | {"LIMNER_ADMIN_KEY": "a-long-and-random-key"}
    monkeypatch.setattr(server, "environ", lambda: environ)
    server.start()
    try:
        token = json.loads((server.home / "server.json").read_text())["token"]
        with pytest.raises(urllib.error.HTTPError, match="401"):
            ask(server, "/api/workflows")
        assert ask(server, "/api/workflows", headers={"Authorization": f"Bearer {token}"})["items"]
    finally:
        server.close()


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_asked_though_clients_still_listen(
    server: Server, asked: signal.Signals
) -> None:
    (workflow,) = ask(server, "/api/workflows")["items"]
    run = ask(server, f"/api/workflows/{workflow['id']}/runs", {"inputs": {}})
    stream = urllib.request.urlopen(f"{server.url}/api/runs/{run['id']}/events", timeout=60)
    children = psutil.Process(server.pid).children(recursive=True)
    server.stop(asked)
    stream.close()
    _, alive = psutil.wait_procs(children, timeout=30)
    assert alive == []
    assert "Traceback" not in server.log.read_text()
    server.start()


def test_killed_in_the_middle_of_a_run_it_leaves_no_child_and_goes_on(server: Server) -> None:
    (workflow,) = ask(server, "/api/workflows")["items"]
    document = ask(server, f"/api/workflows/{workflow['id']}")
    document["nodes"][1]["data"]["count"] = 6
    saved = ask(server, "/api/workflows", document)
    run = ask(server, f"/api/workflows/{saved['id']}/runs", {"inputs": {}})
    wait_for_event(server, run["id"], "node.image")
    children = psutil.Process(server.pid).children(recursive=True)
    server.kill()
    _, alive = psutil.wait_procs(children, timeout=30)
    assert alive == []
    server.start()
    wait_for_event(server, run["id"], "run.finished")
    ended = ask(server, f"/api/runs/{run['id']}")
    assert ended["status"] == "succeeded"
    assert len(ended["outputs"]["image"]) == 6
    images = ask(server, f"/api/assets?runId={run['id']}")["items"]
    assert len(images) == 6


def wait_for_event(server: Server, run_id: str, kind: str) -> None:
    """Read a run's events up to one of a kind."""
    with urllib.request.urlopen(f"{server.url}/api/runs/{run_id}/events", timeout=120) as stream:
        assert any(line == f"event: {kind}\n".encode() for line in stream)


def test_two_servers_cannot_share_a_data_directory(server: Server) -> None:
    ended = second(server, LIMNER_PORT="0")
    assert ended.returncode != 0
    assert "Another Limner process is using this data" in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
    assert ask(server, "/api/health")["status"] == "ok"
    assert json.loads((server.home / "server.json").read_text())["pid"] == server.pid


def test_a_port_in_use_is_said_plainly(server: Server, tmp_path: Path) -> None:
    ended = second(server, LIMNER_HOME=str(tmp_path / "other"))
    assert ended.returncode != 0
    assert f"port {server.port}" in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr


def test_it_refuses_to_listen_beyond_this_machine_without_a_key(tmp_path: Path) -> None:
    ended = second(Server(tmp_path / "home"), LIMNER_HOST="0.0.0.0")
    assert ended.returncode != 0
    assert "LIMNER_ADMIN_KEY" in ended.stdout + ended.stderr
    assert not (tmp_path / "home" / "limner.db").exists()


def test_a_slow_client_does_not_hold_up_the_others(server: Server) -> None:
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(50)]
    for each in slow:
        each.sendall(b"POST /api/workflows HTTP/1.1\r\nHost: localhost\r\nContent-Le")
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(ask(server, "/api/health")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    for each in slow:
        each.close()
    assert [answer["status"] for answer in answers] == ["ok"] * 8

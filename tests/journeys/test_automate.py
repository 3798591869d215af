"""The pages on workflows that work by themselves, and on the Python client, work as they stand."""

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.documents import document, node, prompt_to_image, wire
from harness.pages import Reader, examples, is_part_of
from harness.project import ROOT
from harness.server import Server

NOBODY = "http://93.184.216.34/limner"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "home")
    server.start()
    yield server
    server.close()


def kept(server: Server, draft: Any) -> str:
    request = urllib.request.Request(
        f"{server.url}/api/workflows",
        data=json.dumps(draft).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        workflow_id: str = json.load(answer)["id"]
    return workflow_id


def test_a_workflow_works_by_itself(server: Server, tmp_path: Path) -> None:
    draft = document(
        [
            node("hook", "webhook"),
            node("words", "text", text="{{ trigger.output.headline }}"),
            node("response", "response_output"),
        ],
        [wire("words.text-out", "response.said")],
    )
    workflow_id = kept(server, draft)
    reader = Reader(server, tmp_path / "reader", {"WORKFLOW_ID": workflow_id, "RECEIVER": NOBODY})
    secret = ""
    for example in examples("automate"):
        ended = reader.types(example.commands.replace("SECRET", secret))
        assert ended.returncode == 0, (example, ended)
        if example.shown is not None:
            assert is_part_of(example.shown, json.loads(ended.stdout)), (example, ended)
        if "hook/secret" in example.commands:
            secret = json.loads(ended.stdout)["secret"]
        if "keys" in example.commands:
            assert ended.stdout.startswith("lim_")
    assert reader.last_run()["outputs"] == {"said": "A fox in the snow"}
    state = reader.get(f"/api/workflows/{workflow_id}/publication")
    assert (state["active"], state["noticeUrl"]) == (True, NOBODY)


def test_python_calls_it(server: Server, tmp_path: Path) -> None:
    workflow_id = kept(server, prompt_to_image("sketch", size="64x64"))
    page = (ROOT / "docs" / "how-to" / "python-client.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    program = "\n".join(blocks).replace("WORKFLOW_ID", workflow_id)
    program = program.replace("http://127.0.0.1:8420", server.url)
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == 0, ended.stderr
    assert len(list((tmp_path / "pictures").iterdir())) == 1
    assert "run.finished" in ended.stdout

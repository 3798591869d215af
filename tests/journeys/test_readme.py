"""What the README shows works as it stands there."""

import json
import re
import shlex
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

from harness.project import ROOT
from harness.server import Server

README = (ROOT / "README.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8420"
PNG = b"\x89PNG\r\n\x1a\n"


def example(beginning: str) -> list[str]:
    """The words of the README's shell example that begins so."""
    code = re.search(rf"```sh\n({re.escape(beginning)}.*?)```", README, re.DOTALL)
    assert code, f"the README has no example of {beginning}"
    return shlex.split(code[1].replace("\\\n", " "))


def fetch(request: str | urllib.request.Request) -> Any:
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def test_the_call_answers_with_an_image(server: Server) -> None:
    command, address, *options = example("curl")
    assert command == "curl"
    (workflow,) = fetch(f"{server.url}/api/workflows")["items"]
    values = dict(zip(options[::2], options[1::2], strict=True))
    name, _, value = values["-H"].partition(": ")
    request = urllib.request.Request(
        address.replace(ADDRESS, server.url).replace("WORKFLOW_ID", workflow["id"]),
        data=values["-d"].encode(),
        headers={name: value},
    )
    with urllib.request.urlopen(fetch(request)["image"], timeout=60) as image:
        assert image.headers["Content-Type"] == "image/png"
        assert image.read().startswith(PNG)


def test_the_shell_makes_an_image_without_a_server(tmp_path: Path) -> None:
    program, *words = example(".venv/bin/limner")
    assert program == ".venv/bin/limner"
    environment = Server(tmp_path / "home").environ()
    subprocess.run(
        [sys.executable, "-m", "limner", *words], cwd=tmp_path, env=environment, check=True
    )
    assert (tmp_path / "fox.png").read_bytes().startswith(PNG)

"""The pages on providers, models and prompts work as they stand there, emulators in the
providers' place."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from yarl import URL

from harness.pages import Reader, examples, is_part_of
from harness.project import ROOT
from harness.server import Server
from limner.testing.emulators import emulator_types

FIRST_PORT = 8430
DESCRIBED = {
    "fal-ai/flux-2-flex": {
        "input": {
            "type": "object",
            "required": ["prompt"],
            "properties": {
                "prompt": {"type": "string"},
                "guidance_scale": {"type": "number", "minimum": 1.5, "maximum": 10},
                "seed": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
            },
        },
        "output": {"properties": {"images": {}, "seed": {}}},
    }
}
"""An endpoint that the emulator of its provider can describe."""


class Emulated:
    """`limner emulate`, and what it tells to set."""

    def __init__(self, contracts: Path) -> None:
        words = ["emulate", "--port", "0", "--latency", "0", "--contracts", str(contracts)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "limner", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        names = [name for kind in emulator_types() for name in kind.environment("")]
        lines = [self._process.stdout.readline().strip() for _ in names]
        self.environment = dict(line.removeprefix("export ").split("=", 1) for line in lines)

    def addresses(self) -> dict[str, str]:
        """Where each is, by where it is when nothing else is said."""
        found = {}
        for number, kind in enumerate(emulator_types()):
            variable = next(name for name in kind.environment("") if name.endswith("_URL"))
            usual = f"http://127.0.0.1:{FIRST_PORT + number}"
            found[usual] = str(URL(self.environment[variable]).origin())
        return found

    def close(self) -> None:
        self._process.terminate()
        self._process.communicate(timeout=60)


@pytest.fixture
def emulated(tmp_path: Path) -> Iterator[Emulated]:
    contracts = tmp_path / "contracts"
    contracts.mkdir()
    (contracts / "fal-endpoints.json").write_text(json.dumps(DESCRIBED), encoding="utf-8")
    running = Emulated(contracts)
    try:
        yield running
    finally:
        running.close()


@pytest.fixture
def reader(tmp_path: Path, emulated: Emulated) -> Iterator[Reader]:
    """Somebody who has set the variables that `limner emulate` prints, and named a server."""
    studio = emulated.environment["OPENAI_BASE_URL"]
    named = {"LIMNER_COMPATIBLE__STUDIO__URL": studio, "LIMNER_COMPATIBLE__STUDIO__KEY": "its-key"}
    server = Server(tmp_path / "home", emulated.environment | named)
    server.start()
    try:
        yield Reader(server, tmp_path / "reader", emulated.addresses())
    finally:
        server.close()


def read(reader: Reader, page: str) -> None:
    """Every example of a page ends well, and answers what the page shows. Where a fault is asked
    for, it comes."""
    for example in examples(page):
        ended = reader.types(example.commands)
        assert ended.returncode == ("_emulator/faults" in example.commands), (example, ended)
        if example.shown is not None:
            assert is_part_of(example.shown, json.loads(ended.stdout)), (example, ended)


def test_providers(reader: Reader) -> None:
    read(reader, "providers")
    runs = reader.get("/api/runs")["items"]
    assert [run["status"] for run in runs] == ["succeeded", "succeeded"]
    assert runs[0]["nodes"]["picture"]["output"]["model"] == "gemini-3.1-flash-image"


def test_models(reader: Reader) -> None:
    read(reader, "models")
    models = {model["id"]: model for model in reader.get("/api/models")["items"]}
    assert models["fal-ai/flux-2"]["enabled"]
    assert models["fal-ai/flux-2-flex"]["price"] is None
    assert models["acme/brush"]["maxReferences"] == 3
    assert "fal-ai/flux-2/turbo" not in models
    made = [run["nodes"]["picture"]["output"] for run in reader.get("/api/runs")["items"]]
    assert [(image["model"], image["size"]) for image in made] == [
        ("fal-ai/flux/schnell", "1024x768"),
        ("fal-ai/flux-2/turbo", "1024x768"),
        ("fal-ai/flux-2/turbo", "1280x720"),
    ]


def test_prompt_modes(reader: Reader) -> None:
    read(reader, "prompt-modes")
    reviewed, refined = (
        run["nodes"]["image"]["output"] for run in reader.get("/api/runs")["items"]
    )
    assert reviewed["prompt"] == "a red fox in fresh snow"
    page = (ROOT / "docs" / "how-to" / "prompt-modes.md").read_text(encoding="utf-8")
    shown = page.partition("```json\n")[2].partition("```")[0]
    assert is_part_of(json.loads(shown), refined)

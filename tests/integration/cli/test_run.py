"""`limner run`: a workflow from a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from harness.documents import document, node, wire
from harness.shell import Shell
from limner.testing.pictures import plain_png

ASK = node(
    "ask",
    "request_input",
    fields=[
        {"name": "prompt", "required": True},
        {"name": "photo", "type": "image"},
        {"name": "seed", "type": "number", "default": 1},
        {"name": "items", "type": "list"},
        {"name": "settings", "type": "params"},
        {"name": "loud", "type": "boolean"},
    ],
)
DRAW = node("draw", "image", size="64x64")
SAID = {"name": "said", "value": "{{ trigger.output.prompt }} {{ trigger.output.seed }}"}
WIRES = [wire("ask.prompt", "draw.prompt-in"), wire("draw.image-out", "answer.picture")]


@pytest.fixture
def file(shell: Shell) -> Path:
    nodes = [ASK, DRAW, node("answer", "response_output", outputs=[SAID])]
    return shell.write("fox.json", document(nodes, [*WIRES, wire("ask.photo", "draw.image-in")]))


def test_the_outputs_are_printed(shell: Shell, file: Path) -> None:
    ended = shell("run", file, "prompt=a fox", "seed=7")
    assert ended.code == 0, ended.err
    picture, said = sorted(ended.out.splitlines())
    assert picture.startswith("picture: http://127.0.0.1:8420/files/ast_")
    assert said == "said: a fox 7"


def test_images_go_into_a_folder_and_over_nothing(shell: Shell, file: Path) -> None:
    for name in ("out/picture.png", "out/picture-2.png"):
        ended = shell("run", file, "prompt=a fox", "--out", "out")
        assert (ended.code, ended.out) == (0, f"{name}\n")
        with Image.open(shell.folder / name) as image:
            assert image.size == (64, 64)


def test_inputs_are_read_by_their_types(shell: Shell, file: Path) -> None:
    (shell.folder / "photo.png").write_bytes(plain_png(40, 40, "photo", 1))
    words = ["prompt=a fox", "photo=@photo.png", "seed=3", "items=[1,2]", "loud=yes"]
    run = shell("run", file, *words, 'settings={"seed": 4}', "--json").json
    assert run["status"] == "succeeded", run["error"]
    photo = run["inputs"].pop("photo")
    assert photo.startswith("ast_")
    assert run["inputs"] == {
        "prompt": "a fox",
        "seed": 3,
        "items": [1, 2],
        "loud": True,
        "settings": {"seed": 4},
    }


def test_an_image_goes_on_by_its_id(shell: Shell, file: Path) -> None:
    (shell.folder / "photo.png").write_bytes(plain_png(40, 40, "photo", 1))
    run = shell("run", file, "prompt=a fox", "photo=photo.png", "--json").json
    again = shell("run", file, "prompt=a fox", f"photo={run['inputs']['photo']}", "--json")
    assert again.json["inputs"]["photo"] == run["inputs"]["photo"]


def test_without_an_answering_node_the_images_of_all_nodes_are_written(shell: Shell) -> None:
    nodes = [node(name, "image", size="64x64", prompt="a fox") for name in ("left", "right")]
    file = shell.write("two.json", document(nodes))
    ended = shell("run", file, "--out", "out")
    assert sorted(ended.out.split()) == ["out/left.png", "out/right.png"]


@pytest.mark.parametrize(
    ("words", "complaints"),
    [
        ([], ["'prompt'", "required"]),
        (["prompt=a", "colour=red"], ["'colour'", "Its inputs: prompt"]),
        (["prompt=a", "seed=many"], ["'seed'", "number"]),
        (["prompt=a", "items=1,2"], ["'items'", "JSON"]),
        (["prompt=a", "photo=nowhere.png"], ["nowhere.png"]),
        (["a fox"], ["name=value"]),
        (["prompt=a", "prompt=b"], ["twice"]),
    ],
)
def test_bad_inputs_name_themselves(
    shell: Shell, file: Path, words: list[str], complaints: list[str]
) -> None:
    ended = shell("run", file, *words)
    assert ended.code == 2
    assert all(complaint in ended.err for complaint in complaints), ended.err


def test_every_problem_of_a_document_is_listed(shell: Shell) -> None:
    nodes = [node("draw", "image", colour="red"), node("odd", "teapot")]
    ended = shell("run", shell.write("odd.json", document(nodes)))
    assert ended.code == 2
    for word in ("draw.colour", "bad_field", "draw.prompt", "missing_input", "odd.type", "teapot"):
        assert word in ended.err


@pytest.mark.parametrize(
    "content", ["", '{"schema": 1', "[1, 2]", "null", '{"schema": 99}', "[" * 5000, "\ud800"]
)
def test_what_is_no_document_is_bad_input(shell: Shell, content: str) -> None:
    file = shell.folder / "bad.json"
    file.write_bytes(content.encode("utf-8", "surrogatepass"))
    ended = shell("run", file)
    assert ended.code == 2, ended.err
    assert ended.err.startswith("Error ")


@pytest.mark.parametrize("name", ["nowhere.json", "."])
def test_a_file_that_cannot_be_read_is_bad_input(shell: Shell, name: str) -> None:
    ended = shell("run", name)
    assert ended.code == 2
    assert "cannot be read" in ended.err


def test_a_run_that_fails_names_the_node_and_ends_with_1(shell: Shell) -> None:
    nodes = [ASK, DRAW, node("answer", "response_output")]
    file = shell.write("fox.json", document(nodes, WIRES))
    ended = shell("run", file, "prompt= ", "--out", "out")
    assert (ended.code, ended.out) == (1, "")
    assert "draw: The prompt is empty." in ended.err
    run = shell("run", file, "prompt= ", "--json")
    assert (run.code, run.json["error"]["code"]) == (1, "prompt_empty")


def test_a_run_that_takes_too_long_is_cancelled(shell: Shell) -> None:
    slow = node("draw", "image", prompt="a fox", size="4096x4096", count=15)
    file = shell.write("slow.json", document([slow]))
    ended = shell("run", file, "--timeout", "0.2", "--json")
    assert ended.code == 1
    assert ended.json["error"]["code"] == "run_cancelled"

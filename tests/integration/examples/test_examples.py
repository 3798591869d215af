"""Every example runs as its page says, offline and without a key."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from harness.project import ROOT
from harness.shell import Shell
from limner.media.probe import probe
from limner.testing.pictures import plain_png
from limner.workflows.starters import starter_documents

EXAMPLES = ROOT / "examples"
PAGE = (EXAMPLES / "README.md").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^## \[(.+?)\]\((.+?)\)\n\n(.+?)\n\n```sh\n(.+?)\n```", PAGE, re.M | re.S)
SENTENCE_END = re.compile(r"[.!?](?:\s|$)")

WRITTEN = {
    "describe-and-draw-again.json": {"first.png": (1024, 1024), "second.png": (1024, 1024)},
    "every-colour.json": {f"pictures-{number}.png": (512, 512) for number in range(1, 5)},
    "every-product.json": {
        f"products/{name}.png": (1024, 1024) for name in ("a-blue-boat", "a-red-cup", "a-straw-hat")
    },
    "first-image.json": {"image.png": (1024, 1024)},
    "five-seasons.json": {f"images-{number}.png": (1368, 768) for number in range(1, 6)},
    "picture-for-an-article.json": {
        "image.png": (1792, 1024),
        "articles/the-lighthouse-is-lit-again.png": (1792, 1024),
    },
    "poster-from-photo.json": {"poster.png": (888, 1184)},
    "pictures-from-a-table.json": {f"pictures-{number}.png": (512, 512) for number in range(1, 4)},
}

NEEDS_A_MAIL_SERVER = "figure-of-the-week.json"
"""Runs in `test_automations.py`, with servers of its own."""


def document(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EXAMPLES / name).read_text(encoding="utf-8"))
    return found


def test_every_example_has_its_section_and_its_test() -> None:
    files = sorted(file.name for file in EXAMPLES.glob("*.json"))
    assert (
        sorted(name for _, name, _, _ in SECTIONS)
        == files
        == sorted([*WRITTEN, NEEDS_A_MAIL_SERVER])
    )


@pytest.mark.parametrize(("title", "name", "text", "command"), SECTIONS)
def test_it_is_told_in_three_sentences(title: str, name: str, text: str, command: str) -> None:
    assert len(SENTENCE_END.findall(text)) == 3
    assert document(name)["name"] == title
    assert f"examples/{name}" in command


def test_the_first_is_what_an_installation_begins_with() -> None:
    assert document("first-image.json") in starter_documents()


@pytest.mark.parametrize(
    ("name", "command"),
    [(name, command) for _, name, _, command in SECTIONS if name in WRITTEN],
)
def test_its_command_makes_its_images(shell: Shell, name: str, command: str) -> None:
    (shell.folder / "examples").symlink_to(EXAMPLES)
    (shell.folder / "me.jpg").write_bytes(plain_png(300, 200, "a photo", 1))
    program, *words = shlex.split(command)
    assert Path(program).name == "limner"
    ended = shell(*words)
    assert ended.code == 0, ended.err
    sizes = {}
    for folder in (shell.folder / "pictures", shell.home / "saved"):
        for path in folder.rglob("*.png"):
            info = probe(path.read_bytes())
            sizes[path.relative_to(folder).as_posix()] = (info.width, info.height)
    assert sizes == WRITTEN[name]


def test_the_picture_for_an_article_lies_where_the_answer_says(shell: Shell) -> None:
    name = str(EXAMPLES / "picture-for-an-article.json")
    ended = shell("run", name, "headline=The lighthouse is lit again", "--json")
    assert ended.code == 0, ended.err
    outputs = json.loads(ended.out)["outputs"]
    assert outputs["path"] == "articles/the-lighthouse-is-lit-again.png"
    info = probe((shell.home / "saved" / outputs["path"]).read_bytes())
    assert (info.width, info.height) == (1792, 1024)

"""Everything the server says has a line in every language of the canvas."""

import json
import re
from pathlib import Path

import pytest

from harness.project import ROOT
from texts import catalogue_texts, message_texts, shape

FOLDERS = sorted((ROOT / "web" / "src" / "i18n").glob("*/served"))


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.parent.name)
def folder(request: pytest.FixtureRequest) -> Path:
    """Where one language keeps what the server says."""
    found: Path = request.param
    return found


def _lines(folder: Path, *names: str) -> set[str]:
    files = [json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in names]
    return {text for lines in files for text in lines}


def _missing(said: set[str], lines: set[str]) -> list[str]:
    there = {shape(line) for line in lines}
    return sorted(text for text in said if shape(text) not in there and _has_words(text))


def _has_words(text: str) -> bool:
    return re.search(r"[^\W\d]", re.sub(r"\{\w+\}", "", text)) is not None


def test_there_is_another_language() -> None:
    assert [folder.parent.name for folder in FOLDERS] == ["it"]


def test_the_whole_catalogue_is_translated(folder: Path) -> None:
    missing = _missing(set(catalogue_texts()), _lines(folder, "catalogue"))
    assert not missing, "\n".join(missing)


def test_every_error_problem_and_warning_is_translated(folder: Path) -> None:
    lines = _lines(folder, "catalogue", "messages", "parts")
    missing = _missing(set(message_texts()), lines)
    assert not missing, "\n".join(missing)


def test_nothing_is_translated_that_is_not_said_any_more(folder: Path) -> None:
    said = {shape(text) for text in (*catalogue_texts(), *message_texts())}
    kept = _lines(folder, "catalogue", "messages")
    old = sorted(line for line in kept if shape(line) not in said)
    assert not old, "\n".join(old)


def test_messages_are_found_in_every_way_they_are_written() -> None:
    said = set(message_texts())
    assert {
        "The prompt is too long",
        "The list has no items.",
        "Use {successor} instead.",
        "{failed} of {rows} items failed. Item {item}: {reason}",
    } <= said

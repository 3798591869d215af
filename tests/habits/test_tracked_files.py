"""What Git keeps serves on every machine."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.project import ROOT, name_of, written_files

LARGEST = 1_000_000
FORBIDDEN = {
    "a folder of one machine": re.compile(r"(?<![\w.*}])/(?:work|root|tmp|home/\w+|Users/\w+)/"),
    "the address of a package index": re.compile(r"pypi\.org|pythonhosted\.org|registry\.npm"),
    "a secret": re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bsk-[A-Za-z0-9]{20,}|\bghp_\w{30,}"
    ),
}


def text_files() -> Iterator[tuple[Path, str]]:
    for file in written_files():
        try:
            yield file, file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_no_file_holds(kind: str) -> None:
    found = [
        f"{name_of(file)}: {match[0]}"
        for file, text in text_files()
        for match in FORBIDDEN[kind].finditer(text)
    ]
    assert found == []


def test_no_file_is_large() -> None:
    sizes = {name_of(file): file.stat().st_size for file in written_files()}
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}


def test_npm_locks_hold_no_address() -> None:
    locks = [file for file in written_files(".json") if file.name == "package-lock.json"]
    assert ROOT / "web" / "package-lock.json" in locks
    for lock in locks:
        packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
        assert [name for name, package in packages.items() if "resolved" in package] == []

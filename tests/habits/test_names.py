"""The name of a provider, a model or a node stands only in its own file, its data,
its emulator and its tests."""

import ast
import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from harness.project import ROOT, SOURCE, name_of, written_files
from limner.models.parts import Role, Task
from limner.nodes._image_data import PromptMode
from limner.nodes.contract import HandleType
from limner.workflows.document import RESERVED_IDS

DATA = SOURCE / "models" / "data"
TEXT_DATA = SOURCE / "models" / "text_data"
EMULATORS = SOURCE / "testing" / "emulators"
# Files whose own vocabulary shares a word with an id: a style, a scheme of addresses, a parameter
# and a role in vendors' protocols.
OTHER_MEANING = {
    SOURCE / "storage" / "blobs.py": {"s3"},
    SOURCE / "models" / "styles.py": {"sketch"},
    SOURCE / "models" / "parameters.py": {"webhook"},
    SOURCE / "models" / "openapi_import.py": {"webhook"},
    EMULATORS / "anthropic.py": {"assistant"},
    EMULATORS / "chat.py": {"assistant"},
}
FLOORS = ("text", "services", "providers", "nodes")
QUOTED = re.compile(r"""(["'`])((?:(?!\1).)*)\1""")


def folder_names(folder: Path) -> set[str]:
    """The ids that the modules or packages of a folder stand for."""
    entries = {entry.stem for entry in folder.iterdir() if entry.suffix in {".py", ""}}
    parts = {"contract", "http_call", "known", "registry", "shelf", "store"}
    return {name for name in entries if not name.startswith("_")} - parts


def model_ids(data: Path) -> set[str]:
    files = data.rglob("*.toml")
    return {tomllib.loads(file.read_text(encoding="utf-8"))["id"] for file in files}


def homes() -> dict[str, Path]:
    """Where each id is at home; one that is also a type of value, a role, a task, a mode or a word
    of templates (`loop`) is no one's."""
    at_home = dict.fromkeys(model_ids(DATA), DATA) | dict.fromkeys(model_ids(TEXT_DATA), TEXT_DATA)
    kinds = (HandleType, Role, PromptMode, Task)
    shared = {*RESERVED_IDS, *(name for kind in kinds for name in get_args(kind))}
    for floor in FLOORS:
        for name in folder_names(SOURCE / floor) - shared:
            at_home[name] = SOURCE / floor / name
    return at_home


HOMES = homes()


def python_strings(text: str) -> set[str]:
    nodes = ast.walk(ast.parse(text))
    return {
        node.value for node in nodes if isinstance(node, ast.Constant) and type(node.value) is str
    }


def typescript_strings(text: str) -> set[str]:
    return {match[2] for match in QUOTED.finditer(text)}


def is_at_home(file: Path, home: Path) -> bool:
    """In its own file or data; an emulator names the provider it plays, and models.

    A provider of images and of texts has a file on each floor, and so has a service with its node.
    """
    homes = [home]
    if home.parent in [SOURCE / floor for floor in FLOORS]:
        homes += [EMULATORS / home.name, *(SOURCE / floor / home.name for floor in FLOORS)]
    elif home in (DATA, TEXT_DATA):
        homes.append(EMULATORS)
    return any(name_of(file).startswith(name_of(place)) for place in homes)


def strangers(file: Path, strings: set[str]) -> list[str]:
    """The ids in a file that is not their home."""
    return [
        f"{name_of(file)}: {name}"
        for name, home in HOMES.items()
        if name in strings - OTHER_MEANING.get(file, set()) and not is_at_home(file, home)
    ]


def test_the_server_side_names_no_one() -> None:
    found = [
        stranger
        for file in written_files(".py")
        if file.is_relative_to(SOURCE)
        for stranger in strangers(file, python_strings(file.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_the_canvas_names_no_one() -> None:
    # Generated from the server's description, whose examples do name them.
    generated = ROOT / "web" / "src" / "api" / "schema.ts"
    sources = [
        file
        for file in written_files(".ts", ".tsx")
        if file.is_relative_to(ROOT / "web" / "src")
        and ".test." not in file.name
        and file != generated
    ]
    found = [
        stranger
        for file in sources
        for stranger in strangers(file, typescript_strings(file.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize("quote", ['"', "'", "`"])
def test_a_name_in_quotes_is_seen(quote: str) -> None:
    assert typescript_strings(f"node.type === {quote}response_output{quote}") == {"response_output"}

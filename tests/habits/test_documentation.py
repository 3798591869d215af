"""What the documentation tells a reader to type or to open is there."""

import re
import subprocess
import sys

import pytest

from harness.project import ROOT, SOURCE, name_of, written_files
from limner.cli import COMMANDS
from limner.providers.compatible import CompatibleServer
from reference.pages import PAGES

FENCED = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
LABEL = re.compile(r"(?<!\*)\*([A-Z][^*]+)\*(?!\*)")
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
GENERATED = ROOT / "docs" / "reference"
LABELLED = {".ts", ".py", ".toml"}
# What only tests read is no setting.
VARIABLES_OF_TESTS = {"LIMNER_CHROMIUM"}


def told_commands() -> set[str]:
    """The command lines in shell examples and in inline code of all written documents."""
    texts = [
        file.read_text(encoding="utf-8")
        for file in written_files(".md")
        if not file.is_relative_to(GENERATED)
    ]
    code = [snippet for text in texts for snippet in FENCED.findall(text) + INLINE.findall(text)]
    return {line for snippet in code for line in snippet.replace("\\\n", " ").splitlines()}


def told(pattern: str) -> list[str]:
    """What the pattern's group finds in those."""
    return sorted({found for line in told_commands() for found in re.findall(pattern, line)})


@pytest.mark.parametrize("command", told(r"\bmake ([a-z-]+)") + told(r"tools/dev\.py ([a-z-]+)"))
def test_a_make_command_exists(command: str) -> None:
    targets = re.findall(r"^([a-z -]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert command in " ".join(targets).split()
    words = [sys.executable, "tools/dev.py", "--help"]
    assert f"  {command} " in subprocess.check_output(words, cwd=ROOT, text=True)


@pytest.mark.parametrize("command", told(r"(?:^|\s|bin/)limner ([a-z]+[^|>&;]*)"))
def test_a_limner_command_exists(command: str) -> None:
    name, _, rest = command.partition(" ")
    assert name in COMMANDS
    reference = (GENERATED / "commands.md").read_text(encoding="utf-8")
    options = reference.partition(f"## limner {name}\n")[2].partition("## ")[0]
    assert [option for option in re.findall(r"--[a-z-]+", rest) if option not in options] == []


@pytest.mark.parametrize("name", told(r"\b(LIMNER_\w+|[A-Z]+(?:_API|_BASE)?_(?:KEY|URL))\b"))
def test_a_setting_exists(name: str) -> None:
    of_a_server = re.fullmatch(r"LIMNER_COMPATIBLE__[A-Z]+__(\w+)", name)
    if of_a_server:
        assert of_a_server[1].lower() in CompatibleServer.model_fields
    elif name not in VARIABLES_OF_TESTS:
        assert f"`{name}" in PAGES["settings.md"]()


def told_labels() -> set[str]:
    """What the pages for users say that the canvas is labelled with: it stands in italics."""
    pages = [*(ROOT / "docs" / "how-to").glob("*.md"), ROOT / "docs" / "tutorial.md"]
    found = [label for page in pages for label in LABEL.findall(page.read_text(encoding="utf-8"))]
    return {" ".join(label.split()) for label in found}


@pytest.mark.parametrize("label", sorted(told_labels()))
def test_the_canvas_has_a_label(label: str) -> None:
    homes = [ROOT / "web" / "src" / "i18n" / "en", SOURCE / "nodes", SOURCE / "models"]
    files = [file for home in homes for file in home.rglob("*.*") if file.suffix in LABELLED]
    assert any(f'"{label}"' in file.read_text(encoding="utf-8") for file in files)


def test_links_lead_somewhere() -> None:
    broken = [
        f"{name_of(file)}: {target}"
        for file in written_files(".md")
        for target in LINK.findall(file.read_text(encoding="utf-8"))
        if "://" not in target and not (file.parent / target).exists()
    ]
    assert broken == []


def test_continuous_integration_runs_the_command_of_the_readme() -> None:
    command = (ROOT / ".ci" / "run").read_text().splitlines()[-1].removeprefix("exec ")
    assert f"```sh\n{command}\n```" in (ROOT / "README.md").read_text(encoding="utf-8")

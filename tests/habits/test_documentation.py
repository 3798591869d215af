"""What the documentation tells a reader to type or to open is there."""

import re
import subprocess
import sys

import pytest

from harness.project import ROOT, name_of, written_files

FENCED = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def told(pattern: str) -> set[str]:
    """What the pattern's group finds in shell examples and inline code of all documents."""
    found: set[str] = set()
    for file in written_files(".md"):
        text = file.read_text(encoding="utf-8")
        code = "\n".join([*FENCED.findall(text), *re.findall(r"`([^`\n]+)`", text)])
        found |= set(re.findall(pattern, code))
    return found


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "command", sorted(told(r"\bmake ([a-z]+)") | told(r"tools/dev\.py ([a-z]+)"))
)
def test_a_make_command_exists(command: str) -> None:
    assert re.search(
        rf"^{command}\b.*:|^[a-z ]*\b{command}\b[a-z ]*:", (ROOT / "Makefile").read_text(), re.M
    )
    assert f"  {command} " in run(sys.executable, "tools/dev.py", "--help").stdout


@pytest.mark.parametrize("command", sorted(told(r"(?:^|\s|bin/)limner ([a-z]+)")))
def test_a_limner_command_exists(command: str) -> None:
    answer = run(sys.executable, "-m", "limner", command, "--help")
    assert answer.returncode == 0, answer.stderr


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

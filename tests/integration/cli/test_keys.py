"""`limner keys`, with and without a server."""

import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from harness.server import Server
from harness.shell import Shell


def test_a_key_is_made_listed_and_taken_back(shell: Shell) -> None:
    assert shell("keys").out.startswith("There are no keys.")
    made = shell(
        "keys",
        "--create",
        "Newsletter",
        "--scope",
        "run",
        "--scope",
        "read",
        "--limit",
        "500",
        "--days",
        "30",
    )
    assert made.code == 0, made.err
    key = made.out.strip()
    assert key.startswith("lim_")
    [listed] = shell("keys", "--json").json
    assert (listed["name"], listed["scopes"], listed["spendLimit"]) == (
        "Newsletter",
        ["run", "read"],
        500,
    )
    assert listed["expiresAt"] is not None
    table = shell("keys").out
    assert "0 of 500 cr" in table
    assert key not in table
    assert shell("keys", "--delete", listed["id"]).code == 0
    assert shell("keys", "--json").json == []
    assert shell("keys", "--delete", listed["id"]).code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("--create", "a", "--scope", "root"),
        ("--create", ""),
        ("--create", "a", "--workflow", "wf_none"),
        ("--scope", "run"),
        ("--create", "a", "--delete", "key_1"),
        ("--create", "a", "--limit", "-1"),
    ],
)
def test_what_makes_no_sense_makes_no_key(shell: Shell, words: tuple[str, ...]) -> None:
    assert shell("keys", *words).code == 2
    assert shell("keys", "--json").json == []


def test_a_running_server_takes_the_key_at_once(tmp_path: Path) -> None:
    server = Server(tmp_path / "home", {"LIMNER_ADMIN_KEY": "a-long-and-random-admin-key"})
    server.start()
    try:
        words = [sys.executable, "-m", "limner", "keys", "--create", "Reader", "--scope", "read"]
        key = subprocess.check_output(words, env=server.environ(), cwd=tmp_path, text=True).strip()
        request = urllib.request.Request(f"{server.url}/api/workflows")
        request.add_header("Authorization", f"Bearer {key}")
        with urllib.request.urlopen(request) as answer:
            assert answer.status == 200
    finally:
        server.close()

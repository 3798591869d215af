"""`limner doctor`: what is set up, what is not, what to do."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

import pytest

from harness.shell import Shell
from limner.testing.studio import make_studio


@pytest.fixture
def port() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.fixture(autouse=True)
def _free_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMNER_PORT", "0")


def states(shell: Shell) -> tuple[int, dict[str, str]]:
    examined = shell("doctor", "--json")
    return examined.code, {check["title"]: check["state"] for check in examined.json}


def test_a_fresh_installation_is_well(shell: Shell) -> None:
    code, found = states(shell)
    assert code == 0
    assert set(found.values()) <= {"ok", "warning"}
    assert found["A picture"] == "ok"
    assert list(shell.home.iterdir()) == []


def test_findings_are_told_in_words(shell: Shell) -> None:
    examined = shell("doctor")
    assert examined.code == 0
    assert "✓ A picture" in examined.out


def test_each_provider_is_told_of_once_with_what_it_is_for_and_what_to_set(shell: Shell) -> None:
    checks = [check for check in shell("doctor", "--json").json if "Provider" in check["title"]]
    told = {check["title"]: check for check in checks}
    assert len(told) == len(checks)
    assert told["Provider Built in"]["detail"] == "ready: images and texts"
    assert told["Provider Google"]["detail"] == "not configured: images and texts"
    assert told["Provider Google"]["hint"].count("GEMINI_API_KEY") == 1
    assert told["Provider fal"]["detail"] == "not configured: images"
    assert told["Provider Ollama"]["detail"] == "not configured: texts"
    assert "OLLAMA_BASE_URL" in told["Provider Ollama"]["hint"]


def test_a_key_makes_a_provider_ready(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "a-key")
    told = {check["title"]: check for check in shell("doctor", "--json").json}
    assert told["Provider Google"] == {
        "title": "Provider Google",
        "state": "ok",
        "detail": "ready: images and texts",
        "hint": None,
    }
    assert told["Image models"]["detail"] == "2 of 4 can be used; Nano Banana 2 where none is named"


def test_a_model_that_is_enabled_but_gone_is_found_where_it_is_gone(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def enable() -> None:
        async with make_studio(shell.home) as studio:
            await studio.shelf.enable("dall-e-3", True)

    asyncio.run(enable())
    code, found = states(shell)
    assert (code, found["Model dall-e-3"]) == (0, "warning")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert "Model dall-e-3" not in states(shell)[1]


def test_a_used_installation_is_well(shell: Shell) -> None:
    assert shell("image", "a fox", "--size", "64x64").code == 0
    code, found = states(shell)
    assert (code, found["Database"], found["Secret key"]) == (0, "ok", "ok")


def test_a_damaged_database_is_found(shell: Shell) -> None:
    shell("image", "a fox", "--size", "64x64")
    (shell.home / "limner.db").write_bytes(b"no database " * 1000)
    code, found = states(shell)
    assert (code, found["Database"]) == (1, "broken")


def test_a_secret_that_others_can_read_is_found(shell: Shell) -> None:
    (shell.home / "secret.key").write_text("0" * 64)
    (shell.home / "secret.key").chmod(0o644)
    code, found = states(shell)
    assert (code, found["Secret key"]) == (0, "warning")


def test_a_data_directory_that_cannot_be_made_is_found(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shell.folder / "file").touch()
    monkeypatch.setenv("LIMNER_HOME", str(shell.folder / "file" / "home"))
    code, found = states(shell)
    assert (code, found["Data directory"]) == (1, "broken")


def test_a_taken_port_is_found(shell: Shell, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMNER_PORT", str(port))
    code, found = states(shell)
    assert (code, found["Address"]) == (1, "broken")


def test_an_open_door_is_found(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMNER_HOST", "0.0.0.0")
    assert states(shell)[1]["Address"] == "broken"
    monkeypatch.setenv("LIMNER_ADMIN_KEY", "a-long-and-secret-key")
    assert states(shell)[1]["Address"] == "ok"


@pytest.mark.parametrize(
    ("name", "value"), [("LIMNER_DATABASE_URL", "mysql://x"), ("LIMNER_STORAGE_URL", "ftp://x")]
)
def test_addresses_limner_cannot_use_are_found(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    code, found = states(shell)
    assert code == 1
    assert "broken" in (found["Database"], found["Image files"])


def test_a_setting_that_is_none_is_bad_input(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMNER_PORT", "many")
    examined = shell("doctor")
    assert examined.code == 2
    assert "LIMNER_PORT" in examined.err

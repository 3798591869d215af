"""`limner run --budget` and `limner resume`: what is spent, and how to go on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.documents import document, inside, node, wire
from harness.emulated import Emulators
from harness.shell import Shell

MODEL, CREDITS = "fal-ai/bytedance/seedream/v4.5/text-to-image", 40
"""Costs so many credits an image."""


@pytest.fixture
def emulators(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulators]:
    running = Emulators(tmp_path / "ledger")
    for name, value in running.environment().items():
        monkeypatch.setenv(name, value)
    yield running
    running.close()


@pytest.fixture
def file(shell: Shell) -> Path:
    nodes = [
        node("each", "loop", items=["cup", "hat", "fox"], concurrency=1),
        inside("each", node("draw", "image", model=MODEL, prompt="a {{ loop.currentItem }}")),
        node("answer", "response_output"),
    ]
    return shell.write("each.json", document(nodes, [wire("each.list-out", "answer.pictures")]))


def test_it_stops_at_the_budget_and_the_rest_is_made_with_a_higher_one(
    shell: Shell, file: Path, emulators: Emulators
) -> None:
    ended = shell("run", file, "--budget", "100")
    assert ended.code == 1
    assert f"{2 * CREDITS} of 100 credits are spent" in ended.err
    assert emulators.charges("fal") == 2
    [command] = [line for line in ended.err.splitlines() if "limner resume" in line]
    run_id = command.split()[3]

    still = shell("resume", run_id, "--json")
    assert (still.code, still.json["cost"]) == (1, 2 * CREDITS)
    more = shell("resume", run_id, "--budget", "120", "--out", "pictures", "--json")
    assert (more.code, more.json["status"], more.json["cost"]) == (0, "succeeded", 3 * CREDITS)
    assert more.json["budget"] == 120
    assert len(more.json["files"]) == 3
    assert emulators.charges("fal") == 3
    nothing = shell("resume", run_id)
    assert nothing.code == 2
    assert "Nothing failed" in nothing.err


def test_a_run_for_which_nothing_is_left_says_what_was_spent(
    shell: Shell, file: Path, emulators: Emulators
) -> None:
    ended = shell("run", file, "--budget", "10")
    assert ended.code == 1
    assert "budget of 10 credits 0 are spent" in ended.err
    assert f"this may cost {CREDITS}" in ended.err
    assert "limner resume run_" in ended.err
    assert emulators.charges("fal") == 0


def test_what_may_have_been_paid_is_sent_again_only_where_it_is_named(
    shell: Shell, emulators: Emulators
) -> None:
    draw = node("draw", "image", model="dall-e-3", prompt="a fox")
    emulators.fault("openai", "lost_after_charge")
    run = shell("run", shell.write("one.json", document([draw])), "--json").json
    assert run["error"]["code"] == "unknown_outcome"
    refused = shell("resume", run["id"])
    assert refused.code == 2
    assert f"limner resume {run['id']} draw" in refused.err
    assert emulators.charges("openai") == 1
    again = shell("resume", run["id"], "draw", "--json").json
    assert again["status"] == "succeeded"
    assert emulators.charges("openai") == 2


@pytest.mark.parametrize("budget", ["-1", "many", "1.5"])
def test_a_budget_that_is_none_is_refused(shell: Shell, file: Path, budget: str) -> None:
    assert shell("run", file, "--budget", budget).code == 2

"""How long the simple call waits, and what a run answers."""

import pytest

from limner.server.simple_call import CALL_SECONDS, answer_of, preferred_wait


@pytest.mark.parametrize(
    ("prefer", "seconds"),
    [
        (None, 60),
        ("", 60),
        ("respond-async", 0),
        ("Respond-Async", 0),
        ("wait=5", 5),
        ("wait = 5", 5),
        ('wait="5"', 5),
        ("wait=0", 0),
        ("handling=lenient, wait=7", 7),
        ("wait=5, respond-async", 0),
        ("wait=999999", 600),
        ("wait=-1", 60),
        ("wait=soon", 60),
        ("wait=1e3", 60),
        ("waiting=5", 60),
    ],
)
def test_the_prefer_header_says_how_long_to_wait(prefer: str | None, seconds: int) -> None:
    assert preferred_wait(prefer, CALL_SECONDS) == seconds


def run(**changes: object) -> dict[str, object]:
    known: dict[str, object] = {"id": "run_1", "status": "succeeded", "outputs": {"a": 1}}
    return known | {"error": None} | changes


@pytest.mark.parametrize(
    ("run", "status"),
    [
        (run(), 200),
        (run(outputs=None), 200),
        (run(status="running"), 202),
        (run(status="queued"), 202),
        (run(status="failed", error={"code": "rate_limited", "detail": "Slow down."}), 429),
        (run(status="failed", error={"code": "of_another_version", "detail": "?"}), 500),
        (run(status="failed"), 500),
        (run(status="cancelled", error={"code": "run_cancelled", "detail": "."}), 409),
    ],
)
def test_a_run_answers_with_outputs_itself_or_its_problem(
    run: dict[str, object], status: int
) -> None:
    assert answer_of(run, None).status_code == status

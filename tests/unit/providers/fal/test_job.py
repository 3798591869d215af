"""What a job says of itself, in words for people."""

from __future__ import annotations

import msgspec
import pytest

from harness.calls import RecordedCall
from limner.providers.fal.job import Status


@pytest.mark.parametrize(
    ("line", "fraction", "words"),
    [
        (" 25%|##        | 7/28 [00:01<00:03, 6.9it/s]", 0.25, "Step 7 of 28"),
        ("100%|##########|", 1.0, "Running"),
        ("Loading the weights", None, "Loading the weights"),
    ],
)
def test_a_progress_bar_is_told_in_words(line: str, fraction: float | None, words: str) -> None:
    status = msgspec.convert({"status": "IN_PROGRESS", "logs": [{"message": line}]}, Status)
    call = RecordedCall()
    status.tell(call)
    assert (call.fractions, call.texts) == ([fraction], [words])

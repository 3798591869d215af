"""A job in the queue: where it is asked for, and what it says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

from limner.errors import UnknownOutcome
from limner.providers._http import HttpAnswer, shortened
from limner.providers.contract import CallLog
from limner.providers.fal.faults import may_pass, words_of

_SAME = "+"
_BAR = re.compile(r"\b(100|[1-9]?\d)%\|(?:[^|]*\|\s*(\d+)/(\d+))?")
"""How far a model is, as its progress bar writes it into the log: per cent, steps of how many."""


@dataclass(frozen=True, slots=True)
class Job:
    """The addresses of one job, as fal gave them: they cannot be made from its id."""

    response_url: str
    status_url: str
    cancel_url: str

    @property
    def id(self) -> str:
        return self.response_url.rsplit("/", 1)[-1]

    def as_text(self) -> str:
        """The addresses as one text; what two of them begin with is written once."""
        rest = (self._shortened(self.status_url), self._shortened(self.cancel_url))
        return " ".join((self.response_url, *rest))

    @classmethod
    def from_text(cls, text: str) -> Job:
        """Raises UnknownOutcome for a text that ``as_text`` did not make."""
        parts = text.split(" ")
        if len(parts) != 3:
            raise UnknownOutcome(f"Nothing is known of a job {text!r:.80} at fal.")
        response, *rest = parts
        status, cancel = (
            response + part.removeprefix(_SAME) if part.startswith(_SAME) else part for part in rest
        )
        return cls(response, status, cancel)

    @classmethod
    def submitted(cls, answer: HttpAnswer) -> Job:
        """The job of an answer that took it.

        Raises UnknownOutcome where the answer does not tell where the job is.
        """
        try:
            told = msgspec.json.decode(answer.body, type=_Submitted)
        except (ValueError, RecursionError):
            raise UnknownOutcome(
                f"fal was sent the job, and what it answered ({answer.status}) is not a job.",
                hint="Look at your account there; resuming the run sends it again.",
            ) from None
        return cls(told.response_url, told.status_url, told.cancel_url)

    def _shortened(self, url: str) -> str:
        if url.startswith(self.response_url):
            return _SAME + url.removeprefix(self.response_url)
        return url


class _Submitted(msgspec.Struct, frozen=True):
    response_url: str
    status_url: str
    cancel_url: str


class _Log(msgspec.Struct, frozen=True):
    message: str = ""


class Status(msgspec.Struct, frozen=True):
    """What the queue says of a job. A failed one is completed, too."""

    status: str
    queue_position: int | None = None
    logs: list[_Log] | None = None

    @property
    def ended(self) -> bool:
        return self.status == "COMPLETED"

    def tell(self, log: CallLog) -> None:
        """Pass it on as progress. Places in the queue count from 1 there."""
        if self.status == "IN_QUEUE":
            place = None if self.queue_position is None else self.queue_position + 1
            log.progress(text="In the queue", queue_position=place)
            return
        last = shortened(self.logs[-1].message) if self.logs else ""
        bar = _BAR.search(last)
        if bar is None:
            log.progress(None, last or "Running")
        else:
            log.progress(int(bar[1]) / 100, f"Step {bar[2]} of {bar[3]}" if bar[2] else "Running")


def read_status(answer: HttpAnswer | None) -> Status | None:
    """What a status answer says, or None where it says nothing of the job.

    Raises UnknownOutcome where the job cannot be asked for any more.
    """
    if answer is None or may_pass(answer):
        return None
    if answer.status >= 400:
        said = words_of(answer)
        raise UnknownOutcome(
            f"fal took the job and no longer tells of it (HTTP {answer.status}): {said}",
            hint="Look at your account there; resuming the run sends the job again.",
        )
    try:
        return msgspec.json.decode(answer.body, type=Status)
    except (ValueError, RecursionError):
        return None

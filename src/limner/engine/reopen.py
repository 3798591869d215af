"""Makes failed nodes of an ended run pending again, and all that depends on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from limner.engine.items import progress_at
from limner.engine.live import LiveRun
from limner.engine.plan import with_bodies
from limner.errors import Conflict, PromptEmpty, PromptTooLong
from limner.storage.queries.runs import WHOLE_NODE, ExecutionRow

_RESENT = frozenset({"unknown", "intent"})


def reopen(live: LiveRun, node_ids: Sequence[str]) -> None:
    """Items and calls that succeeded stay; what ended as an unknown outcome is sent again.

    What depends on a named node is made of something else now: its texts are written anew, and
    nobody has confirmed them.
    Raises Conflict where a named node has nothing to try again.
    """
    named = set(node_ids)
    retryable = {
        row.node_id for row in list(live.executions.values()) if _can_be_retried(row, live)
    }
    if not named or named - retryable:
        raise Conflict(
            f"Nothing to try again at {', '.join(sorted(named - retryable)) or 'no node'}.",
            hint=f"Nodes that can be tried again: {', '.join(sorted(retryable)) or 'none'}.",
        )
    reach = _Reach(live, named)
    for row in live.executions.values():
        in_reach = row.node_id in reach.again or row.node_id in reach.later
        if in_reach and (row.item == WHOLE_NODE or row.status != "succeeded"):
            row.status, row.error, row.started_at, row.ended_at = "pending", None, None, None
            row.review = None if row.node_id in reach.later else row.review
            live.journal.record_execution(row)
    for call in list(live.calls.values()):
        resent = call.node_id in reach.resent and call.state in _RESENT
        outdated = call.node_id in reach.later and call.item == WHOLE_NODE
        if resent or outdated:
            call.state = "superseded"
            live.record_call(call)


class _Reach:
    """Which nodes trying some again concerns.

    ``resent`` are those whose lost calls are sent again: the named ones and what is inside them.
    ``again`` run again besides, with the loops around them, in the items that failed; ``later``
    depend on any of these.
    """

    def __init__(self, live: LiveRun, named: set[str]) -> None:
        self.resent: set[str] = set()
        self.again: set[str] = set()
        self.later: set[str] = set()
        for step in live.plan.steps:
            inside = {inner.node_id for inner in with_bodies((step,))}
            if inside & named:
                self.again |= inside
            elif any(need in self.again or need in self.later for need in step.needs):
                self.later |= inside
        for node_id in named:
            step = live.steps[node_id]
            self.resent |= {inner.node_id for inner in with_bodies((step,))}


def confirm(live: LiveRun, prompts: Mapping[str, str]) -> None:
    """Confirm the texts that nodes wait for, as they are or as ``prompts`` by node have them.

    Where ``prompts`` names some, the others go on waiting: nobody has said a word on theirs.
    Raises Conflict where the run waits for none or not for those, PromptEmpty and
    PromptTooLong; then none is confirmed.
    """
    waiting = [row for row in live.executions.values() if awaits_review(row)]
    ids = {row.node_id for row in waiting}
    if live.row.status != "paused" or not waiting or prompts.keys() - ids:
        raise Conflict(
            "The run does not wait for these texts.",
            hint=f"Nodes that wait: {', '.join(sorted(ids)) or 'none'}.",
        )
    confirmed = [
        (row, row.review | {"confirmed": prompts.get(row.node_id, row.review["prompt"])})
        for row in waiting
        if row.review is not None and (not prompts or row.node_id in prompts)
    ]
    for _, review in confirmed:
        _check_text(review["confirmed"], review["longest"])
    for row, review in confirmed:
        row.review = review
        live.journal.record_execution(row)


def _check_text(text: str, longest: int) -> None:
    if not text.strip():
        raise PromptEmpty("The prompt is empty.", hint="Describe the image.")
    if len(text) > longest:
        raise PromptTooLong(
            f"The prompt has {len(text):,} characters; the longest is {longest:,}.",
            hint="Shorten it.",
        )


def awaits_review(row: ExecutionRow) -> bool:
    """Whether a node waits until a person confirms its text."""
    return row.status == "pending" and row.review is not None and "confirmed" not in row.review


def _can_be_retried(row: ExecutionRow, live: LiveRun) -> bool:
    """Whether a node failed, or something of what it ran for."""
    if row.item != WHOLE_NODE or row.node_id not in live.steps:
        return False
    if row.status in ("failed", "cancelled") or bool((row.output or {}).get("failed")):
        return True
    progress = progress_at(live.executions, live.steps[row.node_id])
    return progress is not None and progress["failed"] > 0

"""How far a node is: many calls and items told as one fraction."""

from __future__ import annotations

import base64
import time
from collections.abc import Sequence
from typing import Any

from limner.engine.live import LiveRun
from limner.storage.queries.runs import WHOLE_NODE

Unit = tuple[int, int]
"""An item and the number of a call in it."""

_SECONDS_BETWEEN_TEXTS = 0.25


class NodeProgress:
    """Counts the units of work of one node and tells the run's followers.

    The units are its calls, or, of a node that runs once per item, the items.
    """

    def __init__(self, live: LiveRun, node_id: str, *, by_items: bool = False) -> None:
        self._live = live
        self._node_id = node_id
        self._by_items = by_items
        self._total = 0
        self._done = 0
        self._failed = 0
        self._begun: dict[Unit, int] = {}
        self._thousandths = 0
        self._writing: int | None = None
        self._written = ""
        self._written_at = float("-inf")

    def expect_calls(self, calls: int) -> None:
        """So many more calls are to come."""
        if not self._by_items:
            self._total += calls

    def expect_items(self, statuses: Sequence[str | None]) -> None:
        """These items are to be run, as far as they are not there already."""
        self._by_items = True
        self._total += len(statuses)
        self._done += sum(status == "succeeded" for status in statuses)
        self._failed += sum(status == "failed" for status in statuses)

    def item_ended(self, *, failed: bool) -> None:
        self._failed += failed
        self._done += not failed
        self._publish(None, None)

    def items_over(self) -> None:
        """No more items come: what was told last is how they ended, however quick they were."""
        self._publish(None, None, at_once=True)

    def item_begins_again(self) -> None:
        """An item that has failed is tried again."""
        self._failed -= 1

    def tell(
        self,
        unit: Unit,
        fraction: float | None,
        text: str | None = None,
        queue_position: int | None = None,
    ) -> None:
        """A unit is so far; ``fraction`` is between 0 and 1, or None where unknown."""
        self._is_at(unit, round(1_000 * min(max(fraction or 0.0, 0.0), 1.0)))
        self._publish(text, queue_position)

    def show(self, preview: bytes) -> None:
        """Tell of an unfinished image, given as a small WebP."""
        address = f"data:image/webp;base64,{base64.b64encode(preview).decode()}"
        self._live.tell("node.progress", self._node_id, preview=address)

    def wrote(self, item: int, text: str) -> None:
        """Tell what came to a text since it was told of last, unless that is a moment ago.

        Only what is new is kept with the run's events, so that a long text is kept once. Of items
        that are written side by side one is told of, until its text is whole (``has_written``).
        """
        moment = time.monotonic()
        if self._writing not in (None, item) or text == self._written:
            return
        if moment - self._written_at < _SECONDS_BETWEEN_TEXTS:
            return
        start = len(self._written) if text.startswith(self._written) else 0
        self._writing, self._written, self._written_at = item, text, moment
        told = None if item == WHOLE_NODE else item
        self._live.tell("node.text", self._node_id, item=told, start=start, text=text[start:])

    def has_written(self, item: int) -> None:
        """The text of an item is whole, or will not be: another one may be told of."""
        if self._writing == item:
            self._writing, self._written = None, ""

    def finish(self, unit: Unit) -> None:
        """A call of a unit has ended."""
        self._is_at(unit, 0)
        del self._begun[unit]
        if not self._by_items:
            self._done += 1
            self._publish(None, None)

    def _is_at(self, unit: Unit, thousandths: int) -> None:
        """Keep what all begun units have done together: a list may have thousands of them."""
        self._thousandths += thousandths - self._begun.get(unit, 0)
        self._begun[unit] = thousandths

    def _publish(
        self, text: str | None, queue_position: int | None, *, at_once: bool = False
    ) -> None:
        total = max(self._total, 1)
        ended = self._done + self._failed
        fraction = min((ended + self._thousandths / 1_000) / total, 1.0)
        progress: dict[str, Any] = {
            "fraction": round(fraction, 3),
            "text": text,
            "done": self._done,
            "failed": self._failed,
            "total": total,
        }
        if queue_position is not None:
            progress["queuePosition"] = queue_position
        self._live.tell_progress(self._node_id, progress, at_once=at_once)

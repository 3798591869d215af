"""How far a node is: many calls and items told as one fraction."""

from __future__ import annotations

import base64
from typing import Any

from limner.engine.live import LiveRun

Unit = tuple[int, int]
"""An item and the number of a call in it."""


class NodeProgress:
    """Counts the units of work of one node and tells the run's followers."""

    def __init__(self, live: LiveRun, node_id: str) -> None:
        self._live = live
        self._node_id = node_id
        self._total = 0
        self._done = 0
        self._begun: dict[Unit, int] = {}
        self._thousandths = 0

    def expect(self, units: int) -> None:
        """So many more units are to come."""
        self._total += units

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

    def finish(self, unit: Unit) -> None:
        self._is_at(unit, 0)
        del self._begun[unit]
        self._done += 1
        self._publish(None, None)

    def _is_at(self, unit: Unit, thousandths: int) -> None:
        """Keep what all begun units have done together: a list may have thousands of them."""
        self._thousandths += thousandths - self._begun.get(unit, 0)
        self._begun[unit] = thousandths

    def _publish(self, text: str | None, queue_position: int | None) -> None:
        total = max(self._total, 1)
        fraction = min((self._done + self._thousandths / 1_000) / total, 1.0)
        progress: dict[str, Any] = {
            "fraction": round(fraction, 3),
            "text": text,
            "done": self._done,
            "total": total,
        }
        if queue_position is not None:
            progress["queuePosition"] = queue_position
        self._live.tell_progress(self._node_id, progress)

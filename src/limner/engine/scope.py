"""What steps see of those that ran before them: in the run itself, or in one item of a loop."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable

from limner.engine.inputs import Source
from limner.engine.live import LiveRun
from limner.engine.progress import NodeProgress
from limner.nodes.contract import Json
from limner.storage.queries.runs import WHOLE_NODE


class Scope:
    """The sources of the steps at one place, over those of the scopes around it."""

    def __init__(self, place: int = WHOLE_NODE, around: Scope | None = None) -> None:
        self.place = place
        self._around = around
        self.sources: ChainMap[str, Source] = around.sources.new_child() if around else ChainMap()
        self.digests: ChainMap[str, str] = around.digests.new_child() if around else ChainMap()
        self.item: Json | None = None
        """The item of the nearest loop, as templates see it."""
        self.item_digests: tuple[str, ...] = around.item_digests if around else ()
        """Of the items it stands in, that of the outermost loop first."""
        self._seen: dict[str, Json] = {}
        self._progress: dict[str, NodeProgress] = around._progress if around else {}

    @property
    def in_loop(self) -> bool:
        return self._around is not None

    def enter(self, loop: str, source: Source, digest: str) -> None:
        """Give the steps the item they run for, as the present output of the loop."""
        self.sources[loop], self.digests[loop], self.item = source, digest, source.output
        self.item_digests = (*self.item_digests, digest)

    def progress_of(self, live: LiveRun, node_id: str) -> NodeProgress:
        """How far a node is, all items of the loops around it together."""
        if node_id not in self._progress:
            self._progress[node_id] = NodeProgress(live, node_id, by_items=self.in_loop)
        return self._progress[node_id]

    def seen(self, node_id: str, make: Callable[[int], Json]) -> Json:
        """A node's output as templates see it, made once for all who look.

        ``make`` is given the place the node ran at.
        """
        owner: Scope = self
        while node_id not in owner.sources.maps[0] and owner._around is not None:
            owner = owner._around
        if node_id not in owner._seen:
            owner._seen[node_id] = make(owner.place)
        return owner._seen[node_id]

"""A node's access to text models, with every call in the journal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from limner.engine.call_numbers import PROMPT_CALL
from limner.engine.calls import Call
from limner.engine.gateways import Gateways
from limner.engine.live import LiveRun
from limner.engine.progress import NodeProgress
from limner.engine.text_calls import TextCalls
from limner.media.assets import Assets, image_only
from limner.models.text_model import TextModel
from limner.models.text_request import SeenImage, TextRequest
from limner.nodes.contract import Written
from limner.storage.queries.assets import AssetRow


class AwaitsReview(Exception):
    """A text is to be confirmed by a person before the node goes on.

    ``longest`` is how many characters they may make of it.
    """

    def __init__(self, text: str, longest: int) -> None:
        super().__init__(text)
        self.text = text
        self.longest = longest


@dataclass(frozen=True, slots=True)
class RunTexts:
    """The texts of one execution of a node (``nodes.contract.Texts``)."""

    live: LiveRun
    assets: Assets
    gateways: Gateways
    progress: NodeProgress
    node_id: str
    item: int

    async def write(
        self,
        model: TextModel,
        request: TextRequest,
        clean: Callable[[str], str],
        *,
        number: int = 0,
    ) -> Written:
        writer = self.gateways.writers.writer(model.provider)
        wrote = partial(self.progress.wrote, self.item)
        kind = TextCalls(writer, model, self.live, self.assets, clean, wrote)
        limits = self.gateways.text_limits(model.provider)
        place = (self.node_id, self.item, PROMPT_CALL + number)
        try:
            return await Call(kind, self.live, place, limits, self.progress).perform(request)
        finally:
            self.progress.has_written(self.item)

    async def images(self, asset_ids: Sequence[str]) -> list[SeenImage]:
        return [_seen(image_only(row)) for row in await self.assets.find_many(asset_ids)]

    async def confirmed(self, text: str, longest: int) -> str:
        """Raises AwaitsReview where nobody has confirmed the text yet."""
        review = self.live.execution(self.node_id, self.item).review
        if review is None or review.get("confirmed") is None:
            raise AwaitsReview(text, longest)
        confirmed: str = review["confirmed"]
        return confirmed


def _seen(row: AssetRow) -> SeenImage:
    return SeenImage(row.id, row.digest, row.width or 0, row.height or 0, row.prompt or "")

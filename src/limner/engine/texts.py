"""A node's access to text models, with every call in the journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from limner.engine.call_numbers import PROMPT_CALL
from limner.engine.calls import Call
from limner.engine.gateways import Gateways
from limner.engine.live import LiveRun
from limner.engine.progress import NodeProgress
from limner.engine.text_calls import TextCalls
from limner.models.text_model import TextModel
from limner.models.text_request import TextRequest
from limner.nodes.contract import Written


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
    gateways: Gateways
    progress: NodeProgress
    node_id: str
    item: int

    async def write(
        self, model: TextModel, request: TextRequest, clean: Callable[[str], str]
    ) -> Written:
        writer = self.gateways.writers.writer(model.provider)
        kind = TextCalls(writer, model, self.live, clean)
        limits = self.gateways.text_limits(model.provider)
        place = (self.node_id, self.item, PROMPT_CALL)
        return await Call(kind, self.live, place, limits, self.progress).perform(request)

    async def confirmed(self, text: str, longest: int) -> str:
        """Raises AwaitsReview where nobody has confirmed the text yet."""
        review = self.live.execution(self.node_id, self.item).review
        if review is None or review.get("confirmed") is None:
            raise AwaitsReview(text, longest)
        confirmed: str = review["confirmed"]
        return confirmed

"""A conversation with a text model: what it wants called is called, until it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from limner.errors import BudgetExceeded, LimitReached, ProviderBadAnswer
from limner.models.text_model import TextModel
from limner.models.text_price import possible_cost
from limner.models.text_request import Objection, TextRequest, TokenUsage, ToolTurn
from limner.nodes._tool_pictures import newest_shown
from limner.nodes._toolbox import Toolbox
from limner.nodes.contract import NodeContext, Written
from limner.values import MICRO_USD_PER_CREDIT, credits_if_known, total


@dataclass(frozen=True, slots=True)
class Limits:
    """The most credits and the most tokens that all turns and calls may come to together."""

    credits: int | None = None
    tokens: int | None = None


NO_LIMITS = Limits()


@dataclass(slots=True)
class Conversation:
    """The turns of one question. Each is a call of its own in the journal."""

    context: NodeContext[Any]
    model: TextModel
    limits: Limits
    toolbox: Toolbox | None
    request: Callable[[tuple[ToolTurn, ...], Objection | None], TextRequest]
    answers: list[Written] = field(default_factory=list)
    _turns: list[ToolTurn] = field(default_factory=list)

    async def answer(
        self, clean: Callable[[str], str] = str, objection: Objection | None = None
    ) -> Written:
        """The model's answer, once it wants nothing called any more.

        Raises ProviderError, BudgetExceeded, LimitReached, and what ``Toolbox.turn`` raises.
        """
        while True:
            request = self.request(tuple(self._turns), objection)
            self._hold(request)
            written = await self.context.texts.write(
                self.model, request, clean, number=len(self.answers)
            )
            self.answers.append(written)
            asked = written.tools
            if asked is None:
                return written
            if self.toolbox is None:
                raise ProviderBadAnswer(
                    f"{self.model.title} wants a tool called, and there are none.",
                    hint="Choose another text model.",
                )
            turn = await self.toolbox.turn(asked, self._left)
            self._turns = newest_shown([*self._turns, turn])

    @property
    def micro_usd(self) -> int | None:
        """What it has cost so far, None where nobody can tell."""
        called = self.toolbox.costs if self.toolbox else []
        return total([*(answer.micro_usd for answer in self.answers), *called])

    @property
    def usage(self) -> TokenUsage | None:
        """The tokens of all turns, None where the provider does not tell them."""
        used = [answer.usage for answer in self.answers if answer.usage is not None]
        if len(used) < len(self.answers):
            return None
        return TokenUsage(sum(one.input for one in used), sum(one.output for one in used))

    def _left(self) -> int | None:
        """What of the limit on cost is left, in micro-USD."""
        if self.limits.credits is None:
            return None
        return max(self.limits.credits * MICRO_USD_PER_CREDIT - (self.micro_usd or 0), 0)

    def _hold(self, request: TextRequest) -> None:
        """Raises BudgetExceeded and LimitReached for a turn that may be too much."""
        if self.limits.tokens is not None:
            self._hold_tokens(self.limits.tokens)
        if self.limits.credits is None:
            return
        most = credits_if_known(total([self.micro_usd, possible_cost(self.model, request)]))
        if most is None:
            raise BudgetExceeded(
                f"Nobody knows what {self.model.title} costs, so that no limit can be held.",
                hint="Choose a text model with a price, or take the limit away.",
            )
        if most > self.limits.credits:
            raise BudgetExceeded(
                f"The answer may cost {most:,} credits; the limit is {self.limits.credits:,}.",
                hint="Allow fewer tokens, ask less, or raise the limit.",
            )

    def _hold_tokens(self, most: int) -> None:
        used = self.usage
        spent = used.input + used.output if used else 0
        if spent >= most:
            raise LimitReached(
                f"{spent:,} tokens have been read and written; the limit is {most:,}.",
                hint="Raise the limit, or ask less.",
            )

"""The tools that a text model may have called in one execution, and what came of each call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from limner.errors import (
    LimitReached,
    LimnerError,
    StorageError,
    UnknownOutcome,
)
from limner.media.links import file_metadata
from limner.models.text_request import SeenImage, ToolCall, ToolCalls, ToolSpec, ToolTurn
from limner.nodes._http_tool import HttpTool
from limner.nodes._instructions import (
    NO_OBJECT,
    NO_SUCH_TOOL,
    TOOL_CUT,
    TOOL_FAILED,
    TOOL_USED_UP,
)
from limner.nodes._tool_pictures import pictures_in, shown
from limner.nodes.contract import HTTP_TOOL, Json, NodeContext, ToolAnswer, WorkflowTool
from limner.values import credits_if_known

MOST_TOOLS = 20
"""Tools a model is told of: with more it finds the right one less often."""

_LONGEST_ANSWER = 8_000
"""Characters of an answer that a model reads."""

_LONGEST_TOLD = 400
_FILE_FACTS = ("attachmentId", "mimeType", "width", "height", "prompt")
_HTTP_TITLE = "HTTP"


@dataclass(slots=True)
class Toolbox:
    """The tools of one execution; at most ``most_calls`` of them are called. The model is shown the
    pictures they make, where it ``sees``.

    ``told`` says of each call what was asked, what came and what it cost, in order, and ``seen``
    which pictures were shown.
    """

    context: NodeContext[Any]
    workflows: Sequence[WorkflowTool]
    http: HttpTool | None
    most_calls: int
    sees: bool
    told: list[Json] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    costs: list[int | None] = field(default_factory=list)
    _used_up: bool = False

    @property
    def specs(self) -> tuple[ToolSpec, ...]:
        specs = [tool.spec for tool in self.workflows]
        return (*specs, *([self.http.spec] if self.http else ()))

    async def turn(self, asked: ToolCalls, left: Callable[[], int | None]) -> ToolTurn:
        """What the calls of one turn give, in the words that the model reads.

        ``left`` gives the most that the next may cost, in micro-USD. What goes wrong is an answer
        too. Raises LimitReached where the model goes on after it was told that no calls are left,
        UnknownOutcome, StorageError, and Held.
        """
        if self._used_up:
            raise LimitReached(
                f"The text model goes on to call tools after the {self.most_calls} it may call.",
                hint="Raise the limit, or say in the instructions when to stop.",
            )
        before = len(self.told)
        answers = [await self._answer(call, left) for call in asked.calls]
        images = await self._pictures(before) if self.sees else ()
        return ToolTurn(asked, tuple(answers), images)

    async def _pictures(self, first: int) -> tuple[SeenImage, ...]:
        """What workflows made from a call on. What a web address gives is told and not shown."""
        made = [told["answer"] for told in self.told[first:] if told["workflowId"] is not None]
        images = await shown(self.context, pictures_in(made))
        self.seen += [image.asset_id for image in images]
        return images

    async def _answer(self, call: ToolCall, left: Callable[[], int | None]) -> str:
        number = len(self.told)
        if number >= self.most_calls:
            self._used_up = True
            return TOOL_USED_UP.format(most=self.most_calls)
        tool = next((one for one in self.workflows if one.spec.name == call.name), None)
        title = tool.title if tool else (_HTTP_TITLE if call.name == HTTP_TOOL else call.name)
        told: Json = {"name": call.name, "title": title, "arguments": call.arguments}
        self.context.tools.tell(number, told | {"status": "running", "text": f"Calling {title}"})
        answer = await self._answered(number, tool, call, left())
        told["answer"], told["error"] = answer.outputs, answer.error
        told["runId"], told["workflowId"] = answer.run_id, tool.workflow_id if tool else None
        told["cost"] = credits_if_known(answer.micro_usd)
        self.told.append(told)
        self.costs.append(answer.micro_usd)
        words = _words(answer)
        status = "failed" if answer.outputs is None else "succeeded"
        short = {"status": status, "text": None, "answer": words[:_LONGEST_TOLD]}
        self.context.tools.tell(number, told | short)
        return words

    async def _answered(
        self, number: int, tool: WorkflowTool | None, call: ToolCall, left: int | None
    ) -> ToolAnswer:
        if call.arguments is None:
            return ToolAnswer(None, NO_OBJECT, None, 0)
        if tool is not None:
            return await self.context.tools.call(number, tool, call.arguments, left)
        if call.name != HTTP_TOOL or self.http is None:
            names = ", ".join(spec.name for spec in self.specs)
            return ToolAnswer(None, NO_SUCH_TOOL.format(names=names), None, 0)
        try:
            came = await self.http.call(self.context, number, call.arguments)
            return ToolAnswer(came, None, None, 0)
        except (StorageError, UnknownOutcome):
            raise
        except LimnerError as error:
            return ToolAnswer(None, error.sentence, None, 0)


def _words(answer: ToolAnswer) -> str:
    """An answer as a model reads it: JSON, or what went wrong."""
    if answer.outputs is None:
        return TOOL_FAILED.format(error=answer.error)
    text = msgspec.json.encode(_reduced(answer.outputs)).decode()
    if len(text) <= _LONGEST_ANSWER:
        return text
    return TOOL_CUT.format(text=text[:_LONGEST_ANSWER], longest=_LONGEST_ANSWER, length=len(text))


def _reduced(value: Any) -> Any:
    """A value with the little of each file that says what it is, and by which it can be named."""
    if isinstance(value, list):
        return [_reduced(item) for item in value]
    if not isinstance(value, dict):
        return value
    if (metadata := file_metadata(value)) is not None:
        facts = {**metadata, **value}
        return {name: facts[name] for name in _FILE_FACTS if facts.get(name) is not None}
    return {name: _reduced(item) for name, item in value.items()}

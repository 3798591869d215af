"""The built-in writer: turns requests into prompts and answers by rules, without any AI.

It lets the prompt modes and assistants be tried without a key: free, offline, the same text every
time. Of an image it reads the prompt that it was made with. A tool that the text names is called
once, and what it gives is put below the text.
"""

from __future__ import annotations

import json

from limner.models.answer_schema import inlined
from limner.models.text_request import TextRequest, TokenUsage, ToolCalls
from limner.settings import Settings
from limner.text.composer.calling import wanted_calls
from limner.text.composer.filling import filled
from limner.text.composer.rules import from_instruction, from_question, from_results
from limner.text.contract import TextAnswer, TextWriter, WritingLog


class Composer(TextWriter):
    """Rules over words; sending again costs nothing."""

    name = "composer"
    title = "Built in"
    resend_is_safe = True

    @classmethod
    def instances(cls, settings: Settings) -> tuple[Composer, ...]:
        return (cls(),)

    async def write(self, request: TextRequest, log: WritingLog) -> TextAnswer:
        calls = wanted_calls(request, from_question(request.text, ())) if request.tools else ()
        if calls:
            return TextAnswer("", TokenUsage(0, 0), tools=ToolCalls(calls))
        return TextAnswer(_written(request), TokenUsage(0, 0))


def _written(request: TextRequest) -> str:
    if request.material == "results":
        return from_results(request.text)
    if request.material == "instruction":
        return from_instruction(request.text)
    sentence = from_question(request.text, [image.caption for image in request.images])
    came = [
        f"{call.name}: {answer}"
        for turn in request.turns
        for call, answer in zip(turn.asked.calls, turn.answers, strict=True)
    ]
    if request.schema is None:
        return "\n\n".join([sentence, *came])
    text = "\n\n".join([request.text, *came])
    return json.dumps(filled(inlined(request.schema), text, sentence), ensure_ascii=False)


WRITER = Composer

"""The built-in writer: turns requests into prompts and answers by rules, without any AI.

It lets the prompt modes and assistants be tried without a key: free, offline, the same text every
time. Of an image it reads the prompt that it was made with.
"""

from __future__ import annotations

import json

from limner.models.answer_schema import inlined
from limner.models.text_request import TextRequest, TokenUsage
from limner.settings import Settings
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
        return TextAnswer(_written(request), TokenUsage(0, 0))


def _written(request: TextRequest) -> str:
    if request.material == "results":
        return from_results(request.text)
    if request.material == "instruction":
        return from_instruction(request.text)
    sentence = from_question(request.text, [image.caption for image in request.images])
    if request.schema is None:
        return sentence
    value = filled(inlined(request.schema), request.text, sentence)
    return json.dumps(value, ensure_ascii=False)


WRITER = Composer

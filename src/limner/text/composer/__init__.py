"""The built-in writer: turns requests into image prompts by rules, without any AI.

It lets the prompt modes be tried without a key: free, offline, the same text every time.
"""

from __future__ import annotations

from limner.models.text_request import TextRequest, TokenUsage
from limner.settings import Settings
from limner.text.composer.rules import from_instruction, from_results
from limner.text.contract import TextAnswer, TextWriter


class Composer(TextWriter):
    """Rules over words; sending again costs nothing."""

    name = "composer"
    title = "Built in"
    resend_is_safe = True

    @classmethod
    def instances(cls, settings: Settings) -> tuple[Composer, ...]:
        return (cls(),)

    async def write(self, request: TextRequest) -> TextAnswer:
        rules = from_results if request.material == "results" else from_instruction
        return TextAnswer(rules(request.text), TokenUsage(0, 0))


WRITER = Composer

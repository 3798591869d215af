"""What a text model is asked, as a value the journal can keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Material = Literal["instruction", "results"]
"""What the text of a request is: somebody's words, or a JSON digest of earlier results."""


@dataclass(frozen=True, slots=True)
class TextRequest:
    """One request to one text model.

    ``instructions`` say what to do with ``text``, in words; ``material`` says what the text is
    to a writer that reads no instructions. The answer has at most ``max_output_tokens``
    tokens, hidden reasoning included, and comes within ``time_limit_seconds``.
    """

    model: str
    provider: str
    endpoint: str
    material: Material
    instructions: str
    text: str
    max_output_tokens: int
    time_limit_seconds: float


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """Tokens read and written, as the provider counts them; hidden reasoning is written."""

    input: int
    output: int

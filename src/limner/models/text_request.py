"""What a text model is asked, as a value the journal can keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Material = Literal["instruction", "results", "question"]
"""What the text of a request is: somebody's words for a picture, a JSON digest of earlier
results, or what somebody wants to know or have written."""


@dataclass(frozen=True, slots=True)
class SeenImage:
    """A kept image that is shown to a text model. ``caption`` is the prompt it was made with."""

    asset_id: str
    digest: str
    width: int
    height: int
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Objection:
    """An answer that could not be used, and what the model is told about it."""

    answer: str
    reason: str


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool as a model is told of it: ``parameters`` is the JSON Schema of its arguments."""

    name: str
    description: str
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool that a model wants called; without ``arguments`` those it gave are no JSON object."""

    id: str
    name: str
    arguments: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class ToolCalls:
    """What a model wants called, in order. ``echo`` is its answer as its SDK wants it back, where
    that holds more than the calls."""

    calls: tuple[ToolCall, ...]
    echo: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ToolTurn:
    """One turn of a conversation: what a model wanted called, and the answers in that order.

    ``images`` are shown with the answers, which name them by the ids of their assets.
    """

    asked: ToolCalls
    answers: tuple[str, ...]
    images: tuple[SeenImage, ...] = ()


@dataclass(frozen=True, slots=True)
class TextRequest:
    """One request to one text model.

    ``instructions`` say what to do with ``text``, in words; ``material`` says what the text is
    to a writer that reads no instructions. The answer has at most ``max_output_tokens``
    tokens, hidden reasoning included, and comes within ``time_limit_seconds``. With a
    ``schema`` it is a JSON object that fits it. A ``streamed`` answer is told of while it is
    written. ``objection`` is there where the same was asked before in vain. In place of an answer a
    model may want ``tools`` called; ``turns`` are those it has had called already.
    """

    model: str
    provider: str
    endpoint: str
    material: Material
    instructions: str
    text: str
    max_output_tokens: int
    time_limit_seconds: float
    images: tuple[SeenImage, ...] = ()
    schema: dict[str, Any] | None = None
    temperature: float | None = None
    streamed: bool = False
    objection: Objection | None = None
    tools: tuple[ToolSpec, ...] = ()
    turns: tuple[ToolTurn, ...] = ()


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """Tokens read and written, as the provider counts them; hidden reasoning is written."""

    input: int
    output: int

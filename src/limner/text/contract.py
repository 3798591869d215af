"""What a writer of texts is, and what it answers.

A writer sends one request to a text model and answers with the text. Like a provider of
images it never retries by itself, never stores anything and never sees a workflow.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from limner.errors import ContentRefused, ProviderBadAnswer
from limner.models.text_model import TextModel
from limner.models.text_request import SeenImage, TextRequest, TokenUsage, ToolCalls
from limner.settings import Settings

Finish = Literal["complete", "cut", "refused"]
"""How a text ended: by itself, at the limit of tokens, or by the provider's content rules."""


@dataclass(frozen=True, slots=True)
class TextAnswer:
    """What came back: a text, or tools to be called first. ``usage`` is None where the provider
    does not tell it."""

    text: str
    usage: TokenUsage | None
    finish: Finish = "complete"
    tools: ToolCalls | None = None

    def usable_text(self) -> str:
        """The text, which may be empty beside calls of tools.

        Raises ContentRefused or ProviderBadAnswer where there is none to use.

        Apart from the answer, because what it cost is owed all the same.
        """
        if self.finish == "refused":
            raise ContentRefused(
                "The text model refused to write this.",
                hint="Say it in other words, or choose another text model.",
            )
        if not self.text.strip() and self.tools is None:
            spent = " and spent all its tokens on thinking" if self.finish == "cut" else ""
            raise ProviderBadAnswer(
                f"The text model wrote nothing{spent}.", hint="Choose another text model."
            )
        return self.text


class WritingLog(Protocol):
    """The journal's side of one request, given to the writer with it."""

    async def look_at(self, image: SeenImage) -> bytes:
        """A JPEG of an image of the request, small enough to be shown. Raises LimnerError."""

    def wrote(self, text: str) -> None:
        """Tell all that is written so far of a streamed answer."""


class TextWriter(ABC):
    """Sends requests of one provider's text models."""

    name: str
    title: str
    resend_is_safe: bool = False
    """Whether sending a request again after a crash can never cost twice."""

    max_concurrent: int = 8
    """Requests under way at once with one key."""

    secrets: tuple[str, ...] = ()
    """What it is asked with and must not be told to anybody, though its answers repeat it."""

    offered: tuple[str, ...] = ()
    """Ids of models that the settings name, to be listed beside those of the data."""

    @property
    def own_address(self) -> bool:
        """Whether it is asked at its own address; elsewhere shut-down dates mean nothing."""
        return True

    @classmethod
    @abstractmethod
    def instances(cls, settings: Settings) -> Iterable[TextWriter]:
        """The writers as configured; without credentials they are made, but unavailable."""

    def models(self) -> Iterable[TextModel]:
        """Contracts that follow from the settings, beside those of the catalogue's data."""
        return ()

    def unavailable_reason(self) -> str | None:
        """Why no request can be sent now and what to set, or None."""
        return None

    @abstractmethod
    async def write(self, request: TextRequest, log: WritingLog) -> TextAnswer:
        """Send a request once and wait for its text. Raises ProviderError."""

    async def close(self) -> None:
        """Give back connections."""

"""A node's access to text models, and to the workflows that they may have run as tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from limner.models.text_model import TextModel
from limner.models.text_request import SeenImage, TextRequest, TokenUsage, ToolCalls, ToolSpec
from limner.nodes.contract.shapes import Json


@dataclass(frozen=True, slots=True)
class Written:
    """What a text model wrote, which one, and what that cost: None where nobody can tell.

    ``cut`` says that it ran into the limit of tokens. With ``tools`` the answer is yet to come:
    they are to be called first.
    """

    text: str
    model: str
    micro_usd: int | None
    usage: TokenUsage | None = None
    cut: bool = False
    tools: ToolCalls | None = None


class Texts(Protocol):
    """A node's access to text models."""

    async def write(
        self,
        model: TextModel,
        request: TextRequest,
        clean: Callable[[str], str],
        *,
        number: int = 0,
    ) -> Written:
        """Ask a text model once, and keep its answer: a run taken up again does not ask again.

        ``clean`` takes from an answer what is used of it; calls of tools are none. Who asks several
        times counts on with ``number``. Raises ProviderError, also where there is nothing to use.
        """

    async def images(self, asset_ids: Sequence[str]) -> list[SeenImage]:
        """Kept images as text models are shown them.

        Raises NotFound, naming the id, and BadField for a file that is no image.
        """

    async def confirmed(self, text: str, longest: int) -> str:
        """Show a text before it is used, and wait; gives it as it was confirmed or changed.

        ``longest`` is how many characters it may come to have.
        """


HTTP_TOOL = "web_request"
"""What text models know the tool as that asks addresses; no workflow has this name as a tool."""


@dataclass(frozen=True, slots=True)
class WorkflowTool:
    """A workflow as a tool: what a model is told of it, and what people call it."""

    workflow_id: str
    title: str
    spec: ToolSpec


@dataclass(frozen=True, slots=True)
class ToolAnswer:
    """What a run of a workflow gave: its outputs by name, or an error in words.

    ``run_id`` is None where no run began; ``micro_usd`` is None where nobody can tell the cost.
    """

    outputs: Json | None
    error: str | None
    run_id: str | None
    micro_usd: int | None


class Tools(Protocol):
    """A node's access to the workflows of its workspace."""

    async def workflows(self, ids: Sequence[str]) -> list[WorkflowTool]:
        """The workflows of ids as tools, each with a name of its own.

        Raises BadField for one that is not there or cannot be used so.
        """

    async def call(
        self, number: int, tool: WorkflowTool, arguments: Mapping[str, Any], left: int | None
    ) -> ToolAnswer:
        """Run a workflow to its end, once: a run taken up again waits for the run it began.

        ``number`` counts the calls of the execution, ``left`` is the most it may cost in
        micro-USD. What goes wrong is told in the answer.
        """

    def tell(self, number: int, event: Mapping[str, Any]) -> None:
        """Tell those who follow the run how a call of a tool stands."""

"""What nodes have in common whose output is whatever started the run."""

from __future__ import annotations

from typing import Any

from limner.nodes.contract import Data, Handle, Json, Node, NodeContext, NodeResult

PAYLOAD_OUT = Handle("trigger-out", "Payload", "any")


class PayloadNode(Node[Data]):
    """A trigger that hands on a JSON object as it came."""

    category = "flow"
    outputs = (PAYLOAD_OUT,)
    is_trigger = True
    takes_payload = True
    example_field = "payload"

    def value_on(self, handle: Handle, output: Json) -> Any:
        """The whole payload."""
        return output

    async def run(self, context: NodeContext[Data]) -> NodeResult:
        return NodeResult(dict(context.trigger))

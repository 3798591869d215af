"""Nodes that keep and read files, for tests of the floors above nodes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from limner.errors import LimnerError
from limner.nodes import NodeTypes, load_nodes
from limner.nodes.contract import Handle, ListedData, Node, NodeContext, NodeResult

PDF = b"%PDF-1.7\n" + bytes(range(256))


class KeepData(ListedData):
    text: str = ""


class Keep(Node[KeepData]):
    """Keeps what ``content`` says, twice where asked; then waits at the gate."""

    type_id = "keep"
    title = "Keep"
    category = "test"
    description = "Keeps a file."
    icon = "file"
    data_type = KeepData
    inputs = (Handle("text-in", "Text", "text"), Handle("file-in", "File", "file", multiple=True))
    outputs = (Handle("file-out", "File", "file", field="file"),)

    def __init__(self, content: bytes = PDF, name: str = "report.pdf", times: int = 1) -> None:
        self.content, self.name, self.times = content, name, times
        self.kept = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def run(self, context: NodeContext[KeepData]) -> NodeResult:
        text = "".join(context.arrived("text-in")).encode()
        for _ in range(self.times):
            file = await context.files.keep(self.content + text, self.name, "application/pdf")
            self.kept += 1
        await self.gate.wait()
        return NodeResult({"file": file})


class Read(Node[KeepData]):
    """Says what it read from what arrived, or from its text."""

    type_id = "read"
    title = "Read"
    category = "test"
    description = "Reads a file."
    icon = "file"
    data_type = KeepData
    inputs = (Handle("file-in", "File", "file"),)
    outputs = (Handle("text-out", "Text", "text", field="text"),)

    def __init__(self) -> None:
        self.failed: list[LimnerError] = []
        self.values: Sequence[object] = ()
        self.contents: list[bytes] = []

    async def run(self, context: NodeContext[KeepData]) -> NodeResult:
        for value in [*context.arrived("file-in"), *self.values]:
            try:
                file = await context.files.read(value)
            except LimnerError as error:
                self.failed.append(error)
            else:
                self.contents.append(file.content)
        return NodeResult({"text": " ".join(error.code for error in self.failed)})


def with_nodes(*extra: Node[Any]) -> NodeTypes:
    return NodeTypes([*load_nodes(), *extra])

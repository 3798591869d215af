"""One file per node; the folder is the menu. Nothing to edit here to add one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator

from limner.nodes.contract import AnyNode


class NodeTypes:
    """The node types by their id."""

    def __init__(self, nodes: Iterable[AnyNode]) -> None:
        self._nodes = {node.type_id: node for node in nodes}

    def __iter__(self) -> Iterator[AnyNode]:
        return iter(self._nodes.values())

    def find(self, type_id: str) -> AnyNode | None:
        return self._nodes.get(type_id)

    def image_maker(self) -> AnyNode:
        """The node that a call without a workflow runs."""
        return next(node for node in self if node.makes_images)

    def __getitem__(self, type_id: str) -> AnyNode:
        return self._nodes[type_id]


def load_nodes() -> NodeTypes:
    """Every node of this folder, in the order of their files."""
    names = [info.name for info in pkgutil.iter_modules(__path__)]
    modules = [
        importlib.import_module(f"{__name__}.{name}")
        for name in names
        if not name.startswith("_") and name != "contract"
    ]
    return NodeTypes(module.NODE for module in modules)

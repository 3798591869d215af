"""The build hook: a wheel, an sdist or an editable install gets the built files first.

Node is asked for as a build requirement only when something is to be built and the system has
none that is new enough; an sdist carries the built files, so installing from it needs no Node.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent / "tools"))

import build_steps
import node


class BuiltFilesHook(BuildHookInterface[Any]):
    """Builds what `tools/build_steps.py` lists."""

    def dependencies(self) -> list[str]:
        """The build requirements of this hook, asked for before `initialize`."""
        needs_node = build_steps.outdated() and node.node_on_path() is None
        return [node.NODE_REQUIREMENT] if needs_node else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bring the built files up to date before they are packed."""
        if not build_steps.outdated():
            return
        # What `dependencies` asked for is on the PATH by now.
        found = node.node_on_path()
        if found is None:
            raise SystemExit(f"Building Limner needs Node.js: install {node.NODE_REQUIREMENT}")
        build_steps.build(found)

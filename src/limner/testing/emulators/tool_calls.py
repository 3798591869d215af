"""Tools that emulated text models call: those that somebody said, or that the text names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from limner.testing.emulators.instances import instance_of


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that a model is offered, with the JSON Schema of its arguments."""

    name: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """A tool that a model calls."""

    name: str
    arguments: Mapping[str, Any]


def calls_in(text: str, tools: Sequence[Tool]) -> tuple[Call, ...]:
    """The calls of a model that has had none answered: one of each tool that the text names."""
    said = text.lower()
    named = [tool for tool in tools if tool.name in said or tool.name.replace("_", " ") in said]
    return tuple(call_of(tool, text) for tool in named)


def call_of(tool: Tool, text: str) -> Call:
    """A call whose arguments are made of a text."""
    return Call(tool.name, instance_of(tool.parameters, text))

"""Which tools a text names, and what they are called with, by rules. Pure; no AI.

A tool is called once if the text or the instructions name it, or if they hold an address and the
tool takes one. Its arguments are what the text says under their names, as a value for a schema is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from limner.models.text_request import TextRequest, ToolCall, ToolSpec
from limner.text.composer.filling import filled, names_in

_ADDRESS = re.compile(r"https?://[^\s\"'<>)\]}]+")
_URL = "url"


def wanted_calls(request: TextRequest, sentence: str) -> tuple[ToolCall, ...]:
    """The calls of a first turn; afterwards there are none. ``sentence`` is the text in short."""
    if request.turns:
        return ()
    said = f"{request.instructions}\n{request.text}".lower()
    named = [tool for tool in request.tools if _is_named(tool, said)]
    return tuple(
        ToolCall(f"call_{number}", tool.name, _arguments(tool, request.text, sentence))
        for number, tool in enumerate(named, start=1)
    )


def _is_named(tool: ToolSpec, said: str) -> bool:
    takes_address = _URL in tool.parameters.get("required", ())
    spoken = tool.name.replace("_", " ")
    return tool.name in said or spoken in said or (takes_address and bool(_ADDRESS.search(said)))


def _arguments(tool: ToolSpec, text: str, sentence: str) -> dict[str, Any]:
    """What is required, and what the text has a word for."""
    properties: Mapping[str, Any] = tool.parameters.get("properties", {})
    required = tool.parameters.get("required", ())
    said = names_in(text, properties)
    asked = {name: part for name, part in properties.items() if name in required or name in said}
    arguments: dict[str, Any] = filled({"type": "object", "properties": asked}, text, sentence)
    address = _ADDRESS.search(text)
    if _URL in arguments and address is not None:
        arguments[_URL] = address.group().rstrip(".,;")
    return arguments

"""What emulators of text models share: the text they write, and OpenAI's chat completions.

A text is charged as an order of no images.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from aiohttp import web

from limner.testing.emulators.base import Emulator
from limner.testing.ledger import Charge, Order

_CHARACTERS_PER_TOKEN = 4
_LONGEST_ECHO = 400
_CHAT_FIELDS = frozenset(
    {
        "frequency_penalty",
        "max_completion_tokens",
        "max_tokens",
        "messages",
        "model",
        "n",
        "presence_penalty",
        "reasoning_effort",
        "response_format",
        "seed",
        "stop",
        "stream",
        "temperature",
        "top_p",
        "user",
        "verbosity",
    }
)
"""Fields of a chat completion that a writer of texts may send."""

Complaint = Callable[[str, str], Exception]
"""Makes the vendor's own error of a field's name and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text and its tokens; ``cut`` where it ran into the limit."""

    text: str
    input_tokens: int
    output_tokens: int
    cut: bool


def write(instructions: str, asked: str, most_tokens: int | None) -> Written:
    """The text an emulated model writes: the same for the same request."""
    text = f"A carefully lit picture of {' '.join(asked.split())[:_LONGEST_ECHO]}"
    tokens, cut = count_tokens(text), False
    if most_tokens is not None and tokens > most_tokens:
        tokens, cut = most_tokens, True
        text = text[: most_tokens * _CHARACTERS_PER_TOKEN]
    return Written(text, count_tokens(instructions) + count_tokens(asked), tokens, cut)


def count_tokens(text: str) -> int:
    return -(-len(text) // _CHARACTERS_PER_TOKEN)


def text_order(asked: str, body: Mapping[str, Any]) -> Order:
    """The order that a request for a text is charged as."""
    return Order(asked[:_LONGEST_ECHO], 0, 0, 0, 0, dict(body))


async def read_object(request: web.Request, complain: Complaint) -> dict[str, Any]:
    """The body of a request. Raises the vendor's error where it is no JSON object."""
    try:
        body = msgspec.json.decode(await request.read())
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise complain("body", "it is no JSON object")
    return body


async def complete_chat(
    emulator: Emulator, request: web.Request, complain: Complaint
) -> web.StreamResponse:
    """Answer a chat completion; the caller has looked at the key already."""
    body = await read_object(request, complain)
    emulator.note(request, body)
    for name in body.keys() - _CHAT_FIELDS:
        raise complain(name, "it is not known")
    if not isinstance(body.get("model"), str) or not body["model"]:
        raise complain("model", "it is missing")
    instructions, asked = read_messages(body.get("messages"), complain)
    most = body.get("max_completion_tokens", body.get("max_tokens"))
    if not isinstance(most, int | None):
        raise complain("max_tokens", "it is no whole number")
    charge, fault = await emulator.accept(text_order(asked, body))
    await emulator.finished(charge)
    written = write(instructions, asked, most)
    answer = msgspec.json.encode(_completion(body["model"], charge, written))
    return await emulator.deliver(request, answer, fault)


def read_messages(messages: Any, complain: Complaint) -> tuple[str, str]:
    """What the system says and what the user says. Raises the vendor's error."""
    if not isinstance(messages, list) or not messages:
        raise complain("messages", "it is an empty list, or none")
    said: dict[str, list[str]] = {}
    for message in messages:
        if not isinstance(message, dict) or message.keys() - {"role", "content", "name"}:
            raise complain("messages", "a message is an object with role and content")
        said.setdefault(message.get("role", ""), []).append(text_of(message.get("content")))
    if said.keys() - {"system", "developer", "user", "assistant"} or "user" not in said:
        raise complain("messages", "a role is unknown, or no user says anything")
    system = [*said.get("system", ()), *said.get("developer", ())]
    return "\n".join(system), "\n".join(said["user"])


def text_of(content: Any) -> str:
    """The text of a message's content: itself, or the texts among its parts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "\n".join(part.get("text", "") for part in parts if isinstance(part, dict))


def _completion(model: str, charge: Charge, written: Written) -> dict[str, Any]:
    message = {"role": "assistant", "content": written.text, "refusal": None}
    finish = "length" if written.cut else "stop"
    return {
        "id": f"chatcmpl-{charge.id}",
        "object": "chat.completion",
        "created": int(charge.at),
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {
            "prompt_tokens": written.input_tokens,
            "completion_tokens": written.output_tokens,
            "total_tokens": written.input_tokens + written.output_tokens,
        },
    }

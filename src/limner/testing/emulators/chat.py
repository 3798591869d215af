"""What emulators of text models share: the text they write, and OpenAI's chat completions.

A text is charged as an order of no images. Pictures that are shown to a model are looked at: it
tells their sizes.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from aiohttp import web

from limner.errors import UploadError
from limner.media.probe import probe
from limner.testing.emulators.base import Emulator
from limner.testing.emulators.faults import Fault
from limner.testing.emulators.instances import instance_of
from limner.testing.emulators.tool_calls import Call, Tool, calls_in
from limner.testing.ledger import Charge, Order

_CHARACTERS_PER_TOKEN = 4
_LONGEST_ECHO = 400
_TOKENS_AN_IMAGE = 765
_PIECES = 8
_LONGEST_NOTED = 20_000
_DATA_ADDRESS = "data:image/jpeg;base64,"
_CHAT_FIELDS = frozenset(
    {
        "frequency_penalty",
        "max_completion_tokens",
        "max_tokens",
        "messages",
        "model",
        "n",
        "parallel_tool_calls",
        "presence_penalty",
        "reasoning_effort",
        "response_format",
        "seed",
        "stop",
        "stream",
        "stream_options",
        "temperature",
        "tool_choice",
        "tools",
        "top_p",
        "user",
        "verbosity",
    }
)
"""Fields of a chat completion that a writer of texts may send."""

_MESSAGE_FIELDS = frozenset({"role", "content", "name", "tool_calls", "tool_call_id"})

Complaint = Callable[[str, str], Exception]
"""Makes the vendor's own error of a field's name and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text and its tokens; ``cut`` where it ran into the limit, ``calls`` of tools instead."""

    text: str
    input_tokens: int
    output_tokens: int
    cut: bool
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a model is asked: what the system and the user say, what it is shown, what is to fit,
    which tools there are, and what those it has called have given."""

    instructions: str
    text: str
    images: tuple[tuple[int, int], ...] = ()
    schema: Mapping[str, Any] | None = None
    tools: tuple[Tool, ...] = ()
    answers: tuple[str, ...] = ()


def answer_to(emulator: Emulator, asked: Asked, most_tokens: int | None) -> Written:
    """What an emulated model answers: a text, or tools that it wants called first."""
    calls = emulator.next_calls() if asked.tools else ()
    if not calls and not asked.answers:
        calls = calls_in(asked.text, asked.tools)
    if not calls:
        return write(asked, most_tokens, emulator.next_text())
    said = "".join(str(call) for call in calls)
    read = count_tokens(asked.instructions) + count_tokens(asked.text)
    return Written("", read, count_tokens(said), cut=False, calls=calls)


def write(asked: Asked, most_tokens: int | None, said: str | None = None) -> Written:
    """The text an emulated model writes: the same for the same request, or what was ``said``."""
    text = f"A carefully lit picture of {' '.join(asked.text.split())[:_LONGEST_ECHO]}"
    if asked.images:
        sizes = ", ".join(f"{width} x {height}" for width, height in asked.images)
        text += f" (seen: {sizes})"
    if asked.answers:
        text += f" (told: {' | '.join(answer[:_LONGEST_ECHO] for answer in asked.answers)})"
    if asked.schema is not None:
        text = msgspec.json.encode(instance_of(asked.schema, text)).decode()
    text = text if said is None else said
    tokens, cut = count_tokens(text), False
    if most_tokens is not None and tokens > most_tokens:
        tokens, cut = most_tokens, True
        text = text[: most_tokens * _CHARACTERS_PER_TOKEN]
    read = count_tokens(asked.instructions) + count_tokens(asked.text)
    return Written(text, read + len(asked.images) * _TOKENS_AN_IMAGE, tokens, cut)


def pieces(text: str) -> Iterator[str]:
    """A text as a stream tells it."""
    size = max(1, -(-len(text) // _PIECES))
    yield from (text[start : start + size] for start in range(0, len(text), size))


def pixels_of(data: Any, complain: Complaint) -> tuple[int, int]:
    """The size of a picture that is shown as Base64. Raises the vendor's error where it is none."""
    try:
        info = probe(base64.b64decode(data, validate=True))
    except (TypeError, ValueError, UploadError):
        raise complain("image", "it cannot be decoded") from None
    return info.width, info.height


def without_files(body: Any) -> Any:
    """The body with the digest and length of each picture in place of its data."""
    if isinstance(body, list):
        return [without_files(item) for item in body]
    if isinstance(body, dict):
        return {name: without_files(item) for name, item in body.items()}
    if isinstance(body, str) and len(body) > _LONGEST_NOTED:
        return f"{hashlib.sha256(body.encode()).hexdigest()} of {len(body)} characters"
    return body


async def tell(
    emulator: Emulator, request: web.Request, events: Sequence[bytes], fault: Fault | None
) -> web.StreamResponse:
    """Answer with server-sent events, or with what a fault makes of them."""
    if fault == "html":
        return await emulator.deliver(request, b"", fault)
    stream = web.StreamResponse()
    stream.content_type = "text/plain" if fault == "wrong_type" else "text/event-stream"
    await stream.prepare(request)
    for number, event in enumerate(events):
        if fault in ("stall", "truncated") and number == len(events) // 2:
            return await emulator.break_off(request, stream, fault)
        await stream.write(event)
        await asyncio.sleep(emulator.latency / len(events))
    await stream.write_eof()
    emulator.counts["answers"] += 1
    return stream


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
    emulator.note(request, without_files(body))
    for name in body.keys() - _CHAT_FIELDS:
        raise complain(name, "it is not known")
    if not isinstance(body.get("model"), str) or not body["model"]:
        raise complain("model", "it is missing")
    asked = read_chat(body, complain)
    most = body.get("max_completion_tokens", body.get("max_tokens"))
    if not isinstance(most, int | None):
        raise complain("max_tokens", "it is no whole number")
    charge, fault = await emulator.accept(text_order(asked.text, without_files(body)))
    written = answer_to(emulator, asked, most)
    if body.get("stream"):
        return await tell(emulator, request, [*_chat_events(body, charge, written)], fault)
    await emulator.finished(charge)
    answer = msgspec.json.encode(_completion(body["model"], charge, written))
    return await emulator.deliver(request, answer, fault)


def read_chat(body: Mapping[str, Any], complain: Complaint) -> Asked:
    """What a chat completion asks. Raises the vendor's error."""
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise complain("messages", "it is an empty list, or none")
    said: dict[str, list[str]] = {}
    images: list[tuple[int, int]] = []
    for message in messages:
        if not isinstance(message, dict) or message.keys() - _MESSAGE_FIELDS:
            raise complain("messages", "a message is an object with role and content")
        said.setdefault(message.get("role", ""), []).append(text_of(message.get("content")))
        images += _chat_images(message.get("content"), complain)
    if said.keys() - {"system", "developer", "user", "assistant", "tool"} or "user" not in said:
        raise complain("messages", "a role is unknown, or no user says anything")
    _check_calls(messages, complain)
    system = [*said.get("system", ()), *said.get("developer", ())]
    return Asked(
        "\n".join(system),
        "\n".join(said["user"]),
        tuple(images),
        _schema(body, complain),
        tuple(_tools(body, complain)),
        tuple(said.get("tool", ())),
    )


def _tools(body: Mapping[str, Any], complain: Complaint) -> Iterator[Tool]:
    for tool in body.get("tools") or ():
        function = tool.get("function", {}) if isinstance(tool, dict) else {}
        if tool.get("type") != "function" or not isinstance(function.get("name"), str):
            raise complain("tools", "a tool is a function with a name")
        yield Tool(function["name"], function.get("parameters", {}))


def _check_calls(messages: Sequence[Mapping[str, Any]], complain: Complaint) -> None:
    """Raises the vendor's error where a call of a tool has no answer right after it."""
    open_calls: set[str] = set()
    for message in messages:
        if message.get("role") == "tool":
            if message.get("tool_call_id") not in open_calls:
                raise complain("messages", "a tool answers what was not called")
            open_calls.discard(message["tool_call_id"])
        elif open_calls:
            raise complain("messages", "a tool call must be followed by its answer")
        open_calls |= {call["id"] for call in message.get("tool_calls") or ()}
    if open_calls:
        raise complain("messages", "a tool call must be followed by its answer")


def _chat_images(content: Any, complain: Complaint) -> Iterator[tuple[int, int]]:
    for part in content if isinstance(content, list) else ():
        if isinstance(part, dict) and part.get("type") == "image_url":
            address = part.get("image_url", {}).get("url", "")
            if not address.startswith(_DATA_ADDRESS):
                raise complain("messages", "an image is a data address of a JPEG")
            yield pixels_of(address.removeprefix(_DATA_ADDRESS), complain)


def _schema(body: Mapping[str, Any], complain: Complaint) -> Mapping[str, Any] | None:
    wanted = body.get("response_format")
    if wanted is None or wanted == {"type": "text"}:
        return None
    if not isinstance(wanted, dict) or wanted.get("type") not in ("json_schema", "json_object"):
        raise complain("response_format", "it is no response format")
    if wanted["type"] == "json_object":
        return {}
    schema = wanted.get("json_schema", {})
    if not isinstance(schema.get("name"), str) or not isinstance(schema.get("schema"), dict):
        raise complain("response_format", "it has a name and a schema")
    found: Mapping[str, Any] = schema["schema"]
    return found


def text_of(content: Any) -> str:
    """The text of a message's content: itself, or the texts among its parts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "\n".join(part.get("text", "") for part in parts if isinstance(part, dict))


def _completion(model: str, charge: Charge, written: Written) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": written.text, "refusal": None}
    if written.calls:
        message |= {"content": None, "tool_calls": list(_called(charge, written))}
    finish = _finish(written)
    return {
        **_head(model, charge, "chat.completion"),
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": _usage(written),
    }


def _chat_events(body: Mapping[str, Any], charge: Charge, written: Written) -> Iterator[bytes]:
    """The usage comes last, and only to those who ask for it."""
    head = _head(body["model"], charge, "chat.completion.chunk")

    def event(delta: Mapping[str, Any], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return _event({**head, "choices": [choice]})

    yield event({"role": "assistant", "content": ""})
    for index, call in enumerate(_called(charge, written)):
        begun = {**call, "index": index, "function": {**call["function"], "arguments": ""}}
        yield event({"tool_calls": [begun]})
        for piece in pieces(call["function"]["arguments"]):
            yield event({"tool_calls": [{"index": index, "function": {"arguments": piece}}]})
    yield from (event({"content": piece}) for piece in pieces(written.text))
    yield event({}, _finish(written))
    if (body.get("stream_options") or {}).get("include_usage"):
        yield _event({**head, "choices": [], "usage": _usage(written)})
    yield b"data: [DONE]\n\n"


def _called(charge: Charge, written: Written) -> Iterator[dict[str, Any]]:
    for number, call in enumerate(written.calls):
        arguments = msgspec.json.encode(call.arguments).decode()
        function = {"name": call.name, "arguments": arguments}
        yield {"id": f"call_{charge.id}_{number}", "type": "function", "function": function}


def _finish(written: Written) -> str:
    if written.calls:
        return "tool_calls"
    return "length" if written.cut else "stop"


def _event(value: Any) -> bytes:
    return b"data: " + msgspec.json.encode(value) + b"\n\n"


def _head(model: str, charge: Charge, kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{charge.id}",
        "object": kind,
        "created": int(charge.at),
        "model": model,
    }


def _usage(written: Written) -> dict[str, int]:
    return {
        "prompt_tokens": written.input_tokens,
        "completion_tokens": written.output_tokens,
        "total_tokens": written.input_tokens + written.output_tokens,
    }

"""Anthropic's messages.

    POST /v1/messages

Errors and their types are those of Anthropic's API reference as of November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from aiohttp import web

from limner.testing.emulators.base import Emulator, key_is_good
from limner.testing.emulators.chat import (
    Asked,
    Written,
    answer_to,
    pieces,
    pixels_of,
    read_object,
    tell,
    text_of,
    text_order,
    without_files,
)
from limner.testing.emulators.faults import RETRY_AFTER_SECONDS, Fault, Refused
from limner.testing.emulators.tool_calls import Tool
from limner.testing.ledger import Charge

_FIELDS = frozenset(
    {
        "max_tokens",
        "messages",
        "metadata",
        "model",
        "output_config",
        "service_tier",
        "stop_sequences",
        "stream",
        "system",
        "temperature",
        "thinking",
        "tool_choice",
        "tools",
        "top_k",
        "top_p",
    }
)
_INVALID = "invalid_request_error"
_ERRORS: Mapping[Fault, tuple[int, str, str]] = {
    "bad_request": (400, _INVALID, "messages: at least one message is required"),
    "unauthorized": (401, "authentication_error", "invalid x-api-key"),
    # An empty account is told as a bad request.
    "no_credit": (
        400,
        _INVALID,
        "Your credit balance is too low to access the Anthropic API.",
    ),
    "forbidden": (403, "permission_error", "Your API key may not use this model."),
    "not_found": (404, "not_found_error", "model: claude-none"),
    "rate_limited": (429, "rate_limit_error", "This request would exceed your rate limit."),
    "rate_limited_bare": (429, "rate_limit_error", "This request would exceed your rate limit."),
    "server_error": (500, "api_error", "Internal server error"),
    "unavailable": (529, "overloaded_error", "Overloaded"),
}
_BROKEN: frozenset[Fault] = frozenset(
    {
        "bad_gateway",
        "html",
        "lost_after_charge",
        "lost_before_charge",
        "refusal",
        "slow_start",
        "stall",
        "truncated",
        "wrong_type",
    }
)


class AnthropicEmulator(Emulator):
    """Anthropic's API for texts."""

    name = "anthropic"
    title = "Anthropic"
    faults = frozenset(_ERRORS) | _BROKEN

    @staticmethod
    def environment(address: str) -> Mapping[str, str]:
        return {"ANTHROPIC_BASE_URL": address, "ANTHROPIC_API_KEY": "any-key-is-good"}

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/v1/messages", self._message)

    def refusal(self, fault: Fault) -> web.Response:
        if fault == "refusal":
            return web.json_response(_REFUSED)
        if fault == "bad_gateway":
            return web.Response(status=502, text="<html>502</html>", content_type="text/html")
        wait = {"Retry-After": RETRY_AFTER_SECONDS} if fault == "rate_limited" else None
        return _error(*_ERRORS[fault], headers=wait)

    async def _message(self, request: web.Request) -> web.StreamResponse:
        if not key_is_good(_key(request)):
            raise Refused(self.refusal("unauthorized"))
        body = await read_object(request, _complaint)
        self.note(request, without_files(body))
        _check(request, body)
        asked = _asked(body)
        try:
            charge, fault = await self.accept(text_order(asked.text, without_files(body)))
        except Refused as refused:
            if refused.answer.status == 200 and body.get("stream"):
                return await tell(self, request, [*_streamed(_REFUSED)], None)
            raise
        written = answer_to(self, asked, body["max_tokens"])
        answer = _message(body, charge, written)
        if body.get("stream"):
            return await tell(self, request, [*_streamed(answer)], fault)
        await self.finished(charge)
        return await self.deliver(request, msgspec.json.encode(answer), fault)


def _key(request: web.Request) -> str | None:
    """The key, in Anthropic's own header or, as its SDK sends it since version 2, as a bearer."""
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    return bearer if scheme == "Bearer" else request.headers.get("x-api-key")


def _check(request: web.Request, body: Mapping[str, Any]) -> None:
    """Raises Refused as the API would refuse the request."""
    if "anthropic-version" not in request.headers:
        raise _complaint("anthropic-version", "header is required")
    for name in body.keys() - _FIELDS:
        raise _complaint(name, "Extra inputs are not permitted")
    for name in ("model", "max_tokens", "messages"):
        if not body.get(name):
            raise _complaint(name, "Field required")
    if not isinstance(body["max_tokens"], int):
        raise _complaint("max_tokens", "Input should be a valid integer")


def _asked(body: Mapping[str, Any]) -> Asked:
    messages = body["messages"]
    if not isinstance(messages, list) or any(not isinstance(one, dict) for one in messages):
        raise _complaint("messages", "Input should be a valid list")
    users = [one.get("content") for one in messages if one.get("role") == "user"]
    images = [size for content in users for size in _images(content)]
    text = "\n".join(text_of(content) for content in users)
    answers = tuple(_check_calls(messages))
    tools = tuple(_tools(body))
    if answers and not tools:
        raise _complaint("tools", "Requests which include `tool_use` blocks must define tools")
    return Asked(text_of(body.get("system")), text, tuple(images), _schema(body), tools, answers)


def _tools(body: Mapping[str, Any]) -> Iterator[Tool]:
    for tool in body.get("tools") or ():
        if not isinstance(tool.get("name"), str) or not isinstance(tool.get("input_schema"), dict):
            raise _complaint("tools", "Field required: name, input_schema")
        yield Tool(tool["name"], tool["input_schema"])


def _check_calls(messages: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What tools gave. Raises Refused where a use of one has no result in the next message."""
    wanted: set[str] = set()
    for message in messages:
        content = message.get("content") or ()
        parts = [part for part in content if isinstance(part, dict)]
        results = [part for part in parts if part.get("type") == "tool_result"]
        if {part.get("tool_use_id") for part in results} != wanted:
            raise _complaint("messages", "`tool_use` ids need `tool_result` blocks right after")
        yield from (text_of(part.get("content")) for part in results)
        wanted = {part["id"] for part in parts if part.get("type") == "tool_use"}


def _images(content: Any) -> Iterator[tuple[int, int]]:
    for part in content if isinstance(content, list) else ():
        if isinstance(part, dict) and part.get("type") == "image":
            source = part.get("source", {})
            if source.get("type") != "base64" or source.get("media_type") != "image/jpeg":
                raise _complaint("messages.content.image", "Input should be a JPEG as base64")
            yield pixels_of(source.get("data"), _complaint)


def _schema(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    wanted = body.get("output_config", {}).get("format")
    if wanted is None:
        return None
    if wanted.get("type") != "json_schema" or not isinstance(wanted.get("schema"), dict):
        raise _complaint("output_config.format", "Input should be a JSON schema")
    schema: Mapping[str, Any] = wanted["schema"]
    return schema


def _message(body: Mapping[str, Any], charge: Charge, written: Written) -> dict[str, Any]:
    stopped = "max_tokens" if written.cut else "end_turn"
    if written.calls:
        stopped = "tool_use"
    return _answer(body["model"], f"msg_{charge.id}", written, stopped)


def _streamed(message: Mapping[str, Any]) -> Iterator[bytes]:
    """The message as a stream tells it: begun empty, then piece by piece, the usage last."""
    usage = message["usage"]
    begun = {**message, "content": [], "stop_reason": None, "usage": {**usage, "output_tokens": 1}}
    yield _event("message_start", message=begun)
    for index, block in enumerate(message["content"]):
        yield from _streamed_block(index, block)
        yield _event("content_block_stop", index=index)
    stop = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    yield _event("message_delta", delta=stop, usage={"output_tokens": usage["output_tokens"]})
    yield _event("message_stop")


def _streamed_block(index: int, block: Mapping[str, Any]) -> Iterator[bytes]:
    if block["type"] == "tool_use":
        yield _event("content_block_start", index=index, content_block={**block, "input": {}})
        for piece in pieces(msgspec.json.encode(block["input"]).decode()):
            delta = {"type": "input_json_delta", "partial_json": piece}
            yield _event("content_block_delta", index=index, delta=delta)
        return
    yield _event("content_block_start", index=index, content_block={**block, "text": ""})
    for piece in pieces(block["text"]):
        delta = {"type": "text_delta", "text": piece}
        yield _event("content_block_delta", index=index, delta=delta)


def _event(kind: str, **rest: Any) -> bytes:
    data = msgspec.json.encode({"type": kind, **rest}).decode()
    return f"event: {kind}\ndata: {data}\n\n".encode()


def _answer(model: str, message_id: str, written: Written, stopped: str) -> dict[str, Any]:
    return {
        "id": message_id,
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": list(_blocks(message_id, written)),
        "stop_reason": stopped,
        "stop_sequence": None,
        "usage": {"input_tokens": written.input_tokens, "output_tokens": written.output_tokens},
    }


def _blocks(message_id: str, written: Written) -> Iterator[dict[str, Any]]:
    if written.text:
        yield {"type": "text", "text": written.text}
    for number, call in enumerate(written.calls):
        identity = {"type": "tool_use", "id": f"toolu_{message_id}_{number}"}
        yield {**identity, "name": call.name, "input": dict(call.arguments)}


def _complaint(field: str, what: str) -> Refused:
    return Refused(_error(400, _INVALID, f"{field}: {what}"))


def _error(
    status: int, kind: str, message: str, *, headers: Mapping[str, str] | None = None
) -> web.Response:
    body = {"type": "error", "error": {"type": kind, "message": message}}
    return web.json_response(body, status=status, headers=headers)


_REFUSED = _answer("claude", "msg_refused", Written("", 10, 1, cut=False), "refusal")

EMULATOR = AnthropicEmulator

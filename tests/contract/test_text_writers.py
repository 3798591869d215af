"""What the engine relies on, held for every writer of texts against its vendor's emulator."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web
from pydantic import SecretStr

from harness.writing import WritingLog
from limner.errors import (
    ContentRefused,
    NotConfigured,
    ProviderBadAnswer,
    ProviderBadRequest,
    ProviderError,
    ProviderNoCredit,
    ProviderOverloaded,
    ProviderTimeout,
    ProviderUnauthorized,
    ProviderUnreachable,
    RateLimited,
    UnknownOutcome,
)
from limner.models.text_request import (
    Objection,
    SeenImage,
    TextRequest,
    ToolCalls,
    ToolSpec,
    ToolTurn,
)
from limner.providers.compatible import CompatibleServer, CompatibleSettings
from limner.providers.google import GoogleSettings
from limner.providers.openai import OpenAISettings
from limner.settings import Section
from limner.testing.emulators.anthropic import AnthropicEmulator
from limner.testing.emulators.base import BAD_KEY, Emulator, running
from limner.testing.emulators.faults import Fault
from limner.testing.emulators.google import GoogleEmulator
from limner.testing.emulators.ollama import OllamaEmulator
from limner.testing.emulators.openai import OpenAIEmulator
from limner.testing.emulators.tool_calls import Call
from limner.testing.ledger import Ledger
from limner.testing.loopback import site
from limner.testing.studio import GivenSettings
from limner.text import configured_writers
from limner.text.anthropic import AnthropicSettings
from limner.text.contract import TextWriter
from limner.text.ollama import OllamaSettings

KEY = "a-good-key"
NOWHERE = "http://127.0.0.1:9"

MOOD = {
    "type": "object",
    "properties": {"mood": {"enum": ["calm", "bold"]}, "subject": {"type": "string"}},
    "required": ["mood", "subject"],
}


LOG = WritingLog()


def anthropic(address: str, key: str) -> Section:
    return AnthropicSettings(key=SecretStr(key), address=address)


def google(address: str, key: str) -> Section:
    return GoogleSettings(key=SecretStr(key), url=address)


def ollama(address: str, _key: str) -> Section:
    return OllamaSettings(address=address)


def openai(address: str, key: str) -> Section:
    return OpenAISettings(key=SecretStr(key), address=f"{address}/v1")


def compatible(address: str, key: str) -> Section:
    server = CompatibleServer(url=f"{address}/v1", key=SecretStr(key))
    return CompatibleSettings(servers={"attic": server})


@dataclass(frozen=True)
class Vendor:
    """A writer by its name, the emulator it is asked at, and a model of its own."""

    section: Callable[[str, str], Section]
    emulator: type[Emulator]
    model: str


VENDORS = {
    "anthropic": Vendor(anthropic, AnthropicEmulator, "claude-haiku-5-5"),
    "compatible/attic": Vendor(compatible, OpenAIEmulator, "llama3.2"),
    "google": Vendor(google, GoogleEmulator, "gemini-3.8-flash"),
    "ollama": Vendor(ollama, OllamaEmulator, "llama3.2"),
    "openai": Vendor(openai, OpenAIEmulator, "gpt-6-luna"),
}
WITH_KEYS = [name for name in VENDORS if name != "ollama"]

MEANS: Mapping[Fault, type[ProviderError]] = {
    "bad_request": ProviderBadRequest,
    "unprocessable": ProviderBadRequest,
    "not_found": ProviderBadRequest,
    "unauthorized": ProviderUnauthorized,
    "forbidden": ProviderUnauthorized,
    "no_credit": ProviderNoCredit,
    "refusal": ContentRefused,
    "rate_limited": RateLimited,
    "rate_limited_bare": RateLimited,
    "unavailable": ProviderOverloaded,
    "request_timeout": ProviderTimeout,
    "stall": ProviderTimeout,
    "conflict": ProviderBadAnswer,
    "server_error": ProviderBadAnswer,
    "html": ProviderBadAnswer,
    "bad_gateway": UnknownOutcome,
    "lost_before_charge": UnknownOutcome,
    "lost_after_charge": UnknownOutcome,
    "truncated": UnknownOutcome,
}
CHARGED = {"stall", "html", "lost_after_charge", "truncated"}
HARMLESS: tuple[Fault, ...] = ("slow_start", "wrong_type")
EVERY_FAULT = [
    (name, fault)
    for name, vendor in VENDORS.items()
    for fault in sorted(MEANS.keys() & vendor.emulator.faults)
]


def request_to(name: str) -> TextRequest:
    return TextRequest(
        model="m",
        provider=name,
        endpoint=VENDORS[name].model,
        material="instruction",
        instructions="Write a prompt.",
        text="a fox in the snow",
        max_output_tokens=200,
        time_limit_seconds=20,
    )


def writer_at(tmp_path: Path, name: str, address: str, key: str = KEY) -> TextWriter:
    section = VENDORS[name].section(address, key)
    settings = GivenSettings(home=tmp_path, sections=(section,))
    return next(writer for writer in configured_writers(settings) if writer.name == name)


@pytest.fixture
async def emulator(name: str, tmp_path: Path) -> AsyncIterator[Emulator]:
    with Ledger(tmp_path / "charges") as ledger:
        yield VENDORS[name].emulator(ledger)


@pytest.fixture
async def address(emulator: Emulator) -> AsyncIterator[str]:
    async with running(emulator) as url:
        yield url


@pytest.fixture
async def writer(name: str, address: str, tmp_path: Path) -> AsyncIterator[TextWriter]:
    writer = writer_at(tmp_path, name, address)
    yield writer
    await writer.close()


@pytest.mark.parametrize("name", VENDORS)
async def test_it_writes_what_it_is_asked_for_in_one_request(
    name: str, writer: TextWriter, emulator: Emulator
) -> None:
    assert writer.unavailable_reason() is None
    answer = await writer.write(request_to(name), LOG)
    assert "fox" in answer.usable_text()
    assert answer.finish == "complete"
    assert answer.usage is not None
    assert answer.usage.input > 0
    assert answer.usage.output > 0
    sent = json.dumps(emulator.requests[-1].body)
    assert all(part in sent for part in ("Write a prompt.", "a fox in the snow", "200"))
    assert emulator.tally()["requests"] == emulator.tally()["charges"] == 1


@pytest.mark.parametrize(("name", "fault"), EVERY_FAULT)
async def test_a_fault_is_told_for_what_it_is_and_never_sent_again(
    name: str, fault: Fault, writer: TextWriter, emulator: Emulator
) -> None:
    emulator.fault(fault)
    request = request_to(name)
    if fault == "stall":
        request = replace(request, time_limit_seconds=0.5)
    with pytest.raises(MEANS[fault]) as caught:
        (await writer.write(request, LOG)).usable_text()
    assert type(caught.value) is MEANS[fault]
    assert KEY not in str(caught.value.as_json())
    if fault == "rate_limited":
        assert caught.value.extra["retryAfter"] == 1.0
    tally = emulator.tally()
    assert (tally["requests"], tally["charges"]) == (1, int(fault in CHARGED))


STREAMED_FAULTS = [
    (name, fault) for name, fault in EVERY_FAULT if fault not in ("html", "conflict")
]


@pytest.mark.parametrize(("name", "fault"), STREAMED_FAULTS)
async def test_a_streamed_answer_that_fails_is_told_for_what_it_is(
    name: str, fault: Fault, writer: TextWriter, emulator: Emulator
) -> None:
    emulator.fault(fault)
    limit = 0.5 if fault == "stall" else 20
    request = replace(request_to(name), streamed=True, time_limit_seconds=limit)
    with pytest.raises(MEANS[fault]) as caught:
        (await writer.write(request, LOG)).usable_text()
    assert KEY not in str(caught.value.as_json())
    tally = emulator.tally()
    assert (tally["requests"], tally["charges"]) == (1, int(fault in CHARGED))


@pytest.mark.parametrize("name", VENDORS)
async def test_a_streamed_answer_is_told_while_it_is_written_and_comes_to_the_same(
    name: str, writer: TextWriter, emulator: Emulator
) -> None:
    whole = await writer.write(request_to(name), LOG)
    log = WritingLog()
    streamed = await writer.write(replace(request_to(name), streamed=True), log)
    assert streamed == whole
    assert log.told[-1] == whole.text
    assert all(whole.text.startswith(text) for text in log.told)
    assert emulator.tally()["requests"] == emulator.tally()["charges"] == 2


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("name", VENDORS)
async def test_an_answer_by_a_schema_is_json(
    name: str, streamed: bool, writer: TextWriter, emulator: Emulator
) -> None:
    if name.startswith("compatible"):
        emulator.say('{"mood": "calm", "subject": "a fox"}')
    answer = await writer.write(replace(request_to(name), schema=MOOD, streamed=streamed), LOG)
    value = msgspec.json.decode(answer.text)
    assert value["mood"] == "calm"
    assert "fox" in value["subject"]
    assert "subject" in json.dumps(emulator.requests[-1].body)


@pytest.mark.parametrize("name", VENDORS)
async def test_images_are_shown(name: str, writer: TextWriter) -> None:
    images = (SeenImage("ast_1", "d1", 64, 32), SeenImage("ast_2", "d2", 48, 48))
    answer = await writer.write(replace(request_to(name), images=images), LOG)
    assert "(seen: 64 x 32, 48 x 48)" in answer.text


@pytest.mark.parametrize("name", VENDORS)
async def test_images_alone_can_be_asked_about(name: str, writer: TextWriter) -> None:
    images = (SeenImage("ast_1", "d1", 64, 32),)
    request = replace(request_to(name), text="", instructions="", images=images)
    assert "(seen: 64 x 32)" in (await writer.write(request, LOG)).text


@pytest.mark.parametrize("name", VENDORS)
async def test_an_answer_that_would_not_do_is_sent_back_with_the_reason(
    name: str, writer: TextWriter, emulator: Emulator
) -> None:
    objection = Objection("nonsense it was", "That is no JSON.")
    await writer.write(replace(request_to(name), objection=objection), LOG)
    sent = json.dumps(emulator.requests[-1].body)
    assert "nonsense it was" in sent
    assert "That is no JSON." in sent


LOOK_UP = ToolSpec(
    "look_up",
    "Looks a word up.",
    {
        "type": "object",
        "properties": {"word": {"type": "string"}, "kinds": {"type": "array", "items": {}}},
        "required": ["word"],
    },
)


@pytest.mark.parametrize("schema", [None, MOOD], ids=["a text", "a schema"])
@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("name", VENDORS)
async def test_a_tool_is_called_and_its_answer_is_told(
    name: str, streamed: bool, schema: dict[str, Any] | None, writer: TextWriter, emulator: Emulator
) -> None:
    asked = replace(
        request_to(name),
        text="look_up what a fox is",
        tools=(LOOK_UP,),
        streamed=streamed,
        schema=schema,
    )
    emulator.call(Call("look_up", {"word": "fox"}), Call("look_up", {"word": "owl"}))
    first = await writer.write(asked, LOG)
    assert first.usable_text() == ""
    assert first.usage is not None
    assert first.finish == "complete"
    tools = kept(first.tools)
    assert [(call.name, call.arguments) for call in tools.calls] == [
        ("look_up", {"word": "fox"}),
        ("look_up", {"word": "owl"}),
    ]
    emulator.say('{"mood": "calm", "subject": "a beast"}')
    turn = ToolTurn(tools, ("a small red beast", "Error: There is no such word."))
    second = await writer.write(replace(asked, turns=(turn,)), LOG)
    assert second.tools is None
    assert "a beast" in second.usable_text()
    sent = json.dumps(emulator.requests[-1].body)
    assert "a small red beast" in sent
    assert "There is no such word." in sent


@pytest.mark.parametrize("name", VENDORS)
async def test_pictures_that_tools_made_are_shown_after_their_answers(
    name: str, writer: TextWriter, emulator: Emulator
) -> None:
    asked = replace(request_to(name), text="look_up a fox", tools=(LOOK_UP,))
    emulator.call(Call("look_up", {"word": "fox"}))
    tools = kept((await writer.write(asked, LOG)).tools)
    first = ToolTurn(tools, ("ast_1 is a fox",), (SeenImage("ast_1", "d1", 64, 32),))
    emulator.call(Call("look_up", {"word": "owl"}))
    again = kept((await writer.write(replace(asked, turns=(first,)), LOG)).tools)
    second = ToolTurn(again, ("ast_2 is an owl",), (SeenImage("ast_2", "d2", 48, 48),))
    answer = await writer.write(replace(asked, turns=(first, second)), LOG)
    assert "(seen: 64 x 32, 48 x 48)" in answer.text
    sent = json.dumps(emulator.requests[-1].body)
    places = ["ast_1 is a fox", "Image ast_1:", "ast_2 is an owl", "Image ast_2:"]
    assert sorted(places, key=sent.index) == places


def kept(tools: ToolCalls | None) -> ToolCalls:
    """The same after the journal had it."""
    return msgspec.convert(msgspec.json.decode(msgspec.json.encode(tools)), ToolCalls)


@pytest.mark.parametrize("name", [name for name in VENDORS if name != "google"])
async def test_a_model_that_needs_no_tool_answers_at_once(name: str, writer: TextWriter) -> None:
    answer = await writer.write(replace(request_to(name), tools=(LOOK_UP,)), LOG)
    assert answer.tools is None
    assert "fox" in answer.usable_text()


@pytest.mark.parametrize("name", [name for name in VENDORS if name != "anthropic"])
async def test_a_temperature_is_sent_where_one_is_asked_for(
    name: str, writer: TextWriter, emulator: Emulator
) -> None:
    await writer.write(request_to(name), LOG)
    assert "temperature" not in json.dumps(emulator.requests[-1].body)
    await writer.write(replace(request_to(name), temperature=0.3), LOG)
    assert "0.3" in json.dumps(emulator.requests[-1].body)


@pytest.mark.parametrize("fault", HARMLESS)
@pytest.mark.parametrize("name", VENDORS)
async def test_what_can_be_read_is_taken(
    name: str, fault: Fault, writer: TextWriter, emulator: Emulator
) -> None:
    emulator.fault(fault)
    assert "fox" in (await writer.write(request_to(name), LOG)).usable_text()
    assert emulator.tally()["requests"] == 1


@pytest.mark.parametrize("name", [name for name in VENDORS if name != "google"])
async def test_a_text_that_ran_into_its_limit_says_so(name: str, writer: TextWriter) -> None:
    answer = await writer.write(replace(request_to(name), max_output_tokens=3), LOG)
    assert answer.finish == "cut"
    assert answer.usage is not None
    assert answer.usage.output == 3


@pytest.mark.parametrize("name", WITH_KEYS)
async def test_a_wrong_key_is_told(name: str, address: str, tmp_path: Path) -> None:
    writer = writer_at(tmp_path, name, address, BAD_KEY)
    with pytest.raises(ProviderUnauthorized):
        await writer.write(request_to(name), LOG)
    await writer.close()


@pytest.mark.parametrize("name", VENDORS)
async def test_what_was_never_sent_is_unreachable(name: str, tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        writer = writer_at(tmp_path, name, f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(ProviderUnreachable):
            await writer.write(request_to(name), LOG)
        await writer.close()


async def test_without_settings_each_says_what_to_set_and_sends_nothing(tmp_path: Path) -> None:
    writers = {writer.name: writer for writer in configured_writers(GivenSettings(home=tmp_path))}
    unready = [writer for writer in writers.values() if writer.unavailable_reason()]
    assert {writer.name for writer in unready} == {"anthropic", "google", "ollama", "openai"}
    for writer in unready:
        with pytest.raises(NotConfigured, match="Set "):
            await writer.write(request_to(writer.name), LOG)


def test_the_models_of_a_named_server_begin_with_its_name(tmp_path: Path) -> None:
    (model,) = writer_at(tmp_path, "compatible/attic", NOWHERE).models()
    assert model.named("attic/qwen3:8b").endpoint == "qwen3:8b"
    assert model.prices == ()


def test_ollama_is_found_with_or_without_the_path_of_its_api(tmp_path: Path) -> None:
    for address in ("http://127.0.0.1:11434", "http://127.0.0.1:11434/v1/"):
        writer = writer_at(tmp_path, "ollama", address)
        assert writer.connection.address == "http://127.0.0.1:11434/v1"


def test_models_of_ollama_are_listed_where_the_settings_name_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIMNER_OLLAMA_MODELS", "llama3.2, qwen3:8b,")
    settings = GivenSettings(home=tmp_path, sections=(OllamaSettings(),))
    writer = next(one for one in configured_writers(settings) if one.name == "ollama")
    assert writer.offered == ("ollama/llama3.2", "ollama/qwen3:8b")


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", VENDORS)
async def test_an_answer_longer_than_any_text_is_not_read_to_its_end(
    name: str, packed: bool, tmp_path: Path
) -> None:
    body = b" " * (64 * 1024 * 1024)
    headers = {"Content-Type": "application/json"}
    if packed:
        body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
    async with whatever_is_asked(web.Response(body=body, headers=headers)) as address:
        writer = writer_at(tmp_path, name, address)
        with pytest.raises(UnknownOutcome):
            await writer.write(request_to(name), LOG)
        await writer.close()


@pytest.mark.parametrize("body", ["null", "5", "[" * 100_000, '{"choices": 1, "candidates": 1}'])
@pytest.mark.parametrize("name", VENDORS)
async def test_an_answer_of_another_shape_is_a_bad_one(
    name: str, body: str, tmp_path: Path
) -> None:
    answer = web.Response(text=body, content_type="application/json")
    async with whatever_is_asked(answer) as address:
        writer = writer_at(tmp_path, name, address)
        with pytest.raises(ProviderBadAnswer):
            (await writer.write(request_to(name), LOG)).usable_text()
        await writer.close()


@pytest.mark.parametrize("name", WITH_KEYS)
def test_its_key_is_named_as_a_secret(name: str, tmp_path: Path) -> None:
    assert writer_at(tmp_path, name, NOWHERE).secrets == (KEY,)


@asynccontextmanager
async def whatever_is_asked(answer: web.Response) -> AsyncIterator[str]:
    """The address of a server that has one answer."""

    async def answered(request: web.Request) -> web.Response:
        await request.read()
        return answer

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answered)
    async with site(app) as address:
        yield address

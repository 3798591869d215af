"""Assistants have workflows run and ask addresses: what is called, what comes, what stops it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from harness.bench import Bench, OpenStudio
from harness.documents import Json, document, inside, node, wire
from harness.gated import GatedProvider
from harness.odd_servers import OddServer, odd_server
from limner.errors import InvalidWorkflow
from limner.providers.compatible import CompatibleServer, CompatibleSettings
from limner.providers.openai import OpenAISettings
from limner.studio import Studio
from limner.testing.emulators.base import running
from limner.testing.emulators.openai import OpenAIEmulator
from limner.testing.emulators.tool_calls import Call
from limner.testing.fake import FakeProvider
from limner.testing.ledger import Ledger
from limner.testing.loopback import site
from limner.testing.pictures import plain_png
from limner.workflows.document import parse_document

FIELD = {"name": "motif", "type": "text", "required": True, "description": "What it shows."}
PRICED = "charging-inline"
BLIND = "attic/some-model"
COUNT = {"name": "count", "type": "number", "default": 1}


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[OpenAIEmulator]:
    with Ledger(tmp_path / "charges") as ledger:
        yield OpenAIEmulator(ledger)


@pytest.fixture
def painter() -> FakeProvider:
    return FakeProvider(micro_usd=20_000)


@pytest.fixture
def priced() -> FakeProvider:
    made = FakeProvider(micro_usd=10_000)
    made.name = PRICED
    return made


@pytest.fixture
async def server() -> AsyncIterator[OddServer]:
    async with odd_server({"/news": {"headline": "Snow in May"}, "/orders": "taken"}) as server:
        yield server


@pytest.fixture
async def paid(
    open_studio: OpenStudio,
    emulator: OpenAIEmulator,
    painter: FakeProvider,
    priced: FakeProvider,
) -> AsyncIterator[Bench]:
    """A studio whose text models are the emulator's, and which may ask this machine."""
    async with running(emulator) as address:
        settings = OpenAISettings(key=SecretStr("a-key"), address=f"{address}/v1")
        server = CompatibleServer(url=f"{address}/v1", key=SecretStr("a-key"))
        attic = CompatibleSettings(servers={"attic": server})
        studio = await open_studio(
            providers=[painter, priced],
            sections=(settings, attic),
            allow_private_hosts=("127.0.0.1",),
        )
        caller = await studio.library.create(document([]))
        yield Bench(studio, caller.id)


def poster(*more: Json, name: str = "Make a poster", model: str = "fake") -> Json:
    """A workflow that makes an image of a motif."""
    made = document(
        [
            node("request", "request_input", fields=[FIELD, COUNT]),
            node("image", "image", model=model, prompt="{{ trigger.output.motif }}"),
            node("response", "response_output"),
            *more,
        ],
        [wire("image.image-out", "response.picture")],
    )
    return made | {"name": name, "description": "Paints a poster."}


def assistant(node_id: str = "agent", **data: Any) -> Json:
    return node(node_id, "assistant", **{"model": "gpt-6-luna", "prompt": "a fox"} | data)


async def kept(studio: Studio, workflow: Json) -> str:
    return (await studio.library.create(workflow)).id


def output_of(run: Json, node_id: str = "agent") -> Json:
    assert run["nodes"][node_id]["status"] == "succeeded", run["nodes"][node_id]["error"]
    output: Json = run["nodes"][node_id]["output"]
    return output


async def children_of(studio: Studio, workflow_id: str) -> list[Json]:
    return await studio.runs.runs(workflow_id=workflow_id, status=None, before=None, limit=50)


def sent_tools(emulator: OpenAIEmulator) -> list[Json]:
    tools: list[Json] = emulator.requests[0].body["tools"]
    return [tool["function"] for tool in tools]


async def test_a_model_has_a_workflow_run_and_answers_with_what_it_gave(
    paid: Bench, emulator: OpenAIEmulator, painter: FakeProvider
) -> None:
    tool = await kept(paid.studio, poster())
    emulator.call(Call("make_a_poster", {"motif": "a red fox"}))
    run = await paid.run(document([assistant(tools=[tool])]))
    output = output_of(run)
    (told,) = sent_tools(emulator)
    assert told["description"] == "Paints a poster. Answers with: picture (image)."
    assert told["parameters"]["required"] == ["motif"]
    assert told["parameters"]["properties"]["motif"]["description"] == "What it shows."
    (called,) = output["toolCalls"]
    assert called["arguments"] == {"motif": "a red fox"}
    picture = called["answer"]["picture"]
    assert picture["url"].startswith("http")
    assert picture["_metadata"]["attachmentId"] in output["text"]
    assert [request.prompt for request in painter.requests] == ["a red fox"]
    (child,) = await children_of(paid.studio, tool)
    assert child["id"] == called["runId"]
    assert child["calledBy"] == {
        "runId": run["id"],
        "nodeId": "agent",
        "workflowId": paid.workflow_id,
    }
    assert child["cost"] == called["cost"] == 20
    assert run["cost"] == run["nodes"]["agent"]["cost"] == output["cost"] == 21
    assert emulator.tally()["charges"] == 2


async def test_a_model_with_eyes_sees_what_its_tools_make(
    paid: Bench, emulator: OpenAIEmulator
) -> None:
    tool = await kept(paid.studio, poster())
    for _ in range(2):
        emulator.call(Call("make_a_poster", {"motif": "a red fox"}))
    output = output_of(await paid.run(document([assistant(tools=[tool])])))
    made = [call["answer"]["picture"]["_metadata"]["attachmentId"] for call in output["toolCalls"]]
    assert output["seen"] == made
    assert output["text"].count(" x ") == 2
    assert [pictures_sent(request.body) for request in emulator.requests] == [0, 1, 2]


async def test_a_model_without_eyes_or_told_not_to_look_is_told_the_names(
    paid: Bench, emulator: OpenAIEmulator
) -> None:
    tool = await kept(paid.studio, poster())
    for agent in (assistant(tools=[tool], seeImages=False), assistant(tools=[tool], model=BLIND)):
        emulator.call(Call("make_a_poster", {"motif": "a red fox"}))
        output = output_of(await paid.run(document([agent])))
        picture = output["toolCalls"][0]["answer"]["picture"]["_metadata"]["attachmentId"]
        assert output["seen"] == []
        assert pictures_sent(emulator.requests[-1].body) == 0
        assert picture in json.dumps(emulator.requests[-1].body)


def pictures_sent(body: Any) -> int:
    return json.dumps(body).count('"image_url": {')


async def test_workflows_of_one_name_are_told_apart(paid: Bench, emulator: OpenAIEmulator) -> None:
    tools = [await kept(paid.studio, poster()) for _ in range(3)]
    emulator.call(Call("make_a_poster_3", {"motif": "a red fox"}))
    output = output_of(await paid.run(document([assistant(tools=tools)])))
    names = [tool["name"] for tool in sent_tools(emulator)]
    assert names == ["make_a_poster", "make_a_poster_2", "make_a_poster_3"]
    assert output["toolCalls"][0]["workflowId"] == tools[2]


async def test_a_later_node_uses_what_a_tool_made_and_the_call_is_told_of_meanwhile(
    paid: Bench, emulator: OpenAIEmulator
) -> None:
    tool = await kept(paid.studio, poster())
    emulator.call(Call("make_a_poster", {"motif": "a red fox"}))
    found = "{{ agent.output.toolCalls[0].answer.picture._metadata.mimeType }}"
    run = await paid.run(document([assistant(tools=[tool]), node("after", "text", text=found)]))
    assert output_of(run, "after")["text"].startswith("image/")
    events = await paid.studio.engine.events.since(run["id"], 0)
    told = [event for event in events if event["type"] == "node.tool"]
    assert [event["status"] for event in told] == ["running", "succeeded"]
    assert told[1]["runId"] == output_of(run)["toolCalls"][0]["runId"]
    assert told[0]["title"] == "Make a poster"


async def test_without_a_key_a_tool_that_the_prompt_names_is_called(
    paid: Bench, painter: FakeProvider
) -> None:
    tool = await kept(paid.studio, poster())
    asked = "Make a poster.\nMotif: an owl at night"
    run = await paid.run(document([assistant(model="composer", prompt=asked, tools=[tool])]))
    output = output_of(run)
    assert [request.prompt for request in painter.requests] == ["an owl at night"]
    assert "make_a_poster:" in output["text"]
    assert output["toolCalls"][0]["arguments"] == {"motif": "an owl at night"}


async def test_what_goes_wrong_is_told_to_the_model(paid: Bench, emulator: OpenAIEmulator) -> None:
    broken = poster(node("bad", "text", text="{{ request.output.motif | nope }}"))
    tools = [
        await kept(paid.studio, poster()),
        await kept(paid.studio, broken | {"name": "Broken"}),
    ]
    emulator.call(
        Call("make_a_poster", {"count": 1}),
        Call("make_a_poster", {"motif": "x", "size": 3}),
        Call("no_such_tool", {}),
        Call("broken", {"motif": "x"}),
    )
    run = await paid.run(document([assistant(tools=tools)]))
    errors = [call["error"] for call in output_of(run)["toolCalls"]]
    assert "'motif' (text) is required" in errors[0]
    assert "no input 'size'" in errors[1]
    assert "There are: make_a_poster, broken." in errors[2]
    assert "nope" in errors[3]
    answers = json.dumps(emulator.requests[-1].body)
    assert answers.count("Error: ") == 4


async def test_a_failed_run_is_an_answer(paid: Bench, emulator: OpenAIEmulator) -> None:
    tool = await kept(paid.studio, poster(node("fail", "http_request", url="http://127.0.0.1:9/")))
    emulator.call(Call("make_a_poster", {"motif": "x"}))
    run = await paid.run(document([assistant(tools=[tool])]))
    (called,) = output_of(run)["toolCalls"]
    assert called["answer"] is None
    assert "127.0.0.1" in called["error"]
    assert called["runId"] is not None


async def test_calls_beyond_the_limit_are_not_made_and_going_on_is_an_error(
    paid: Bench, emulator: OpenAIEmulator, painter: FakeProvider
) -> None:
    tool = await kept(paid.studio, poster())
    once = Call("make_a_poster", {"motif": "x"})
    emulator.call(once, once, once)
    run = await paid.run(document([assistant(tools=[tool], maxToolCalls=2)]))
    assert len(output_of(run)["toolCalls"]) == len(painter.requests) == 2
    assert "all 2 calls are used up" in json.dumps(emulator.requests[-1].body)
    for _ in range(3):
        emulator.call(once)
    run = await paid.run(document([assistant(tools=[tool], maxToolCalls=1)]))
    assert run["nodes"]["agent"]["error"]["code"] == "limit_reached"
    assert len(painter.requests) == 3


async def test_a_limit_on_tokens_ends_the_conversation(
    paid: Bench, emulator: OpenAIEmulator
) -> None:
    tool = await kept(paid.studio, poster())
    emulator.call(Call("make_a_poster", {"motif": "x"}))
    run = await paid.run(document([assistant(tools=[tool], maxTotalTokens=3)]))
    error = run["nodes"]["agent"]["error"]
    assert error["code"] == "limit_reached"
    assert "tokens" in error["detail"]
    assert emulator.tally()["charges"] == 1


async def test_what_tools_cost_counts_towards_the_limit_of_the_node_and_of_the_run(
    paid: Bench, emulator: OpenAIEmulator, priced: FakeProvider
) -> None:
    tool = await kept(paid.studio, poster(model=PRICED))
    call = Call("make_a_poster", {"motif": "x"})
    limited = document([assistant(tools=[tool], maxCost=18)])
    budgeted = document([assistant(tools=[tool])]) | {"settings": {"budget": 18}}
    for made, workflow in enumerate((limited, budgeted), start=1):
        emulator.call(call)
        emulator.call(call)
        run = await paid.run(workflow)
        first, second = output_of(run)["toolCalls"]
        assert (first["error"], first["cost"]) == (None, 10)
        assert "this may cost 10" in second["error"]
        assert len(priced.requests) == made
        assert run["cost"] <= 18


async def test_a_stopped_run_stops_what_it_has_run(
    open_studio: OpenStudio, emulator: OpenAIEmulator
) -> None:
    gate = GatedProvider()
    async with running(emulator) as address:
        settings = OpenAISettings(key=SecretStr("a-key"), address=f"{address}/v1")
        studio = await open_studio(providers=[gate], sections=(settings,))
        tool = await kept(studio, poster())
        emulator.call(Call("make_a_poster", {"motif": "x"}))
        bench = Bench(studio, await kept(studio, document([])))
        run_id = await bench.start(document([assistant(tools=[tool])]))
        await gate.asked.wait()
        await studio.engine.cancel(run_id)
        (child,) = await children_of(studio, tool)
        assert (await studio.engine.ended(child["id"])).status == "cancelled"
        assert (await studio.runs.run(run_id))["status"] == "cancelled"


async def test_a_stopped_run_stops_what_only_begins_while_it_is_stopped(
    open_studio: OpenStudio, emulator: OpenAIEmulator
) -> None:
    """The run that is called waits for a picture among its inputs, and has no id yet."""
    asked, answered, app = asyncio.Event(), asyncio.Event(), web.Application()

    async def show(_: web.Request) -> web.Response:
        asked.set()
        await answered.wait()
        return web.Response(body=plain_png(8, 8, "x", 1), content_type="image/png")

    app.router.add_get("/fox.png", show)
    async with running(emulator) as address, site(app) as pictures:
        settings = OpenAISettings(key=SecretStr("a-key"), address=f"{address}/v1")
        gate, hosts = GatedProvider(), ("127.0.0.1",)
        studio = await open_studio(
            providers=[gate], sections=(settings,), allow_private_hosts=hosts
        )
        draft = poster()
        draft["nodes"][0]["data"]["fields"] = [FIELD, {"name": "picture", "type": "image"}]
        tool = await kept(studio, draft)
        arguments = {"motif": "x", "picture": f"{pictures}/fox.png"}
        emulator.call(Call("make_a_poster", arguments))
        bench = Bench(studio, await kept(studio, document([])))
        run_id = await bench.start(document([assistant(tools=[tool])]))
        await asked.wait()
        await studio.engine.cancel(run_id)
        assert await children_of(studio, tool) == []
        answered.set()
        async with asyncio.timeout(30):
            while not (children := await children_of(studio, tool)):
                await asyncio.sleep(0.01)
            assert (await studio.engine.ended(children[0]["id"])).status == "cancelled"


async def test_a_paused_run_pauses_what_it_has_run_and_both_go_on(
    open_studio: OpenStudio, emulator: OpenAIEmulator
) -> None:
    gate = GatedProvider()
    async with running(emulator) as address:
        settings = OpenAISettings(key=SecretStr("a-key"), address=f"{address}/v1")
        studio = await open_studio(providers=[gate], sections=(settings,))
        second = node("second", "image", model="fake", prompt="{{ image.output.model }}")
        tool = await kept(studio, poster(second))
        emulator.call(Call("make_a_poster", {"motif": "x"}))
        bench = Bench(studio, await kept(studio, document([])))
        run_id = await bench.start(document([assistant(tools=[tool])]))
        await gate.asked.wait()
        await studio.engine.pause(run_id)
        gate.open()
        assert await studio.engine.wait(run_id, 60)
        assert (await studio.runs.run(run_id))["status"] == "paused"
        (child,) = await children_of(studio, tool)
        assert child["status"] == "paused"
        await studio.engine.resume(run_id, {})
        assert (await studio.engine.ended(run_id)).status == "succeeded"
        (child,) = await children_of(studio, tool)
        assert child["status"] == "succeeded"
        assert len(gate.requests) == 2


async def test_it_asks_allowed_hosts_and_no_others(
    paid: Bench, emulator: OpenAIEmulator, server: OddServer
) -> None:
    emulator.call(
        Call("web_request", {"url": f"{server.address}/news"}),
        Call("web_request", {"url": "https://example.com/"}),
        Call("web_request", {"url": f"{server.address}/orders", "method": "POST"}),
        Call("web_request", {"url": "file:///etc/passwd"}),
    )
    run = await paid.run(document([assistant(httpHosts="127.0.0.1")]))
    first, *refused = output_of(run)["toolCalls"]
    assert first["answer"]["body"] == {"headline": "Snow in May"}
    assert [call["answer"] for call in refused] == [None] * 3
    assert "example.com may not be asked" in refused[0]["error"]
    assert "GET, HEAD" in refused[1]["error"]
    assert [sent.path for sent in server.received] == ["/news"]


async def test_a_redirect_to_another_host_is_not_followed(
    paid: Bench, emulator: OpenAIEmulator, server: OddServer
) -> None:
    away = {"Location": "http://localhost:9/secret"}
    server.answers["/away"] = web.Response(status=302, headers=away)
    emulator.call(Call("web_request", {"url": f"{server.address}/away"}))
    run = await paid.run(document([assistant(httpHosts="127.0.0.1")]))
    assert "may not be asked" in output_of(run)["toolCalls"][0]["error"]


async def test_it_sends_where_it_may_and_no_model_sees_the_credential(
    paid: Bench, emulator: OpenAIEmulator, server: OddServer
) -> None:
    credential = await paid.studio.credentials.add(
        "http_bearer", "orders", {"hosts": "127.0.0.1", "token": "very-secret-token"}
    )
    order = {"url": f"{server.address}/orders", "method": "POST", "body": '{"n": 2}'}
    emulator.call(Call("web_request", order))
    data = {"httpHosts": "127.0.0.1", "httpReach": "all", "httpCredential": credential.id}
    run = await paid.run(document([assistant(**data)]))
    assert output_of(run)["toolCalls"][0]["answer"]["body"] == "taken"
    (sent,) = server.received
    assert (sent.method, sent.body) == ("POST", b'{"n": 2}')
    assert sent.headers["Authorization"] == "Bearer very-secret-token"
    assert "very-secret-token" not in json.dumps([each.body for each in emulator.requests])


async def test_what_may_have_been_sent_is_sent_again_only_by_a_person(
    paid: Bench, emulator: OpenAIEmulator, server: OddServer
) -> None:
    async def hang_up(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    server.answers["/orders"] = hang_up
    emulator.call(Call("web_request", {"url": f"{server.address}/orders", "method": "POST"}))
    run = await paid.run(document([assistant(httpHosts="127.0.0.1", httpReach="all")]))
    assert run["nodes"]["agent"]["error"]["code"] == "unknown_outcome"
    assert len(server.received) == 1
    server.answers["/orders"] = "taken"
    await paid.studio.engine.retry(run["id"], ["agent"])
    await paid.studio.engine.ended(run["id"])
    again = await paid.studio.runs.run(run["id"])
    assert output_of(again)["toolCalls"][0]["answer"]["body"] == "taken"
    assert len(server.received) == 2
    assert emulator.tally()["charges"] == 2


async def test_a_stopped_run_that_was_paused_stops_what_it_has_run(
    open_studio: OpenStudio, emulator: OpenAIEmulator
) -> None:
    gate = GatedProvider()
    async with running(emulator) as address:
        settings = OpenAISettings(key=SecretStr("a-key"), address=f"{address}/v1")
        studio = await open_studio(providers=[gate], sections=(settings,))
        second = node("second", "image", model="fake", prompt="{{ image.output.model }}")
        tool = await kept(studio, poster(second))
        emulator.call(Call("make_a_poster", {"motif": "x"}))
        bench = Bench(studio, await kept(studio, document([])))
        run_id = await bench.start(document([assistant(tools=[tool])]))
        await gate.asked.wait()
        await studio.engine.pause(run_id)
        gate.open()
        assert await studio.engine.wait(run_id, 60)
        await studio.engine.cancel(run_id)
        (child,) = await children_of(studio, tool)
        assert child["status"] == "cancelled"


async def test_items_of_a_list_have_runs_of_their_own(paid: Bench, painter: FakeProvider) -> None:
    tool = await kept(paid.studio, poster())
    asked = "Make a poster.\nMotif: {{ loop.currentItem }}"
    agent = inside("each", assistant(model="composer", prompt=asked, tools=[tool]))
    run = await paid.run(document([node("each", "loop", items=["fox", "owl"]), agent]))
    assert run["status"] == "succeeded"
    assert sorted(request.prompt for request in painter.requests) == ["fox", "owl"]
    assert len(await children_of(paid.studio, tool)) == 2


async def problems_of(bench: Bench, workflow: Json) -> list[tuple[str, str | None]]:
    with pytest.raises(InvalidWorkflow) as caught:
        await bench.start(workflow)
    with pytest.raises(InvalidWorkflow):
        await bench.studio.starter.preview(
            parse_document(workflow), {}, workflow_id=bench.workflow_id
        )
    return [(problem.code, problem.field) for problem in caught.value.problems]


async def test_what_cannot_be_a_tool_is_told_before_the_run(paid: Bench) -> None:
    studio = paid.studio
    good = await kept(studio, poster())
    gone = await kept(studio, poster())
    await studio.library.delete(gone)
    mute = await kept(studio, document([node("request", "request_input", fields=[FIELD])]))
    deaf = await kept(
        studio,
        document(
            [node("text", "text", text="x"), node("response", "response_output")],
            [wire("text.text-out", "response.text")],
        ),
    )
    back = await kept(studio, poster(assistant(tools=[paid.workflow_id])) | {"name": "Back"})
    further = await kept(studio, poster(assistant(tools=[back])) | {"name": "Further"})
    for tool, code in (
        ("wf_none", "not_found"),
        (gone, "not_found"),
        (mute, "bad_field"),
        (deaf, "bad_field"),
        (paid.workflow_id, "cycle"),
        (back, "cycle"),
        (further, "cycle"),
    ):
        workflow = document([assistant(tools=[good, tool])])
        assert await problems_of(paid, workflow) == [(code, "tools.1")], tool


async def test_a_draft_says_what_a_run_would_of_its_tools(paid: Bench) -> None:
    library, publisher = paid.studio.library, paid.studio.publisher
    tool = await kept(paid.studio, poster())
    calling = poster(assistant(tools=[tool]), name="Advertising")
    await library.save(paid.workflow_id, calling, "*")
    assert (await library.get(paid.workflow_id)).problems == []

    await publisher.publish(tool)
    back = poster(assistant(tools=[paid.workflow_id]))
    await library.save(tool, back, "*")
    assert (await library.get(paid.workflow_id)).problems == []
    assert {each.code for each in (await library.get(tool)).problems} == {"cycle"}
    with pytest.raises(InvalidWorkflow):
        await publisher.publish(tool)

    await publisher.withdraw(tool)
    await says_what_a_run_says(paid, "cycle")
    await library.save(tool, document([]), "*")
    await says_what_a_run_says(paid, "bad_field")
    await library.delete(tool)
    await says_what_a_run_says(paid, "not_found")


async def says_what_a_run_says(bench: Bench, code: str) -> None:
    library = bench.studio.library
    workflow = (await library.get(bench.workflow_id)).document.raw
    with pytest.raises(InvalidWorkflow) as caught:
        await bench.start(workflow, {"motif": "a fox"})
    assert (await library.get(bench.workflow_id)).problems == list(caught.value.problems)
    assert await library.problems(workflow | {"id": bench.workflow_id}) == list(
        caught.value.problems
    )
    (problem,) = caught.value.problems
    assert (problem.code, problem.node_id, problem.field) == (code, "agent", "tools.0")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"httpHosts": "no host!"}, ("bad_field", "httpHosts")),
        ({"httpHosts": "localhost"}, ("address_refused", "httpHosts")),
        ({"tools": [f"wf_{n}" for n in range(21)]}, ("bad_field", "tools")),
        ({"tools": ["wf_1", "wf_1"]}, ("bad_field", "tools")),
        ({"maxToolCalls": 0}, ("bad_field", "maxToolCalls")),
        ({"httpHosts": "a.b", "httpCredential": "x"}, ("unknown_credential", "httpCredential")),
    ],
)
async def test_settings_that_cannot_work_are_told_before_the_run(
    bench: Bench, data: Json, problem: tuple[str, str]
) -> None:
    with pytest.raises(InvalidWorkflow) as caught:
        await bench.start(document([assistant(model="composer", **data)]))
    assert [(found.code, found.field) for found in caught.value.problems] == [problem]

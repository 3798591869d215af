"""Following runs: server-sent events and the live WebSocket."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import msgspec
import pytest

from harness.api import Api
from harness.documents import list_to_image, prompt_to_image
from harness.gated import GatedProvider
from limner.server.live import MAX_TOPICS
from limner.testing.fake import FakeProvider

Event = dict[str, Any]


async def sse(api: Api, run_id: str, last: str | None = None) -> list[Event]:
    """The events of a run as its stream gives them, to the end of the stream."""
    headers = {} if last is None else {"Last-Event-ID": last}
    answer = await api.get(f"/api/runs/{run_id}/events", headers=headers)
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    events = []
    for block in answer.body.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line[:1] != ":")
        if fields:
            event = msgspec.json.decode(fields["data"])
            assert (fields["id"], fields["event"]) == (str(event["seq"]), event["type"])
            assert event["runId"] == run_id
            assert event["at"].endswith("Z")
            events.append(event)
    return events


class TestServerSentEvents:
    async def test_a_run_is_told_from_its_start_to_its_end(self, api: Api) -> None:
        run_id = await api.start(await api.create())
        events = await sse(api, run_id)
        assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
        assert events[0]["type"] == "run.started"
        assert events[-1]["type"] == "run.finished"
        assert events[-1]["status"] == "succeeded"
        of_image = [event["type"] for event in events if event.get("nodeId") == "image"]
        assert of_image[:2] == ["node.queued", "node.started"]
        assert of_image[-1] == "node.finished"
        image = next(event for event in events if event["type"] == "node.image")
        assert image["asset"]["url"].startswith("http")

    @pytest.mark.parametrize("seen", [1, 5, 8])
    async def test_who_lost_the_connection_goes_on_without_a_gap(self, api: Api, seen: int) -> None:
        run_id = await api.start(await api.create())
        whole = await sse(api, run_id)
        rest = await sse(api, run_id, str(seen))
        assert [event["seq"] for event in rest] == [event["seq"] for event in whole[seen:]]

    @pytest.mark.parametrize("last", ["last", "beyond"])
    async def test_of_an_ended_run_nothing_more_comes(self, api: Api, last: str) -> None:
        run_id = await api.start(await api.create())
        whole = await sse(api, run_id)
        assert await sse(api, run_id, str(len(whole)) if last == "last" else "999999") == []

    @pytest.mark.parametrize("nonsense", ["-1", "x", "1e9", "9" * 40, ""])
    async def test_what_was_never_an_id_means_the_beginning(self, api: Api, nonsense: str) -> None:
        run_id = await api.start(await api.create())
        assert (await sse(api, run_id, nonsense))[0]["seq"] == 1

    async def test_of_an_unknown_run_there_are_none(self, api: Api) -> None:
        assert (await api.get("/api/runs/run_none/events")).code == "not_found"

    async def test_a_run_tried_again_is_told_to_its_second_end(
        self, api: Api, provider: FakeProvider
    ) -> None:
        workflow_id = await api.create(prompt_to_image(model="charging-inline"))
        run_id = await api.start(workflow_id)
        await api.ended(run_id)
        assert (await api.post(f"/api/runs/{run_id}/resume", {"retry": ["image"]})).status == 202
        events = await sse(api, run_id)
        assert [event["type"] for event in events].count("run.finished") == 2
        assert events[-1]["type"] == "run.finished"


class Socket:
    """A live connection."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def say(self, **message: Any) -> None:
        await self.socket.send_json(message)

    async def next(self) -> Event:
        return await self.socket.receive_json(timeout=30)

    async def until(self, kind: str) -> list[Event]:
        """All that comes up to and with the first message or event of a kind."""
        seen = []
        while True:
            message = await self.next()
            seen.append(message)
            told = message["event"]["type"] if message["type"] == "event" else message["type"]
            if told == kind:
                return seen


@asynccontextmanager
async def live(api: Api) -> AsyncIterator[Socket]:
    async with api.session.ws_connect(f"{api.url}/api/live") as socket:
        yield Socket(socket)


def seqs(messages: list[Event]) -> list[int]:
    return [message["event"]["seq"] for message in messages if message["type"] == "event"]


class TestLive:
    @pytest.fixture
    def provider(self) -> GatedProvider:
        return GatedProvider()

    async def test_a_workflow_tells_its_version_and_each_save(self, api: Api) -> None:
        workflow_id = await api.create()
        async with live(api) as one, live(api) as other:
            for socket in (one, other):
                await socket.say(type="subscribe", workflowId=workflow_id)
                first = await socket.next()
                assert (first["type"], first["version"]) == ("workflow", 1)
            saved = await api.call(
                "PUT",
                f"/api/workflows/{workflow_id}",
                json=prompt_to_image(),
                headers={"If-Match": "*"},
            )
            for socket in (one, other):
                told = await socket.next()
                assert told == {
                    "type": "workflow",
                    "workflowId": workflow_id,
                    "version": 2,
                    "updatedAt": saved.json["updatedAt"],
                }

    async def test_a_run_of_a_workflow_is_shown_whole_and_then_event_by_event(
        self, api: Api, provider: GatedProvider
    ) -> None:
        workflow_id = await api.create()
        async with live(api) as socket:
            await socket.say(type="subscribe", workflowId=workflow_id)
            await socket.until("workflow")
            run_id = await api.start(workflow_id)
            provider.open()
            messages = await socket.until("run.finished")
            assert messages[0]["type"] == "run"
            assert messages[0]["run"]["id"] == run_id
            told = seqs(messages)
            assert told == list(range(messages[0]["seq"] + 1, told[-1] + 1))
            image = [
                m["event"]
                for m in messages
                if m["type"] == "event" and m["event"]["type"] == "node.image"
            ]
            assert image[0]["asset"]["thumbnailUrl"]

    async def test_a_page_loaded_in_the_middle_sees_the_same(
        self, api: Api, provider: GatedProvider
    ) -> None:
        workflow_id = await api.create()
        run_id = await api.start(workflow_id)
        await provider.asked.wait()
        async with live(api) as socket:
            await socket.say(type="subscribe", workflowId=workflow_id)
            await socket.until("workflow")
            snapshot = await socket.next()
            assert snapshot["run"]["nodes"]["image"]["status"] == "running"
            provider.open()
            rest = await socket.until("run.finished")
            assert min(seqs(rest)) > snapshot["seq"]
        kept = [event["seq"] for event in await sse(api, run_id)]
        assert seqs(rest) == [seq for seq in kept if seq > snapshot["seq"]]

    async def test_a_run_is_resumed_after_what_the_page_has_seen(
        self, api: Api, provider: GatedProvider
    ) -> None:
        provider.open()
        run_id = await api.start(await api.create())
        await api.ended(run_id)
        kept = await sse(api, run_id)
        async with live(api) as socket:
            await socket.say(type="subscribe", runId=run_id, after=4)
            messages = await socket.until("run")
            assert seqs(messages) == [event["seq"] for event in kept[4:]]
            assert messages[-1]["seq"] == kept[-1]["seq"]
            # What came of it is not said twice to a page: it reads that when the run has ended.
            unsaid: dict[str, Any] = {"outputs": None, "nodes": None, "attachments": None}
            whole = (await api.get(f"/api/runs/{run_id}")).json
            assert messages[-1]["run"] | unsaid == whole | unsaid

    async def test_what_is_left_is_no_longer_told(self, api: Api, provider: GatedProvider) -> None:
        provider.open()
        one, other = await api.create(), await api.create()
        async with live(api) as socket:
            for workflow_id in (one, other):
                await socket.say(type="subscribe", workflowId=workflow_id)
                await socket.until("workflow")
            await socket.say(type="unsubscribe", workflowId=one)
            await socket.say(type="subscribe", runId="run_none")
            await socket.until("error")
            await api.ended(await api.start(one))
            await api.start(other)
            messages = await socket.until("run.finished")
            assert {m["run"]["workflowId"] for m in messages if m["type"] == "run"} == {other}

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("nonsense", "bad_message"),
            ("[]", "bad_message"),
            ("{}", "bad_message"),
            ('{"type": "subscribe"}', "bad_message"),
            ('{"type": "subscribe", "workflowId": 7}', "bad_message"),
            ('{"type": "subscribe", "workflowId": "a", "runId": "b"}', "bad_message"),
            ('{"type": "shutdown"}', "bad_message"),
            ('{"type": "subscribe", "runId": "r", "colour": 1}', "bad_message"),
            ("[" * 5_000, "bad_message"),
            ('{"type": "subscribe", "workflowId": "wf_none"}', "not_found"),
            ('{"type": "subscribe", "runId": "run_none"}', "not_found"),
            ('{"type": "unsubscribe", "runId": "run_none"}', None),
        ],
    )
    async def test_nonsense_is_answered_and_the_connection_lives(
        self, api: Api, text: str, code: str | None
    ) -> None:
        workflow_id = await api.create()
        async with live(api) as socket:
            await socket.socket.send_str(text)
            if code is not None:
                error = await socket.next()
                assert (error["type"], error["code"]) == ("error", code)
                assert "Traceback" not in error["detail"]
            await socket.say(type="subscribe", workflowId=workflow_id)
            assert (await socket.next())["type"] == "workflow"

    async def test_bytes_and_endless_messages_end_only_their_connection(self, api: Api) -> None:
        async with live(api) as socket:
            await socket.socket.send_bytes(b"\x00\x01")
            assert (await socket.socket.receive(timeout=30)).type in (
                aiohttp.WSMsgType.CLOSE,
                aiohttp.WSMsgType.CLOSED,
            )
        async with live(api) as socket:
            await socket.socket.send_str("x" * 100_000)
            assert (await socket.socket.receive(timeout=30)).data == 1009
        assert (await api.get("/api/health")).status == 200

    async def test_one_connection_follows_so_many_and_no_more(self, api: Api) -> None:
        kept = [await api.studio.library.create(prompt_to_image()) for _ in range(MAX_TOPICS + 1)]
        async with live(api) as socket:
            for workflow in kept:
                await socket.say(type="subscribe", workflowId=workflow.id)
            answers = [await socket.next() for _ in kept]
            assert {answer["type"] for answer in answers[:-1]} == {"workflow"}
            assert answers[-1]["code"] == "bad_message"
            await socket.say(type="unsubscribe", workflowId=kept[0].id)
            await socket.say(type="subscribe", workflowId=kept[-1].id)
            assert (await socket.next())["type"] == "workflow"

    async def test_many_events_arrive_in_order(self, api: Api, provider: GatedProvider) -> None:
        provider.open()
        workflow_id = await api.create(list_to_image([str(n) for n in range(60)]))
        async with live(api) as socket:
            await socket.say(type="subscribe", workflowId=workflow_id)
            await socket.until("workflow")
            run_id = await api.start(workflow_id, inputs={})
            messages = await socket.until("run.finished")
        kept = [event["seq"] for event in await sse(api, run_id)]
        assert seqs(messages) == list(range(messages[0]["seq"] + 1, kept[-1] + 1))

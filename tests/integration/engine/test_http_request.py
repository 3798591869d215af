"""The HTTP Request node against servers on loopback, well-behaved and hostile."""

from __future__ import annotations

import asyncio
import email
import io
import json
import zipfile
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from harness.bench import Bench, OpenStudio, statuses
from harness.documents import document, fake_image, node, wire
from harness.odd_servers import OddServer, odd_server
from harness.pictures import opened, photo, saved
from harness.websites import raw_site
from limner.errors import InvalidWorkflow
from limner.storage.queries.assets import AssetFilter
from limner.testing.fake import FakeProvider

LOOPBACK = "127.0.0.1"
TOKEN = "canary-5e1f0c9a77d34b"
FORM = "application/x-www-form-urlencoded"
SITE = "https://example.com"
Json = dict[str, Any]


@pytest.fixture
async def server() -> AsyncIterator[OddServer]:
    async with odd_server() as server:
        yield server


@pytest.fixture
async def near(open_studio: OpenStudio, fake: FakeProvider) -> Bench:
    """A studio that may ask loopback."""
    studio = await open_studio(providers=[fake], allow_private_hosts=(LOOPBACK,))
    return Bench(studio, "wf_test")


def plain(body: bytes, content_type: str = "text/plain") -> web.Response:
    return web.Response(body=body, headers={"Content-Type": content_type})


def http(url: str, **data: Any) -> Json:
    return node("call", "http_request", url=url, **({"retries": 0} | data))


async def called(bench: Bench, url: str, **data: Any) -> Json:
    """The output of a request."""
    run = await bench.run(document([http(url, **data)]))
    assert run["status"] == "succeeded", run["error"]
    output: Json = run["nodes"]["call"]["output"]
    return output


async def refused(bench: Bench, url: str, **data: Any) -> Json:
    """The error that a request ends in."""
    run = await bench.run(document([http(url, **data)]))
    assert run["status"] == "failed", run
    error: Json = run["nodes"]["call"]["error"]
    return error


class TestAnswers:
    @pytest.mark.parametrize(
        ("answer", "kind", "body"),
        [
            (web.json_response({"a": [1, None]}), "auto", {"a": [1, None]}),
            (web.Response(text="[1]", content_type="application/ld+json"), "auto", [1]),
            (web.Response(text="hello"), "auto", "hello"),
            (web.Response(text="<a/>", content_type="application/xml"), "auto", "<a/>"),
            (web.Response(text="[1]"), "json", [1]),
            (web.json_response([1]), "text", "[1]"),
            (plain(b"\xe9", "text/plain; charset=iso-8859-1"), "auto", "é"),
            (plain(b"a\x00b\xff"), "auto", "ab\ufffd"),
            (plain(b"a", "text/plain; charset=punycode"), "auto", "a"),
            (web.Response(status=204), "auto", None),
            (web.json_response({"n": 2**70}), "auto", {"n": float(2**70)}),
        ],
    )
    async def test_json_and_text(
        self, near: Bench, server: OddServer, answer: web.Response, kind: str, body: Any
    ) -> None:
        server.answers["/a"] = answer
        output = await called(near, f"{server.address}/a", responseType=kind)
        assert (output["status"], output["body"], output["file"]) == (answer.status, body, None)

    async def test_a_picture_is_kept_and_wired_on(self, near: Bench, server: OddServer) -> None:
        server.answers["/fox.jpg"] = web.Response(
            body=saved(photo(64, 48), "JPEG"), content_type="image/jpeg"
        )
        run = await near.run(
            document(
                [http(f"{server.address}/fox.jpg"), fake_image(prompt="a fox")],
                [wire("call.file-out", "image.image-in")],
            )
        )
        assert statuses(run) == {"call": "succeeded", "image": "succeeded"}
        file = run["nodes"]["call"]["output"]["file"]
        assert (file["_metadata"]["width"], file["_metadata"]["mimeType"]) == (64, "image/jpeg")
        assert file["_metadata"]["name"].endswith("fox.jpg")

    async def test_any_file_is_kept(self, near: Bench, server: OddServer) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("a.txt", "a")
        server.answers["/a.zip"] = web.Response(
            body=packed.getvalue(), content_type="application/zip"
        )
        file = (await called(near, f"{server.address}/a.zip"))["file"]
        assert file["_metadata"]["mimeType"] == "application/zip"
        content = await near.studio.assets.find(file["attachmentId"])
        assert await near.studio.assets.content(content.digest) == packed.getvalue()

    async def test_a_text_can_be_kept_as_a_file(self, near: Bench, server: OddServer) -> None:
        server.answers["/report.csv"] = "a,b\n1,2\n"
        output = await called(near, f"{server.address}/report.csv", responseType="file")
        assert output["file"]["_metadata"]["name"].endswith("report.csv")

    async def test_headers_come_in_lower_case(self, near: Bench, server: OddServer) -> None:
        server.answers["/a"] = web.Response(text="", headers={"X-Left": "3"})
        assert (await called(near, f"{server.address}/a"))["headers"]["x-left"] == "3"

    async def test_an_own_address_is_answered_from_storage(self, near: Bench) -> None:
        run = await near.run(
            document(
                [fake_image(prompt="a fox"), http("{{ image.output.url }}")],
                [],
            )
        )
        assert statuses(run) == {"image": "succeeded", "call": "succeeded"}
        image, output = run["nodes"]["image"]["output"], run["nodes"]["call"]["output"]
        assert output["status"] == 200
        assert output["headers"]["content-type"] == "image/png"
        assert output["file"]["attachmentId"] == image["attachmentId"]
        assert len(await near.studio.assets.list(AssetFilter())) == 1

    async def test_an_own_address_that_was_altered_is_refused(self, near: Bench) -> None:
        run = await near.run(
            document([fake_image(prompt="a fox"), http("{{ image.output.url }}x")])
        )
        assert run["nodes"]["call"]["error"]["code"] == "signature_invalid"


class TestRequests:
    async def test_every_text_is_a_template(self, near: Bench, server: OddServer) -> None:
        server.answers["/v1/Blue%20Fox"] = server.answers["/v1/Blue Fox"] = "ok"
        await near.run(
            document(
                [
                    node("name", "text", text="Blue Fox"),
                    http(
                        server.address + "/v1/{{ name.output.text | replace: ' ', '%20' }}",
                        method="POST",
                        query={"q": "{{ name.output.text }}", "n": ["1", "2"], "x": 3},
                        headers={"X-Name": "{{ name.output.text }}"},
                        body={"deep": [{"name": "{{ name.output.text }}"}]},
                    ),
                ]
            )
        )
        (sent,) = server.received
        assert sent.method == "POST"
        assert sent.query == "q=Blue+Fox&n=1&n=2&x=3"
        assert sent.headers["X-Name"] == "Blue Fox"
        assert sent.headers["Content-Type"] == "application/json"
        assert json.loads(sent.body) == {"deep": [{"name": "Blue Fox"}]}

    @pytest.mark.parametrize(
        ("kind", "body", "media_type", "sent_body"),
        [
            ("json", '{"a": 1}', "application/json", b'{"a":1}'),
            ("json", [1, None], "application/json", b"[1,null]"),
            ("form", {"a": "1 & 2", "b": ["x", "y"]}, FORM, b"a=1+%26+2&b=x&b=y"),
            ("text", "hé", "text/plain; charset=utf-8", "hé".encode()),
            ("json", None, None, b""),
        ],
    )
    async def test_a_body(
        self,
        near: Bench,
        server: OddServer,
        kind: str,
        body: Any,
        media_type: str | None,
        sent_body: bytes,
    ) -> None:
        server.answers["/a"] = "ok"
        await called(near, f"{server.address}/a", method="PUT", bodyType=kind, body=body)
        (sent,) = server.received
        assert sent.body == sent_body
        if media_type is not None:
            assert sent.headers["Content-Type"] == media_type

    async def test_what_is_wired_in_is_the_body(self, near: Bench, server: OddServer) -> None:
        server.answers["/a"] = "ok"
        await near.run(
            document(
                [
                    node("list", "list", items=["a", "b"]),
                    http(f"{server.address}/a", method="POST", body={"never": "sent"}),
                ],
                [wire("list.list-out", "call.body-in")],
            )
        )
        assert json.loads(server.received[0].body) == ["a", "b"]

    async def test_a_form_with_files(self, near: Bench, server: OddServer) -> None:
        server.answers["/a"] = "ok"
        run = await near.run(
            document(
                [
                    fake_image(prompt="a fox"),
                    http(
                        f"{server.address}/a",
                        method="POST",
                        bodyType="multipart",
                        body={"caption": 'a "fox"\r\nX: 1', "again": "{{ image.output }}"},
                        fileField='pic"ture\r\n',
                    ),
                ],
                [wire("image.image-out", "call.file-in")],
            )
        )
        assert statuses(run)["call"] == "succeeded", run["nodes"]["call"]["error"]
        (sent,) = server.received
        head = f"Content-Type: {sent.headers['Content-Type']}\r\n\r\n".encode()
        parts = [
            (part.get_content_disposition(), part.get_param("name", header="content-disposition"))
            for part in email.message_from_bytes(head + sent.body).walk()
        ]
        assert parts[1:] == [
            ("form-data", "caption"),
            ("form-data", "again"),
            ("form-data", "pic%22ture%0D%0A"),
        ]
        caption, again, picture = sent.body.split(b"\r\n--limner")[:3]
        assert caption.endswith(b'\r\n\r\na "fox"\r\nX: 1')
        for part in (again, picture):
            described, _, data = part.partition(b"\r\n\r\n")
            assert b"Content-Type: image/png" in described
            assert b'.png"' in described
            assert opened(data).format == "PNG"

    async def test_a_file_as_the_body(self, near: Bench, server: OddServer) -> None:
        server.answers["/a"] = "ok"
        await near.run(
            document(
                [
                    fake_image(prompt="a fox"),
                    http(f"{server.address}/a", method="PUT", bodyType="file"),
                ],
                [wire("image.image-out", "call.file-in")],
            )
        )
        (sent,) = server.received
        assert sent.headers["Content-Type"] == "image/png"
        assert opened(sent.body).format == "PNG"

    async def test_a_list_asks_once_per_item(self, near: Bench, server: OddServer) -> None:
        server.answers["/a"] = server.answers["/b"] = saved(photo(), "PNG")
        run = await near.run(
            document(
                [
                    fake_image(prompt="a fox", count=1),
                    node("list", "list", items=["a fox", "an owl"]),
                    fake_image("each"),
                    http(f"{server.address}/a", method="PUT", bodyType="file"),
                ],
                [wire("list.list-out", "each.prompt-in"), wire("each.image-out", "call.file-in")],
            )
        )
        assert statuses(run)["call"] == "succeeded", run["nodes"]["call"]["error"]
        assert len(server.received) == 2
        assert len(run["nodes"]["call"]["output"]["items"]) == 2


class TestCredentials:
    async def add(self, near: Bench, hosts: str) -> None:
        fields = {"hosts": hosts, "token": TOKEN}
        await near.studio.credentials.add("http_bearer", "Mine", fields)

    async def test_a_credential_signs_in_and_stands_nowhere(
        self, near: Bench, server: OddServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        await near.studio.credentials.add(
            "http_bearer", "Mine", {"hosts": LOOPBACK, "token": TOKEN}
        )

        async def echo(request: web.Request) -> web.Response:
            said = dict(request.headers)
            return web.json_response(
                {"headers": said, "again": [TOKEN, f'"{TOKEN}"']}, headers={"X-Token": TOKEN}
            )

        server.answers["/a"] = echo
        run = await near.run(
            document([http(f"{server.address}/a", credential="Mine", method="POST")])
        )
        assert server.received[0].headers["Authorization"] == f"Bearer {TOKEN}"
        assert run["status"] == "succeeded"
        assert "canary" not in json.dumps(run)

        server.answers["/a"] = web.Response(status=403, text=f"{TOKEN} may not")
        error = await refused(near, f"{server.address}/a", credential="Mine")
        assert error["code"] == "service_unauthorized"
        assert "canary" not in json.dumps(error)
        assert "canary" not in caplog.text

    async def test_it_goes_to_its_hosts_only(self, near: Bench, server: OddServer) -> None:
        await near.studio.credentials.add(
            "http_bearer", "Mine", {"hosts": "api.example.com", "token": TOKEN}
        )
        error = await refused(near, f"{server.address}/a", credential="Mine")
        assert error["code"] == "bad_field"
        assert server.received == []


class TestProblemsBeforeTheRun:
    @pytest.mark.parametrize(
        ("data", "field", "code"),
        [
            ({"url": ""}, "url", "missing_input"),
            ({"url": "http://169.254.169.254/latest/meta-data"}, "url", "address_refused"),
            ({"url": "http://[::1]:8420/api/{{ text.output.text }}"}, "url", "address_refused"),
            ({"url": "http://localhost/"}, "url", "address_refused"),
            ({"url": "http://2130706433/"}, "url", "address_refused"),
            ({"url": "file:///etc/passwd"}, "url", "address_refused"),
            ({"url": "http://me:pw@example.com/"}, "url", "address_refused"),
            ({"url": SITE, "credential": "Nobody"}, "credential", "unknown_credential"),
            ({"url": SITE, "headers": {"A": "b\r\nC: d"}}, "headers", "bad_field"),
            ({"url": SITE, "headers": {"Host": "a"}}, "headers", "bad_field"),
            ({"url": SITE, "method": "POST", "body": "{no json"}, "body", "bad_field"),
            ({"url": SITE, "body": "{}"}, "body", "bad_field"),
            ({"url": SITE, "method": "PUT", "bodyType": "file"}, "file-in", "missing_input"),
            ({"url": SITE, "method": "BREW"}, "method", "bad_field"),
            ({"url": SITE, "timeout": 0}, "timeout", "bad_field"),
        ],
    )
    async def test_what_can_be_known(self, bench: Bench, data: Json, field: str, code: str) -> None:
        call = node("call", "http_request", **data)
        with pytest.raises(InvalidWorkflow) as told:
            await bench.start(document([node("text", "text", text="a"), call]))
        assert [(p.node_id, p.field, p.code) for p in told.value.problems] == [
            ("call", field, code)
        ]


class TestWhatGoesWrong:
    async def test_an_error_answer_is_an_error(self, near: Bench, server: OddServer) -> None:
        server.answers["/a"] = web.json_response({"message": "no such fox"}, status=404)
        error = await refused(near, f"{server.address}/a")
        assert error["code"] == "service_refused"
        assert error["answerStatus"] == 404
        assert "no such fox" in error["detail"]

    async def test_unless_it_is_accepted(self, near: Bench, server: OddServer) -> None:
        server.answers["/a"] = web.json_response({"message": "no such fox"}, status=404)
        output = await called(near, f"{server.address}/a", acceptErrors=True)
        assert (output["status"], output["body"]) == (404, {"message": "no such fox"})

    async def test_a_private_name_is_refused_when_it_is_asked(self, bench: Bench) -> None:
        run = await bench.run(
            document([node("a", "text", text="localhost"), http("http://{{ a.output.text }}/")])
        )
        assert run["nodes"]["call"]["error"]["code"] == "address_refused"

    async def test_and_so_is_a_redirect_to_one(self, near: Bench, server: OddServer) -> None:
        server.answers["/a"] = web.Response(status=302, headers={"Location": "http://127.0.0.2/"})
        assert (await refused(near, f"{server.address}/a"))["code"] == "address_refused"

    async def test_a_header_made_of_two(self, near: Bench, server: OddServer) -> None:
        run = await near.run(
            document(
                [
                    node("a", "text", text="x\r\nX-Admin: yes"),
                    http(f"{server.address}/a", headers={"X-A": "{{ a.output.text }}"}),
                ]
            )
        )
        assert run["nodes"]["call"]["error"]["code"] == "bad_field"
        assert server.received == []

    async def test_an_answer_that_is_too_large(self, near: Bench, server: OddServer) -> None:
        server.answers["/a"] = bytes(1024 * 1024 + 1)
        error = await refused(near, f"{server.address}/a", maxMegabytes=1)
        assert error["code"] == "file_too_large"

    async def test_no_json(self, near: Bench, server: OddServer) -> None:
        server.answers["/a"] = web.Response(text="{", content_type="application/json")
        assert (await refused(near, f"{server.address}/a"))["code"] == "service_failed"
        server.answers["/a"] = web.Response(text="[" * 5_000, content_type="application/json")
        assert (await refused(near, f"{server.address}/a"))["code"] == "service_failed"

    async def test_silence_on_a_reading_is_a_failure(self, near: Bench) -> None:
        async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
            await reader.read()

        async with raw_site(silent) as port:
            error = await refused(near, f"http://{LOOPBACK}:{port}/", timeout=1.0)
        assert error["code"] == "fetch_failed"

    async def test_silence_on_a_sending_is_an_unknown_outcome(self, near: Bench) -> None:
        async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
            await reader.read()

        async with raw_site(silent) as port:
            error = await refused(near, f"http://{LOOPBACK}:{port}/", method="POST", timeout=1.0)
        assert error["code"] == "unknown_outcome"
        assert error["possibleCost"] == 0


class TestTryingAgain:
    def failing_once(self, server: OddServer, answer: web.Response) -> None:
        async def reply(_: web.Request) -> web.Response:
            return answer if len(server.received) == 1 else web.Response(text="ok")

        server.answers["/a"] = reply

    @pytest.mark.parametrize(
        ("method", "status"), [("GET", 500), ("PUT", 502), ("POST", 429), ("POST", 503)]
    )
    async def test_what_helps_and_does_no_harm(
        self, near: Bench, server: OddServer, method: str, status: int
    ) -> None:
        self.failing_once(server, web.Response(status=status, headers={"Retry-After": "0"}))
        output = await called(near, f"{server.address}/a", method=method, retries=1)
        assert output["body"] == "ok"
        assert len(server.received) == 2

    @pytest.mark.parametrize(("method", "status"), [("POST", 500), ("POST", 502), ("GET", 404)])
    async def test_nothing_else(
        self, near: Bench, server: OddServer, method: str, status: int
    ) -> None:
        self.failing_once(server, web.Response(status=status))
        await refused(near, f"{server.address}/a", method=method, retries=3)
        assert len(server.received) == 1

    async def test_a_person_may_send_again_what_is_unknown(
        self, near: Bench, server: OddServer
    ) -> None:
        async def reply(request: web.Request) -> web.Response:
            if len(server.received) == 1 and request.transport is not None:
                request.transport.abort()
            return web.Response(text="ok")

        server.answers["/a"] = reply
        run = await near.run(document([http(f"{server.address}/a", method="POST", retries=3)]))
        assert run["nodes"]["call"]["error"]["code"] == "unknown_outcome"
        assert len(server.received) == 1
        await near.studio.engine.retry(run["id"], ["call"])
        await near.studio.engine.wait(run["id"], 60)
        again = await near.studio.runs.run(run["id"])
        assert again["nodes"]["call"]["output"]["body"] == "ok"
        assert len(server.received) == 2


async def test_a_whole_run_asks_again_and_a_part_of_it_takes_what_is_there(
    near: Bench, server: OddServer
) -> None:
    server.answers["/a"] = "ok"
    graph = document(
        [http(f"{server.address}/a"), node("b", "text", text="{{ call.output.body }}")]
    )
    await near.run(graph)
    await near.run(graph)
    assert len(server.received) == 2
    await near.run(graph, targets=["b"])
    assert len(server.received) == 2

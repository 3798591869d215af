"""Slack, Notion and e-mail: what is sent, once, and what is not."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from harness.bench import Bench
from harness.documents import document, fake_image, node, wire
from harness.mail import PASSWORD, USER, MailServer, mail_server
from harness.pictures import opened
from harness.services import NOTION_TOKEN, SLACK_TOKEN, Services, services
from harness.standstill import no_standstill
from harness.websites import self_signed
from limner.errors import BadField, InvalidWorkflow, LimnerError
from limner.testing.emulators.faults import Fault
from limner.testing.emulators.notion import DATABASE, PAGE
from limner.testing.fake import FakeProvider

Json = dict[str, Any]


@pytest.fixture
async def all_of_them(tmp_path: Path) -> AsyncIterator[Services]:
    allowed = {"allow_private_hosts": ("mail.example", "127.0.0.1")}
    async with services(tmp_path, providers=[FakeProvider()], **allowed) as found:
        yield found


@pytest.fixture
async def mail(all_of_them: Services) -> AsyncIterator[MailServer]:
    async with mail_server() as server:
        await all_of_them.studio.credentials.add(
            "smtp",
            "mail",
            {
                "host": "127.0.0.1",
                "port": server.port,
                "security": "none",
                "sender": "Studio Línea <studio@example.com>",
            },
        )
        yield server


@pytest.fixture
def near(all_of_them: Services) -> Bench:
    return Bench(all_of_them.studio, "wf_test")


SLACK = {"credential": "slack", "channel": "#pictures", "text": "{{ image.output.prompt }} *é*"}
NOTION = {
    "credential": "notion",
    "parent": PAGE,
    "title": "{{ image.output.prompt }}",
    "text": "a\n\nb",
}
MAIL = {
    "credential": "mail",
    "to": "Ann Öst <ann@example.com>, bob@example.com",
    "cc": "cy@example.com",
    "bcc": "dee@example.com",
    "subject": "{{ image.output.prompt }} é",
    "body": "<h1>{{ image.output.prompt }}</h1><p>é</p>",
}


def acting(kind: str, wired: str | None = "image.image-out", **data: Any) -> Json:
    edges = [wire(wired, "act.file-in")] if wired else []
    return document([fake_image(prompt="a fox"), node("act", kind, **data)], edges)


async def acted(bench: Bench, kind: str, **data: Any) -> Json:
    run = await bench.run(acting(kind, **data))
    assert run["status"] == "succeeded", run["error"]
    output: Json = run["nodes"]["act"]["output"]
    assert output["sent"]
    return output


async def refused(bench: Bench, kind: str, **data: Any) -> Json:
    error: Json = (await bench.run(acting(kind, **data)))["nodes"]["act"]["error"]
    assert error is not None
    return error


class TestSlack:
    async def test_a_message_with_an_image(self, near: Bench, all_of_them: Services) -> None:
        output = await acted(near, "slack", **SLACK)
        [message] = all_of_them.slack.messages
        assert message["text"] == "a fox *é*"
        assert [opened(data).format for data in message["files"]] == ["PNG"]
        assert output["result"]["channel"] == message["channel"] == "C0PICTURES"

    async def test_a_message_alone(self, near: Bench, all_of_them: Services) -> None:
        await acted(near, "slack", wired=None, **(SLACK | {"channel": "general"}))
        [message] = all_of_them.slack.messages
        assert (message["channel"], message["files"]) == ("C0GENERAL1", [])

    async def test_no_such_channel(self, near: Bench, all_of_them: Services) -> None:
        error = await refused(near, "slack", **(SLACK | {"channel": "#nowhere"}))
        assert error["code"] == "bad_field"
        error = await refused(near, "slack", **(SLACK | {"channel": "C0NOWHERE1"}))
        assert (error["code"], "channel" in error["hint"]) == ("service_refused", True)
        assert all_of_them.slack.messages == []


class TestNotion:
    @pytest.mark.parametrize(
        ("where", "title"),
        [
            (
                {"parent": f"https://www.notion.so/studio/Board-{PAGE.replace('-', '')}?v=1"},
                "title",
            ),
            ({"parent": DATABASE, "parentType": "database"}, "Name"),
        ],
    )
    async def test_a_page_with_an_image(
        self, near: Bench, all_of_them: Services, where: Json, title: str
    ) -> None:
        output = await acted(near, "notion", **(NOTION | where))
        [page] = all_of_them.notion.pages
        assert page["properties"][title]["title"][0]["text"]["content"] == "a fox"
        kinds = [block["type"] for block in page["children"]]
        assert kinds == ["paragraph", "paragraph", "image"]
        assert output["result"]["url"].startswith("https://www.notion.so/")

    async def test_a_long_text(self, near: Bench, all_of_them: Services) -> None:
        text = "\n\n".join(["x" * 300] * 90) + "y" * 5_000
        await acted(near, "notion", **(NOTION | {"text": text}))
        [page] = all_of_them.notion.pages
        runs = [run for block in page["children"][:-1] for run in block["paragraph"]["rich_text"]]
        assert "".join(run["text"]["content"] for run in runs).count("y") == 5_000

    async def test_a_page_that_is_not_shared(self, near: Bench) -> None:
        error = await refused(near, "notion", **(NOTION | {"parent": "3" * 32}))
        assert (error["code"], error["answerStatus"]) == ("service_refused", 404)


class TestMail:
    async def test_a_mail_with_an_attachment(self, near: Bench, mail: MailServer) -> None:
        output = await acted(near, "email", **MAIL)
        [letter] = mail.letters
        assert letter["Subject"] == "a fox é"
        assert letter["From"] == "Studio Línea <studio@example.com>"
        assert letter["To"] == "Ann Öst <ann@example.com>, bob@example.com"
        assert letter["Cc"] == "cy@example.com"
        assert letter["Bcc"] is None
        assert mail.recipients == [
            ["ann@example.com", "bob@example.com", "cy@example.com", "dee@example.com"]
        ]
        html = letter.get_body(("html",))
        plain = letter.get_body(("plain",))
        assert html is not None
        assert plain is not None
        assert html.get_content().strip() == "<h1>a fox</h1><p>é</p>"
        assert plain.get_content().split() == ["a", "fox", "é"]
        [file] = letter.iter_attachments()
        assert file.get_filename().endswith(".png")
        assert opened(file.get_content()).format == "PNG"
        assert output["result"]["messageId"] == letter["Message-ID"]
        assert letter["Message-ID"].endswith("@example.com>")

    async def test_plain_text(self, near: Bench, mail: MailServer) -> None:
        await acted(near, "email", wired=None, **(MAIL | {"body": "1 < 2"}))
        assert mail.letters[0].get_content_type() == "text/plain"

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("subject", "a\r\nBcc: victim@example.com"),
            ("subject", "a\nb"),
            ("subject", "a\x00b"),
            ("to", "ann@example.com\r\nBcc: victim@example.com"),
            ("to", "ann@example.com, no address"),
            ("to", "<script>"),
            ("to", " , "),
            ("cc", "ann@exa mple.com"),
            ("replyTo", "ann@example.com\nX: y"),
            ("to", ", ".join(f"a{n}@example.com" for n in range(101))),
        ],
    )
    async def test_no_header_is_smuggled_in(
        self, near: Bench, mail: MailServer, field: str, value: str
    ) -> None:
        graph = acting("email", **(MAIL | {field: "{{ evil.output.value }}"}))
        graph["nodes"].append(
            node(
                "evil",
                "request_input",
                fields=[{"name": "value", "type": "text", "required": True}],
            )
        )
        try:
            run = await near.run(graph, {"value": value})
        except BadField:
            assert mail.data == []
            return
        assert run["nodes"]["act"]["error"]["code"] == "bad_field", run["nodes"]["act"]
        assert mail.data == []

    @pytest.mark.parametrize(
        "data",
        [
            {"body": "><" + "<" * 1_000_000},
            {"body": "<script>" * 125_000},
            {"to": f"ann{' ' * 1_000_000}@example.com"},
            {"cc": '"' * 1_000_001},
        ],
        ids=["opened", "scripts", "blanks", "quotes"],
    )
    async def test_what_is_written_badly_at_length_holds_nobody_up(
        self, near: Bench, mail: MailServer, data: Json
    ) -> None:
        """Texts come from strangers: what reads them in the square of their length stands still."""
        with no_standstill():
            try:
                await near.run(acting("email", wired=None, **(MAIL | data)))
            except InvalidWorkflow:
                assert "body" not in data
            else:
                assert len(mail.letters) == 1

    async def test_pages_are_plain_texts_too(self, near: Bench, mail: MailServer) -> None:
        page = (
            "<style>p { color: red }</style><H1 class='a'>One</H1><p>two<br/>three</p>"
            "<script>if (1 < 2) { alert('<p>') }</script>four<script>five"
        )
        await acted(near, "email", wired=None, **(MAIL | {"body": page}))
        plain = mail.letters[0].get_body(("plain",))
        assert plain is not None
        assert plain.get_content().split() == ["One", "two", "three", "four"]

    async def test_some_recipients_are_unknown(self, near: Bench, mail: MailServer) -> None:
        mail.refused = {"bob@example.com"}
        output = await acted(near, "email", **MAIL)
        assert output["result"]["refused"] == ["bob@example.com"]
        mail.refused = {"ann@example.com", "bob@example.com", "cy@example.com", "dee@example.com"}
        assert (await refused(near, "email", **MAIL))["code"] == "service_refused"
        assert len(mail.letters) == 1

    async def test_a_server_that_takes_nobody_the_first_time_is_asked_again(
        self, near: Bench, mail: MailServer
    ) -> None:
        mail.busy = {"ann@example.com"}
        output = await acted(
            near, "email", **(MAIL | {"to": "ann@example.com", "cc": "", "bcc": ""})
        )
        assert output["result"]["recipients"] == ["ann@example.com"]
        assert len(mail.letters) == 1

    async def test_a_lost_answer_is_an_unknown_outcome(self, near: Bench, mail: MailServer) -> None:
        mail.reply = None
        error = await refused(near, "email", **MAIL)
        assert error["code"] == "unknown_outcome"
        assert len(mail.data) == 1

    async def test_a_refusal(self, near: Bench, mail: MailServer) -> None:
        mail.reply = "554 spam"
        error = await refused(near, "email", **MAIL)
        assert (error["code"], "spam" in error["detail"]) == ("service_refused", True)

    async def test_nobody_is_there(self, near: Bench, all_of_them: Services) -> None:
        fields = {"host": "127.0.0.1", "port": 1, "security": "none", "sender": "a@example.com"}
        credential = await all_of_them.studio.credentials.add("smtp", "gone", fields)
        with pytest.raises(Exception, match="does not answer"):
            await all_of_them.studio.credentials.opened(credential.id).test()


class TestSigningInToMail:
    @pytest.mark.parametrize(
        ("password", "told"), [(PASSWORD, "known there"), ("wrong", "refuses")]
    )
    async def test_over_an_encrypted_connection(
        self,
        all_of_them: Services,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        password: str,
        told: str,
    ) -> None:
        tls = self_signed(tmp_path, "localhost")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        async with mail_server(tls) as server:
            assert told in await self.tried(all_of_them, server, "localhost", password)

    async def test_a_certificate_that_nobody_vouches_for(
        self, all_of_them: Services, tmp_path: Path
    ) -> None:
        async with mail_server(self_signed(tmp_path, "localhost")) as server:
            told = await self.tried(all_of_them, server, "localhost", PASSWORD)
        assert "broke the connection off" in told

    async def tried(
        self, all_of_them: Services, server: MailServer, host: str, password: str
    ) -> str:
        shelf = all_of_them.studio.credentials
        fields = {
            "host": host,
            "port": server.port,
            "user": USER,
            "password": password,
            "sender": "a@example.com",
        }
        kept = await shelf.add("smtp", "mail", fields)
        try:
            return await shelf.opened(kept.id).test()
        except LimnerError as error:
            return error.detail

    async def test_no_password_goes_in_the_clear(self, all_of_them: Services) -> None:
        fields = {
            "host": "mail.example",
            "security": "none",
            "user": USER,
            "password": PASSWORD,
            "sender": "a@example.com",
        }
        with pytest.raises(BadField, match="encrypted"):
            await all_of_them.studio.credentials.add("smtp", "mail", fields)


ACTIONS = [("slack", SLACK), ("notion", NOTION), ("email", MAIL)]


class TestAllOfThem:
    @pytest.mark.parametrize(("kind", "data"), ACTIONS)
    async def test_a_dry_run_shows_and_sends_nothing(
        self, near: Bench, all_of_them: Services, mail: MailServer, kind: str, data: Json
    ) -> None:
        run = await near.run(acting(kind, **data, dryRun=True))
        output = run["nodes"]["act"]["output"]
        assert (output["sent"], output["result"]) == (False, None)
        assert "a fox" in json.dumps(output["preview"])
        assert (all_of_them.slack.messages, all_of_them.notion.pages, mail.data) == ([], [], [])
        assert not all_of_them.slack.requests
        assert not all_of_them.notion.requests

    @pytest.mark.parametrize(("kind", "data"), ACTIONS)
    async def test_every_run_acts_again(
        self, near: Bench, all_of_them: Services, mail: MailServer, kind: str, data: Json
    ) -> None:
        for _ in range(2):
            await acted(near, kind, **data)
        sent = {
            "slack": all_of_them.slack.messages,
            "notion": all_of_them.notion.pages,
            "email": mail.data,
        }
        assert len(sent[kind]) == 2

    @pytest.mark.parametrize(("kind", "data"), ACTIONS)
    async def test_a_credential_is_needed(
        self, near: Bench, mail: MailServer, kind: str, data: Json
    ) -> None:
        for named, code in ((None, "missing_input"), ("nobody", "unknown_credential")):
            with pytest.raises(InvalidWorkflow) as told:
                await near.start(acting(kind, **(data | {"credential": named})))
            assert [(p.field, p.code) for p in told.value.problems] == [("credential", code)]

    @pytest.mark.parametrize(
        ("kind", "data", "field"),
        [
            ("slack", SLACK | {"channel": ""}, "channel"),
            ("notion", NOTION | {"title": ""}, "title"),
            ("notion", NOTION | {"parent": "my page"}, "parent"),
            ("email", MAIL | {"to": ""}, "to"),
            ("email", MAIL | {"cc": "nobody"}, "cc"),
            ("email", MAIL | {"subject": "a\nb"}, "subject"),
        ],
    )
    async def test_what_is_missing_is_a_problem(
        self, near: Bench, mail: MailServer, kind: str, data: Json, field: str
    ) -> None:
        with pytest.raises(InvalidWorkflow) as told:
            await near.start(acting(kind, **data))
        assert [p.field for p in told.value.problems] == [field]

    @pytest.mark.parametrize(("kind", "data"), ACTIONS[:2])
    @pytest.mark.parametrize(
        ("fault", "outcome", "sent"),
        [
            ("lost_after_charge", "unknown_outcome", 0),
            ("lost_before_charge", "unknown_outcome", 0),
            ("rate_limited", None, 1),
            ("unavailable", None, 1),
            ("server_error", "service_failed", 0),
        ],
    )
    async def test_faults_of_the_service(
        self,
        near: Bench,
        all_of_them: Services,
        kind: str,
        data: Json,
        fault: Fault,
        outcome: str | None,
        sent: int,
    ) -> None:
        emulator = getattr(all_of_them, kind)
        emulator.fault(fault)
        run = await near.run(acting(kind, **data))
        error = run["nodes"]["act"]["error"]
        assert (error and error["code"]) == outcome
        kept = emulator.messages if kind == "slack" else emulator.pages
        assert len(kept) == sent
        assert len(emulator.ledger.charges) == sent + (fault == "lost_after_charge")

    async def test_no_secret_stands_in_a_run_a_log_or_the_journal(
        self,
        near: Bench,
        all_of_them: Services,
        tmp_path: Path,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        runs = [await near.run(acting(kind, **data)) for kind, data in ACTIONS[:2]]
        told = json.dumps(runs) + caplog.text
        database = b"".join(path.read_bytes() for path in (tmp_path / "home").glob("limner.db*"))
        for secret in (SLACK_TOKEN, NOTION_TOKEN):
            assert secret not in told
            assert secret.encode() not in database


@pytest.mark.parametrize(
    ("kind", "data"),
    [("slack", SLACK | {"text": ""}), ("notion", NOTION), ("email", MAIL)],
)
@pytest.mark.usefixtures("mail")
async def test_files_of_earlier_nodes_are_taken_without_a_wire(
    near: Bench, kind: str, data: Json
) -> None:
    graph = acting(kind, None, **data, files=["{{ run.attachments.image }}"], dryRun=True)
    run = await near.run(graph)
    assert run["status"] == "succeeded", run
    name = run["nodes"]["image"]["output"]["_metadata"]["name"]
    assert name in json.dumps(run["nodes"]["act"]["output"]["preview"])

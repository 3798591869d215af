"""Other programs are told of the ends of runs: signed, at least once, whatever dies."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web
from sqlalchemy import update

from harness.api import Api, serving
from harness.documents import document, node, prompt_to_image, wire
from limner.errors import ContentRefused
from limner.storage.automation_tables import notices
from limner.storage.database import open_database
from limner.testing.fake import FakeProvider
from limner.testing.loopback import site
from limner.testing.studio import make_studio
from limner.workflows.notices import WAITS_SECONDS
from limner.workflows.signing import signature_of

Json = dict[str, Any]
LOOPBACK = ("127.0.0.1",)


class Receiver:
    """A program that is told; it answers with the statuses it is given, then with 200."""

    def __init__(self) -> None:
        self.url = ""
        self.statuses: list[int] = []
        self.location = "/told"
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.heard = asyncio.Event()

    async def hear(self, request: web.Request) -> web.Response:
        self.calls.append((dict(request.headers), await request.read()))
        self.heard.set()
        status = self.statuses.pop(0) if self.statuses else 200
        return web.Response(status=status, headers={"Location": self.location})


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver, app = Receiver(), web.Application()
    app.router.add_post("/told", receiver.hear)
    async with site(app) as address:
        receiver.url = f"{address}/told"
        yield receiver


@pytest.fixture
async def told(tmp_path: Path, provider: FakeProvider) -> AsyncIterator[Api]:
    """A server that may tell programs on this machine."""
    async with (
        make_studio(
            tmp_path / "home", providers=[provider], allow_private_hosts=LOOPBACK
        ) as studio,
        serving(studio) as api,
    ):
        yield api


async def notice(api: Api, run_id: str, state: str, attempts: int = 1) -> Json:
    """A run's notice, once it is in a state after so many attempts."""
    async with asyncio.timeout(60):
        while True:
            answer: Json = (await api.get(f"/api/runs/{run_id}/notice")).json
            if (answer["state"], answer["attempts"]) == (state, attempts):
                return answer
            await asyncio.sleep(0.01)


async def telling(api: Api, receiver: Receiver) -> tuple[str, str]:
    """A workflow whose runs are told of, and the secret that is signed with."""
    workflow_id = await api.create()
    answer = await api.call(
        "PUT", f"/api/workflows/{workflow_id}/notice", json={"url": receiver.url}
    )
    assert answer.status == 200, answer.body
    secret: str = answer.json["secret"]
    return workflow_id, secret


async def test_a_call_is_told_of_signed(told: Api, receiver: Receiver) -> None:
    workflow_id, secret = await telling(told, receiver)
    path = f"/api/workflows/{workflow_id}"
    answer = await told.post(f"{path}/run", {"prompt": "a fox"})
    run_id = answer.json["runId"]
    state = await notice(told, run_id, "delivered")
    assert (state["lastError"], state["nextAttemptAt"]) == (None, None)
    [(headers, body)] = receiver.calls
    assert headers["X-Limner-Delivery"] == run_id
    assert headers["X-Limner-Signature"] == signature_of(
        secret, headers["X-Limner-Timestamp"], body
    )
    assert abs(int(headers["X-Limner-Timestamp"]) - time.time()) < 300
    sent = msgspec.json.decode(body)
    assert sent["type"] == "run.finished"
    assert sent["run"]["status"] == "succeeded"
    assert sent["run"]["outputs"].keys() == {"image"}
    assert "inputs" not in sent["run"]
    publication = (await told.get(f"{path}/publication")).json
    assert publication["noticeUrl"] == receiver.url
    assert (await told.call("DELETE", f"{path}/notice")).status == 204
    later = await told.post(f"{path}/run", {"prompt": "a fox"})
    unheard = await told.get(f"/api/runs/{later.json['runId']}/notice")
    assert unheard.code == "not_found"


async def test_the_newest_notices_of_a_workflow_are_listed(told: Api, receiver: Receiver) -> None:
    workflow_id, _ = await telling(told, receiver)
    other, _ = await telling(told, receiver)
    runs = []
    for path in (workflow_id, workflow_id, workflow_id, other):
        answer = await told.post(f"/api/workflows/{path}/run", {"prompt": "a fox"})
        runs.append(answer.json["runId"])
        await notice(told, runs[-1], "delivered")
    listed = (await told.get(f"/api/workflows/{workflow_id}/notices?limit=2")).json["items"]
    assert [(one["runId"], one["state"], one["attempts"]) for one in listed] == [
        (runs[2], "delivered", 1),
        (runs[1], "delivered", 1),
    ]
    assert (await told.get("/api/workflows/wf_none/notices")).code == "not_found"


async def test_a_failed_run_is_told_of_too(
    told: Api, receiver: Receiver, provider: FakeProvider
) -> None:
    workflow_id, _ = await telling(told, receiver)
    provider.fail_next(ContentRefused("not this"))
    answer = await told.post(f"/api/workflows/{workflow_id}/run", {"prompt": "a fox"})
    await notice(told, answer.json["runId"], "delivered")
    sent = msgspec.json.decode(receiver.calls[0][1])
    assert (sent["run"]["status"], sent["run"]["error"]["code"]) == ("failed", "content_refused")


async def test_who_starts_a_run_may_name_who_is_told(told: Api, receiver: Receiver) -> None:
    workflow_id = await told.create()
    wish = {"webhookUrl": receiver.url, "webhookSecret": "a secret of the caller"}
    given = wish | {"inputs": {"prompt": "a fox"}}
    runs = [
        await told.post(f"/api/workflows/{workflow_id}/runs", given),
        await told.post("/api/runs", given | {"document": prompt_to_image()}),
    ]
    for run in runs:
        assert run.status == 202, run.body
        await notice(told, run.json["id"], "delivered")
    for headers, body in receiver.calls:
        right = signature_of(wish["webhookSecret"], headers["X-Limner-Timestamp"], body)
        assert headers["X-Limner-Signature"] == right


async def test_the_simple_call_names_one_in_its_address(told: Api, receiver: Receiver) -> None:
    workflow_id, secret = await telling(told, receiver)
    other = receiver.url.replace("/told", "/nowhere")
    path = f"/api/workflows/{workflow_id}"
    await told.call("PUT", f"{path}/notice", json={"url": other})
    answer = await told.post(f"{path}/run?webhookUrl={receiver.url}", {"prompt": "a fox"})
    await notice(told, answer.json["runId"], "delivered")
    headers, body = receiver.calls[0]
    right = signature_of(secret, headers["X-Limner-Timestamp"], body)
    assert headers["X-Limner-Signature"] == right


async def test_it_is_told_again_until_it_is_heard(
    tmp_path: Path, told: Api, receiver: Receiver
) -> None:
    workflow_id, _ = await telling(told, receiver)
    receiver.statuses = [500, 302]
    answer = await told.post(f"/api/workflows/{workflow_id}/run", {"prompt": "a fox"})
    run_id = answer.json["runId"]
    for attempt, fault in ((1, "status 500"), (2, "")):
        state = await notice(told, run_id, "waiting", attempt)
        assert fault in state["lastError"]
        assert state["nextAttemptAt"] is not None
        await at_once(tmp_path)
        await told.studio.notices.send_due()
    await notice(told, run_id, "delivered", 3)
    assert len({headers["X-Limner-Delivery"] for headers, _ in receiver.calls}) == 1


async def at_once(tmp_path: Path) -> None:
    """Let what waits for its time be due."""
    async with open_database(f"sqlite:///{tmp_path / 'home' / 'limner.db'}") as database:
        await database.write(lambda c: c.execute(update(notices).values(next_at=0)))


async def test_it_is_given_up_in_the_end_and_at_once_where_nobody_wants_it(
    tmp_path: Path, told: Api, receiver: Receiver
) -> None:
    workflow_id, _ = await telling(told, receiver)
    path = f"/api/workflows/{workflow_id}/run"
    receiver.statuses = [410]
    gone = await told.post(path, {"prompt": "a fox"})
    await notice(told, gone.json["runId"], "failed")
    receiver.statuses = [500] * 20
    answer = await told.post(path, {"prompt": "a fox"})
    for attempt in range(1, len(WAITS_SECONDS) + 1):
        await notice(told, answer.json["runId"], "waiting", attempt)
        await at_once(tmp_path)
        await told.studio.notices.send_due()
    await notice(told, answer.json["runId"], "failed", len(WAITS_SECONDS) + 1)


async def test_the_next_server_tells_what_the_last_one_could_not(
    tmp_path: Path, receiver: Receiver, provider: FakeProvider
) -> None:
    home, setup = tmp_path / "home", {"providers": [provider], "allow_private_hosts": LOOPBACK}
    async with make_studio(home, **setup) as studio, serving(studio) as api:  # type: ignore[arg-type]
        workflow_id, _ = await telling(api, receiver)
        receiver.statuses = [503]
        answer = await api.post(f"/api/workflows/{workflow_id}/run", {"prompt": "a fox"})
        run_id = answer.json["runId"]
        await notice(api, run_id, "waiting")
    await at_once(tmp_path)
    async with make_studio(home, **setup) as studio, serving(studio) as api:  # type: ignore[arg-type]
        await notice(api, run_id, "delivered", 2)


async def test_one_whose_secret_cannot_be_read_any_more_keeps_no_other_waiting(
    tmp_path: Path, receiver: Receiver, provider: FakeProvider
) -> None:
    """Nor does a workflow whose secret was kept under another secret key."""
    home, setup = tmp_path / "home", {"providers": [provider], "allow_private_hosts": LOOPBACK}
    first, second = "one secret of some length", "another secret of some length"
    async with make_studio(home, secret_key=first, **setup) as studio, serving(studio) as api:  # type: ignore[arg-type]
        workflow_id, _ = await telling(api, receiver)
        receiver.statuses = [503]
        answer = await api.post(f"/api/workflows/{workflow_id}/run", {"prompt": "a fox"})
        lost = answer.json["runId"]
        await notice(api, lost, "waiting")
    await at_once(tmp_path)
    async with make_studio(home, secret_key=second, **setup) as studio, serving(studio) as api:  # type: ignore[arg-type]
        state = await notice(api, lost, "waiting", 2)
        assert "another secret key" in state["lastError"]
        workflow_id, _ = await telling(api, receiver)
        answer = await api.post(f"/api/workflows/{workflow_id}/run", {"prompt": "a fox"})
        await notice(api, answer.json["runId"], "delivered")


class TestRefused:
    @pytest.mark.parametrize(
        "url",
        [
            "",
            "ftp://example.com/x",
            "javascript:alert(1)",
            "http://127.0.0.1/x",
            "http://localhost:1/",
            "http://169.254.169.254/latest",
            "http://[::1]/",
            "http://user:password@example.com/",
            "https://example.com/\u0000",
        ],
    )
    async def test_a_private_address_is_told_nothing(self, api: Api, url: str) -> None:
        workflow_id = await api.create()
        path = f"/api/workflows/{workflow_id}"
        answers = [
            await api.call("PUT", f"{path}/notice", json={"url": url}),
            await api.post(
                f"{path}/runs",
                {
                    "inputs": {"prompt": "a"},
                    "webhookUrl": url,
                    "webhookSecret": "0123456789abcdef",
                },
            ),
        ]
        for answer in answers:
            assert answer.status in (400, 422), answer.body
        assert (await api.get("/api/runs")).json["items"] == []

    @pytest.mark.parametrize("status", [302, 303, 307, 308])
    async def test_nobody_is_led_into_a_private_network(
        self, told: Api, receiver: Receiver, status: int
    ) -> None:
        workflow_id, _ = await telling(told, receiver)
        receiver.statuses, receiver.location = [status], "http://169.254.169.254/latest"
        answer = await told.post(f"/api/workflows/{workflow_id}/run", {"prompt": "a fox"})
        async with asyncio.timeout(60):
            await receiver.heard.wait()
            while True:
                state = (await told.get(f"/api/runs/{answer.json['runId']}/notice")).json
                if state["lastError"] is not None:
                    break
                await asyncio.sleep(0.01)
        assert "169.254.169.254" in state["lastError"]
        assert state["state"] != "delivered"
        assert len(receiver.calls) == 1

    async def test_what_nobody_could_check_is_not_sent(self, api: Api) -> None:
        workflow_id = await api.create()
        given = {"inputs": {"prompt": "a"}}
        for wish in (
            {"webhookUrl": "https://93.184.216.34/x"},
            {"webhookSecret": "0123456789abcdef"},
            {"webhookUrl": "https://93.184.216.34/x", "webhookSecret": "short"},
        ):
            refused = await api.post(f"/api/workflows/{workflow_id}/runs", given | wish)
            assert (refused.status, refused.code) == (422, "bad_field"), wish

    async def test_no_secret_stands_in_the_files(
        self, tmp_path: Path, told: Api, receiver: Receiver
    ) -> None:
        workflow_id, secret = await telling(told, receiver)
        answer = await told.post(f"/api/workflows/{workflow_id}/run", {"prompt": "a fox"})
        await notice(told, answer.json["runId"], "delivered")
        for file in (tmp_path / "home").rglob("*"):
            assert not file.is_file() or secret.encode() not in file.read_bytes(), file


async def test_one_server_is_another_ones_trigger(told: Api, tmp_path: Path) -> None:
    """What one Limner tells is signed as another one's webhook takes it."""
    listening = document(
        [
            node("hook", "webhook"),
            node("words", "text", text="{{ trigger.output.run.status }}"),
            node("response", "response_output"),
        ],
        [wire("words.text-out", "response.said")],
    )
    async with make_studio(tmp_path / "other") as studio, serving(studio) as other:
        heard = await other.create(listening)
        await other.post(f"/api/workflows/{heard}/publish", {})
        secret = (await other.post(f"/api/workflows/{heard}/hook/secret", {})).json["secret"]
        await other.call("PATCH", f"/api/workflows/{heard}/publication", json={"active": True})
        workflow_id = await told.create()
        given = {"url": f"{other.url}/hooks/{heard}", "secret": secret}
        await told.call("PUT", f"/api/workflows/{workflow_id}/notice", json=given)
        answer = await told.post(f"/api/workflows/{workflow_id}/run", {"prompt": "a fox"})
        await notice(told, answer.json["runId"], "delivered")
        [run] = (await other.get("/api/runs")).json["items"]
        assert (await other.ended(run["id"]))["outputs"] == {"said": "succeeded"}

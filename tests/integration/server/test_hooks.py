"""Calls from outside that start runs: proved, taken once, of a limited size."""

import asyncio
import io
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harness.api import ADMIN_KEY, Answer, Api, raw, serving
from harness.documents import document, node, wire
from limner.errors import HookRepeated
from limner.storage.database import open_database
from limner.testing.studio import make_studio
from limner.values import now
from limner.workflows.hook_secrets import HookSecrets
from limner.workflows.hooks import WINDOW_SECONDS, HookCall, Hooks
from limner.workflows.signing import signature_of

Json = dict[str, Any]
SECOND = 1_000_000
BODY: Json = {"headline": "A fox in the snow", "topic": {"name": "nature"}}

TEXT = "{{ trigger.output.headline }}: {{ hook.output.topic.name }}"


def greeting(**hook: Any) -> Json:
    """A workflow that says what it was called with."""
    return document(
        [
            node("hook", "webhook", **hook),
            node(
                "words", "text", text="{{ trigger.output.headline }}: {{ hook.output.topic.name }}"
            ),
            node("response", "response_output"),
        ],
        [wire("words.text-out", "response.said")],
    )


async def switched_on(api: Api, draft: Json) -> tuple[str, str]:
    """A workflow that takes calls, and its secret."""
    workflow_id = await api.create(draft)
    path = f"/api/workflows/{workflow_id}"
    assert (await api.post(f"{path}/publish", {})).status == 201
    made = await api.post(f"{path}/hook/secret", {})
    assert made.status == 201, made.body
    assert made.json["url"].endswith(f"/hooks/{workflow_id}")
    on = await api.call("PATCH", f"{path}/publication", json={"active": True})
    assert on.json["active"] is True
    secret: str = made.json["secret"]
    return workflow_id, secret


def signed(secret: str, body: bytes, sent_at: int | str | None = None) -> dict[str, str]:
    timestamp = str(int(time.time()) if sent_at is None else sent_at)
    return {
        "Content-Type": "application/json",
        "X-Limner-Timestamp": timestamp,
        "X-Limner-Signature": signature_of(secret, timestamp, body),
    }


async def call(api: Api, workflow_id: str, headers: dict[str, str], body: bytes = b"{}") -> Answer:
    return await api.call("POST", f"/hooks/{workflow_id}", data=io.BytesIO(body), headers=headers)


async def runs_of(api: Api, workflow_id: str) -> list[Json]:
    runs: list[Json] = (await api.get(f"/api/runs?workflowId={workflow_id}")).json["items"]
    return runs


class TestTaken:
    async def test_a_signed_call_starts_the_published_version(self, api: Api) -> None:
        workflow_id, secret = await switched_on(api, greeting())
        draft = greeting() | {"name": "Later"}
        draft["nodes"][1]["data"]["text"] = "later"
        await api.call(
            "PUT", f"/api/workflows/{workflow_id}", json=draft, headers={"If-Match": "*"}
        )
        body = msgspec.json.encode(BODY)
        taken = await call(api, workflow_id, signed(secret, body), body)
        assert (taken.status, taken.json["status"]) == (202, "accepted")
        run = await api.ended(taken.json["runId"])
        assert run["outputs"] == {"said": "A fox in the snow: nature"}
        assert run["inputs"] == BODY

    async def test_a_caller_may_wait_for_the_outputs(self, api: Api) -> None:
        workflow_id, secret = await switched_on(api, greeting(answer="when_done"))
        body = msgspec.json.encode(BODY)
        answer = await call(api, workflow_id, signed(secret, body), body)
        assert (answer.status, answer.json["said"]) == (200, "A fox in the snow: nature")
        wrong = await call(api, workflow_id, signed(secret, b"{}"))
        assert (wrong.status, wrong.code) == (422, "unknown_reference")

    async def test_a_bearer_is_taken_where_the_workflow_says_so(self, api: Api) -> None:
        workflow_id, secret = await switched_on(api, greeting(auth="bearer"))
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {secret}"}
        body = msgspec.json.encode(BODY)
        assert (await call(api, workflow_id, headers, body)).status == 202
        for refused in (signed(secret, body), headers | {"Authorization": "Bearer x"}):
            answer = await call(api, workflow_id, refused, body)
            assert (answer.status, answer.code) == (401, "hook_refused")

    async def test_an_idempotency_key_means_the_same_run(self, api: Api) -> None:
        workflow_id, secret = await switched_on(api, greeting())
        body = msgspec.json.encode(BODY)
        now = int(time.time())
        ids = set()
        for moment in (now, now - 1, now - 2):
            headers = signed(secret, body, moment) | {"Idempotency-Key": "article-7"}
            ids.add((await call(api, workflow_id, headers, body)).json["runId"])
        assert len(ids) == 1
        other = msgspec.json.encode(BODY | {"headline": "Other"})
        headers = signed(secret, other) | {"Idempotency-Key": "article-7"}
        assert (await call(api, workflow_id, headers, other)).code == "idempotency_key_reused"

    async def test_run_by_hand_it_takes_the_example(self, api: Api) -> None:
        workflow_id = await api.create(greeting(payload=BODY))
        path = f"/api/workflows/{workflow_id}/runs"
        for given, said in (({}, "A fox in the snow: nature"), ({"inputs": {}}, None)):
            started = await api.post(path, given)
            run = await api.ended(started.json["id"])
            assert (run["outputs"] or {}).get("said") == said


class TestRefused:
    async def wrong(self, api: Api, workflow_id: str, headers: dict[str, str], body: bytes) -> None:
        answer = await call(api, workflow_id, headers, body)
        assert (answer.status, answer.code) == (401, "hook_refused"), headers

    async def test_what_is_not_signed_right_starts_nothing(self, api: Api) -> None:
        workflow_id, secret = await switched_on(api, greeting())
        body = msgspec.json.encode(BODY)
        right = signed(secret, body)
        now = int(time.time())
        for headers in (
            {},
            right | {"X-Limner-Signature": ""},
            right | {"X-Limner-Signature": "sha256="},
            right | {"X-Limner-Signature": "é"},
            right | {"X-Limner-Signature": right["X-Limner-Signature"].upper()},
            right | {"X-Limner-Signature": right["X-Limner-Signature"][:-1]},
            right | {"X-Limner-Timestamp": str(now + 1)},
            right | {"X-Limner-Timestamp": ""},
            right | {"X-Limner-Timestamp": "now"},
            right | {"X-Limner-Timestamp": "9" * 400},
            signed("another secret", body),
            signed(secret, body + b" "),
            signed(secret, body, now - WINDOW_SECONDS - 60),
            signed(secret, body, now + WINDOW_SECONDS + 60),
            signed(secret, body, -1),
            {"Authorization": f"Bearer {secret}"},
        ):
            await self.wrong(api, workflow_id, {"Content-Type": "application/json"} | headers, body)
        assert await runs_of(api, workflow_id) == []

    async def test_a_call_is_taken_once_also_by_the_next_server(self, tmp_path: Path) -> None:
        body = msgspec.json.encode(BODY)
        async with make_studio(tmp_path / "home") as studio, serving(studio) as api:
            workflow_id, secret = await switched_on(api, greeting())
            headers = signed(secret, body)
            answers = await asyncio.gather(
                *(call(api, workflow_id, headers, body) for _ in range(6))
            )
            assert sorted(answer.status for answer in answers) == [202] + [401] * 5
        async with make_studio(tmp_path / "home") as studio, serving(studio) as api:
            again = await call(api, workflow_id, headers, body)
            assert (again.status, again.code) == (401, "signature_used")
            assert len(await runs_of(api, workflow_id)) == 1

    async def test_a_header_in_two_lines_or_two_headers_prove_nothing_more(self, api: Api) -> None:
        workflow_id, secret = await switched_on(api, greeting())
        headers = signed(secret, b"{}")
        right = headers["X-Limner-Signature"]
        for given in (
            f"X-Limner-Signature: {right[:20]}\r\n {right[20:]}",
            f"X-Limner-Signature: sha256={'0' * 64}\r\nX-Limner-Signature: {right}",
            f"X-Limner-Signature: {right}\r\nX-Limner-Timestamp: 1",
        ):
            sent = (
                f"POST /hooks/{workflow_id} HTTP/1.1\r\nHost: localhost\r\n"
                "Connection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
                f"{given}\r\nX-Limner-Timestamp: {headers['X-Limner-Timestamp']}\r\n\r\n{{}}"
            )
            answer = await raw(api, sent.encode())
            assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 401")), (given, answer)
        assert await runs_of(api, workflow_id) == []

    async def test_an_old_secret_proves_nothing(self, api: Api) -> None:
        workflow_id, secret = await switched_on(api, greeting())
        await api.post(f"/api/workflows/{workflow_id}/hook/secret", {})
        await self.wrong(api, workflow_id, signed(secret, b"{}"), b"{}")

    async def test_switched_off_it_takes_no_calls(self, api: Api) -> None:
        workflow_id, secret = await switched_on(api, greeting())
        path = f"/api/workflows/{workflow_id}/publication"
        await api.call("PATCH", path, json={"active": False})
        refused = await call(api, workflow_id, signed(secret, b"{}"))
        assert (refused.status, refused.code) == (409, "switched_off")
        await self.wrong(api, workflow_id, signed("another", b"{}"), b"{}")
        assert await runs_of(api, workflow_id) == []

    async def test_without_a_secret_it_takes_no_calls(self, api: Api) -> None:
        workflow_id = await api.create(greeting())
        await self.wrong(api, workflow_id, signed("", b"{}"), b"{}")

    async def test_where_there_is_no_workflow_there_is_nothing(self, api: Api) -> None:
        assert (await call(api, "wf_none", signed("x", b"{}"))).code == "not_found"

    async def test_a_version_that_takes_no_calls_takes_none(self, api: Api) -> None:
        workflow_id, secret = await switched_on(api, document([node("words", "text", text="a")]))
        assert (await call(api, workflow_id, signed(secret, b"{}"))).code == "not_found"

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            (b"[]", 422),
            (b'"text"', 422),
            (b"{", 400),
            (b"\xff", 400),
            (b'{"a": "\\u0000"}', 400),
            (b"[" * 5000 + b"]" * 5000, 400),
            (b'{"a": ' * 100 + b"1" + b"}" * 100, 422),
            (b" " * (1024 * 1024 + 1), 413),
            (b"x" * (33 * 1024 * 1024), 413),
        ],
    )
    async def test_a_body_that_cannot_be_used_starts_nothing(
        self, api: Api, body: bytes, status: int
    ) -> None:
        workflow_id, secret = await switched_on(api, greeting())
        refused = await call(api, workflow_id, signed(secret, body), body)
        assert refused.status == status, refused.body
        assert await runs_of(api, workflow_id) == []

    async def test_another_type_is_refused(self, api: Api) -> None:
        workflow_id, secret = await switched_on(api, greeting())
        headers = signed(secret, b"a=b") | {"Content-Type": "application/x-www-form-urlencoded"}
        assert (await call(api, workflow_id, headers, b"a=b")).status == 415

    async def test_a_page_elsewhere_calls_nothing(self, api: Api) -> None:
        workflow_id, secret = await switched_on(api, greeting())
        headers = signed(secret, b"{}") | {"Origin": "https://evil.example"}
        assert (await call(api, workflow_id, headers)).code == "origin_refused"


class TestSecret:
    async def test_one_written_into_a_document_is_taken_out_and_kept_sealed(
        self, tmp_path: Path
    ) -> None:
        home = tmp_path / "home"
        secret = "a secret that somebody typed"
        draft = greeting(secret=secret, answer="when_done", payload=BODY)
        async with make_studio(home) as studio, serving(studio) as api:
            workflow_id = await api.create(draft)
            path = f"/api/workflows/{workflow_id}"
            for put in (None, draft):
                if put is not None:
                    await api.call("PUT", path, json=put, headers={"If-Match": "*"})
                read = await api.get(path)
                assert "secret" not in read.json["nodes"][0]["data"]
                assert secret not in read.body.decode()
            await api.post(f"{path}/publish", {})
            await api.call("PATCH", f"{path}/publication", json={"active": True})
            body = msgspec.json.encode(BODY)
            assert (await call(api, workflow_id, signed(secret, body), body)).status == 200
            unkept = await api.post("/api/runs", {"document": draft})
            run = await api.ended(unkept.json["id"])
            assert secret not in (await api.get(f"/api/runs/{run['id']}/document")).body.decode()
        for file in home.rglob("*"):
            assert not file.is_file() or secret.encode() not in file.read_bytes(), file

    async def test_no_answer_shows_it_again(self, api: Api) -> None:
        workflow_id, secret = await switched_on(api, greeting())
        path = f"/api/workflows/{workflow_id}"
        state = (await api.get(f"{path}/publication")).json
        assert state["call"]["secretMadeAt"] is not None
        for where in (path, f"{path}/publication", f"{path}/versions/1"):
            assert secret not in (await api.get(where)).body.decode()

    async def test_it_needs_no_key_where_others_can_reach_the_server(self, guarded: Api) -> None:
        admin = {"Authorization": f"Bearer {ADMIN_KEY}"}
        created = await guarded.call("POST", "/api/workflows", json=greeting(), headers=admin)
        path = f"/api/workflows/{created.json['id']}"
        await guarded.call("POST", f"{path}/publish", json={}, headers=admin)
        secret = await guarded.call("POST", f"{path}/hook/secret", headers=admin)
        await guarded.call("PATCH", f"{path}/publication", json={"active": True}, headers=admin)
        assert secret.json["url"].startswith("https://pictures.example/hooks/")
        body = msgspec.json.encode(BODY)
        taken = await call(guarded, created.json["id"], signed(secret.json["secret"], body), body)
        assert taken.status == 202


async def test_a_call_from_a_clock_that_is_ahead_is_taken_once_as_long_as_it_is_taken(
    api: Api,
) -> None:
    """Signed as far ahead as may be, it is good for twice the window, to its last second."""
    workflow_id, secret = await switched_on(api, greeting())
    studio, moment = api.studio, now() // SECOND * SECOND
    async with open_database(studio.settings.resolved_database_url) as database:
        hooks = Hooks(
            database,
            studio.publisher,
            studio.starter,
            HookSecrets(studio.keyring),
            studio.notices,
            lambda: moment,
        )
        sent_at = str(moment // SECOND + WINDOW_SECONDS)
        body = msgspec.json.encode(BODY)
        taken = HookCall(workflow_id, body, sent_at, signature_of(secret, sent_at, body))
        await hooks.take(taken, msgspec.json.decode)
        moment += 2 * WINDOW_SECONDS * SECOND + SECOND // 2
        with pytest.raises(HookRepeated):
            await hooks.take(taken, msgspec.json.decode)

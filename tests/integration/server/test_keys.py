"""Keys of other programs: what each may do, with which workflows, for how much."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from harness.api import ADMIN_KEY, Answer, Api, interface_document, serving
from harness.documents import document, inside, node, prompt_to_image, wire
from limner.errors import ContentRefused
from limner.models.price_rule import PerImage
from limner.storage.api_keys import KeyWish
from limner.storage.database import open_database
from limner.testing.fake import FakeProvider
from limner.testing.models import fake_models
from limner.testing.studio import make_studio
from limner.values import now
from limner.workflows.document import parse_document
from limner.workflows.going_on import GoingOn, Wish
from limner.workflows.spending import Spending
from limner.workflows.starting import With

Json = dict[str, Any]
ADMIN = {"Authorization": f"Bearer {ADMIN_KEY}"}


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


async def made(api: Api, *scopes: str, **wish: Any) -> Json:
    """A new key."""
    body = {"name": "test", "scopes": list(scopes) or ["run"], **wish}
    created = await api.call("POST", "/api/keys", json=body, headers=ADMIN)
    assert created.status == 201, created.body
    key: Json = created.json
    return key


async def kept(api: Api, key_id: str) -> Json:
    listed = (await api.get("/api/keys", headers=ADMIN)).json["items"]
    return next(key for key in listed if key["id"] == key_id)


async def create(api: Api) -> str:
    answer = await api.call("POST", "/api/workflows", json=prompt_to_image("sketch"), headers=ADMIN)
    workflow_id: str = answer.json["id"]
    return workflow_id


class TestText:
    async def test_it_is_shown_once_and_opens_until_it_is_taken_back(self, guarded: Api) -> None:
        key = await made(guarded, "read")
        assert key["key"].startswith("lim_")
        assert key["key"].endswith(key["hint"])
        assert key["key"] not in (await guarded.get("/api/keys", headers=ADMIN)).body.decode()
        headers = bearer(key["key"])
        assert (await guarded.get("/api/workflows", headers=headers)).status == 200
        assert (await kept(guarded, key["id"]))["lastUsedAt"] is not None
        gone = await guarded.call("DELETE", f"/api/keys/{key['id']}", headers=ADMIN)
        assert gone.status == 204
        assert (await guarded.get("/api/workflows", headers=headers)).code == "unauthorized"
        again = await guarded.call("DELETE", f"/api/keys/{key['id']}", headers=ADMIN)
        assert again.code == "not_found"

    async def test_one_that_has_run_out_opens_nothing(self, guarded: Api) -> None:
        key = await made(guarded, "read", expiresAt="2020-01-01T00:00:00Z")
        refused = await guarded.get("/api/workflows", headers=bearer(key["key"]))
        assert (refused.status, refused.code) == (401, "unauthorized")

    async def test_where_no_key_is_needed_one_still_means_what_it_says(self, api: Api) -> None:
        key = (await api.post("/api/keys", {"name": "a", "scopes": ["run"]})).json["key"]
        assert (await api.get("/api/workflows", headers=bearer(key))).code == "scope_missing"
        assert (await api.get("/api/workflows", headers=bearer("sk-anything"))).status == 200
        assert (await api.get("/api/workflows", headers=bearer(f"{key}x"))).code == "unauthorized"

    async def test_its_session_ends_with_it(self, guarded: Api) -> None:
        key = await made(guarded, "read")
        opened = await guarded.post("/api/session", {"key": key["key"]})
        assert opened.status == 204
        cookie = {"Cookie": opened.headers["Set-Cookie"].split(";")[0]}
        assert (await guarded.get("/api/workflows", headers=cookie)).status == 200
        made_one = await guarded.call("POST", "/api/keys", json={"name": "b"}, headers=cookie)
        assert made_one.code == "scope_missing"
        await guarded.call("DELETE", f"/api/keys/{key['id']}", headers=ADMIN)
        assert (await guarded.get("/api/workflows", headers=cookie)).code == "unauthorized"

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"name": ""},
            {"name": "a\u0007"},
            {"name": "a" * 201},
            {"name": "a", "scopes": []},
            {"name": "a", "scopes": ["root"]},
            {"name": "a", "workflows": []},
            {"name": "a", "spendLimit": -1},
            {"name": "a", "spendLimit": 10**13},
            {"name": "a", "expiresAt": "tomorrow"},
            {"name": "a", "expiresAt": "2030-01-01T00:00:00"},
            {"name": "a", "key": "lim_mine"},
            [],
        ],
    )
    async def test_a_wrong_wish_makes_none(self, guarded: Api, body: Any) -> None:
        refused = await guarded.call("POST", "/api/keys", json=body, headers=ADMIN)
        assert refused.status == 422, refused.body
        assert (await guarded.get("/api/keys", headers=ADMIN)).json["items"] == []

    async def test_one_for_a_workflow_that_is_not_there_is_not_made(self, guarded: Api) -> None:
        body = {"name": "a", "workflows": ["wf_none"]}
        refused = await guarded.call("POST", "/api/keys", json=body, headers=ADMIN)
        assert refused.code == "not_found"


class TestScopes:
    async def test_every_route_asks_for_one(self, guarded: Api) -> None:
        """A key that may only run is let in nowhere but where runs are started and followed."""
        key = (await made(guarded, "run"))["key"]
        let_in = set()
        for template, operations in interface_document()["paths"].items():
            path = re.sub(r"\{\w+\}", "x", template)
            for method, operation in operations.items():
                if operation.get("security") == []:
                    continue
                answer = await guarded.call(method.upper(), path, headers=bearer(key))
                if answer.status != 403:
                    let_in.add(operation["operationId"])
                elif not path.startswith("/v1"):
                    assert answer.code == "scope_missing"
        assert let_in == {
            "callWorkflow",
            "startRun",
            "getRun",
            "followRun",
            "getRunNotice",
            "listRunItems",
            "cancelRun",
            "pauseRun",
            "resumeRun",
            "getWorkflowSchema",
            "uploadAsset",
            "getAsset",
            "getAssetContent",
            "estimate",
            "listNodes",
            "listModels",
            "getModel",
            "listTextModels",
            "generateImage",
            "queueImage",
            "imageStatus",
            "createImages",
            "editImages",
            "listUsableModels",
            "getUsableModel",
        }
        with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
            await guarded.session.ws_connect(f"{guarded.url}/api/live", headers=bearer(key))
        assert refusal.value.status == 403

    @pytest.mark.parametrize(
        ("scope", "may"),
        [
            ("run", {"run"}),
            ("read", {"read"}),
            ("edit", {"read", "edit"}),
            ("admin", {"run", "read", "edit", "admin"}),
        ],
    )
    async def test_each_allows_what_it_says(self, guarded: Api, scope: str, may: set[str]) -> None:
        workflow_id = await create(guarded)
        headers = bearer((await made(guarded, scope))["key"])
        asked = {
            "run": ("POST", f"/api/workflows/{workflow_id}/run", {"prompt": "a fox"}),
            "read": ("GET", "/api/workflows", None),
            "edit": ("POST", f"/api/workflows/{workflow_id}/publish", {}),
            "admin": ("POST", "/api/keys", {"name": "another"}),
        }
        allowed = set()
        for what, (method, path, body) in asked.items():
            answer = await guarded.call(method, path, json=body, headers=headers)
            if answer.status == 403:
                assert answer.code == "scope_missing"
            else:
                assert answer.status in (200, 201), answer.body
                allowed.add(what)
        assert allowed == may

    @pytest.mark.parametrize(
        ("scopes", "status"),
        [(["run"], 403), (["edit"], 403), (["run", "edit"], 202), (["admin"], 202)],
    )
    async def test_a_document_of_ones_own_takes_two(
        self, guarded: Api, scopes: list[str], status: int
    ) -> None:
        """Who writes it could have it use any credential of the workspace."""
        headers = bearer((await made(guarded, *scopes))["key"])
        body = {"document": prompt_to_image(), "inputs": {"prompt": "a fox"}}
        answer = await guarded.call("POST", "/api/runs", json=body, headers=headers)
        assert answer.status == status, answer.body

    async def test_one_of_a_workflow_reaches_no_other(self, guarded: Api) -> None:
        mine, other = await create(guarded), await create(guarded)
        body = {"prompt": "a fox"}
        theirs = await guarded.call("POST", f"/api/workflows/{other}/run", json=body, headers=ADMIN)
        run_id = theirs.json["runId"]
        asset = (await guarded.get("/api/assets", headers=ADMIN)).json["items"][0]["id"]
        headers = bearer((await made(guarded, "run", "read", "edit", workflows=[mine]))["key"])
        own = await guarded.call("POST", f"/api/workflows/{mine}/run", json=body, headers=headers)
        assert own.status == 200
        for path in (
            f"/api/runs/{own.json['runId']}",
            f"/api/runs?workflowId={mine}",
            f"/api/workflows/{mine}@draft/schema",
            "/api/models",
        ):
            assert (await guarded.get(path, headers=headers)).status == 200, path
        for path in (
            f"/api/workflows/{other}",
            f"/api/runs/{run_id}",
            f"/api/runs/{run_id}/events",
            f"/api/assets/{asset}",
            f"/api/assets/{asset}/content",
            f"/api/runs?workflowId={other}",
            f"/api/workflows/{other}@draft/schema",
            "/api/runs",
            "/api/assets",
            "/api/workflows",
            f"/api/assets/download?ids={asset}",
        ):
            refused = await guarded.get(path, headers=headers)
            assert (refused.status, refused.code) == (403, "scope_missing"), path
        for path, json in (
            (f"/api/workflows/{other}/run", body),
            (f"/api/runs/{run_id}/cancel", {}),
            ("/api/workflows", prompt_to_image()),
            ("/api/runs", {"document": prompt_to_image(), "inputs": body}),
        ):
            refused = await guarded.call("POST", path, json=json, headers=headers)
            assert (refused.status, refused.code) == (403, "scope_missing"), path


@pytest.fixture
def cheap() -> FakeProvider:
    """Takes 10 credits an image."""
    return FakeProvider(micro_usd=10_000)


@pytest.fixture
async def priced(tmp_path: Path, cheap: FakeProvider) -> AsyncIterator[Api]:
    """A server whose one pretending model has a price."""
    model = fake_models()[0].model_copy(update={"price": PerImage(usd="0.01")})
    async with (
        make_studio(tmp_path / "home", providers=[cheap], models=[model]) as studio,
        serving(studio) as api,
    ):
        yield api


async def limited(api: Api, limit: int | None) -> Json:
    body = {"name": "test", "scopes": ["run", "edit"], "spendLimit": limit}
    key: Json = (await api.post("/api/keys", body)).json
    return key


async def spent(api: Api, key: Json, credits: int) -> None:
    """Wait until nothing is held for a key any more and it has spent so much."""
    async with asyncio.timeout(60):
        while True:
            listed = (await api.get("/api/keys")).json["items"]
            found = next(each for each in listed if each["id"] == key["id"])
            if (found["held"], found["spent"]) == (0, credits):
                return
            await asyncio.sleep(0.01)


async def failed(api: Api, provider: FakeProvider, credits: int) -> tuple[str, Any, str]:
    """A workflow, a key with so much to spend, and a run of both that failed and cost nothing."""
    workflow_id, key = await api.create(), await limited(api, credits)
    provider.fail_next(ContentRefused("no"))
    run_id: str = (await run(api, workflow_id, key)).json["runId"]
    await spent(api, key, 0)
    return workflow_id, key, run_id


async def settled_again_and_again(api: Api) -> None:
    """Settle for ever."""
    while True:
        await api.studio.spending.settle()


def in_two_days() -> int:
    return now() + 2 * 24 * 3600 * 1_000_000


async def run(api: Api, workflow_id: str, key: Json, **headers: str) -> Answer:
    return await api.call(
        "POST",
        f"/api/workflows/{workflow_id}/run",
        json={"prompt": "a fox"},
        headers=bearer(key["key"]) | headers,
    )


class TestLimit:
    async def test_what_runs_cost_is_charged_until_nothing_is_left(self, priced: Api) -> None:
        workflow_id, key = await priced.create(), await limited(priced, 25)
        for credits in (10, 20):
            assert (await run(priced, workflow_id, key)).status == 200
            await spent(priced, key, credits)
        refused = await run(priced, workflow_id, key)
        assert (refused.status, refused.code) == (402, "budget_exceeded")
        assert refused.json["creditsLeft"] == 5
        await spent(priced, key, 20)

    async def test_runs_side_by_side_cannot_spend_the_same_money(
        self, priced: Api, cheap: FakeProvider
    ) -> None:
        workflow_id, key = await priced.create(), await limited(priced, 35)
        answers = await asyncio.gather(*(run(priced, workflow_id, key) for _ in range(20)))
        assert sorted(answer.status for answer in answers) == [200] * 3 + [402] * 17
        assert len(cheap.requests) == 3
        await spent(priced, key, 30)

    async def test_what_did_not_come_is_not_charged(self, priced: Api, cheap: FakeProvider) -> None:
        workflow_id, key = await priced.create(), await limited(priced, 10)
        cheap.fail_next(ContentRefused("no"))
        assert (await run(priced, workflow_id, key)).status == 422
        await spent(priced, key, 0)
        assert (await run(priced, workflow_id, key)).status == 200

    async def test_what_has_no_known_price_is_not_paid_for_under_a_limit(
        self, api: Api, provider: FakeProvider
    ) -> None:
        workflow_id, key = await api.create(), await limited(api, 1_000)
        refused = await run(api, workflow_id, key)
        assert (refused.status, refused.code) == (402, "budget_exceeded")
        assert provider.requests == []
        unlimited = await limited(api, None)
        assert (await run(api, workflow_id, unlimited)).status == 200

    async def test_every_way_of_asking_is_charged(self, priced: Api) -> None:
        workflow_id, key = await priced.create(), await limited(priced, 40)
        headers = bearer(key["key"])
        prompt, inputs = {"prompt": "a fox"}, {"inputs": {"prompt": "a fox"}}
        asked: list[tuple[str, Json]] = [
            ("/v1/images/generations", {"model": "fake"} | prompt),
            ("/api/fake/generate-image", prompt),
            (f"/api/workflows/{workflow_id}/runs", inputs | {"fresh": True}),
            ("/api/runs", {"document": prompt_to_image()} | inputs),
        ]
        for path, body in asked:
            answer = await priced.call("POST", path, json=body, headers=headers)
            assert answer.status in (200, 202), answer.body
        await spent(priced, key, 40)
        for path, body in asked:
            refused = await priced.call("POST", path, json=body, headers=headers)
            assert (refused.status, refused.code) == (402, "budget_exceeded"), path

    async def test_the_same_request_again_costs_nothing(self, priced: Api) -> None:
        workflow_id, key = await priced.create(), await limited(priced, 10)
        named = {"Idempotency-Key": "once"}
        first, again = [await run(priced, workflow_id, key, **named) for _ in range(2)]
        assert first.json["runId"] == again.json["runId"]
        await spent(priced, key, 10)

    async def test_a_run_of_unknown_length_stops_where_the_key_is_used_up(
        self, priced: Api, cheap: FakeProvider
    ) -> None:
        items = node("items", "list", text="{{ trigger.output.lines }}", split="lines")
        draft = document(
            [node("start", "manual"), items, node("image", "image", model="fake")],
            [wire("items.list-out", "image.prompt-in")],
        )
        workflow_id, key = await priced.create(draft), await limited(priced, 25)
        answer = await priced.call(
            "POST",
            f"/api/workflows/{workflow_id}/run",
            json={"lines": "a\nb\nc\nd\ne"},
            headers=bearer(key["key"]),
        )
        assert answer.status in (200, 402), answer.body
        assert len(cheap.requests) == 2
        await spent(priced, key, 20)

    async def test_resuming_raises_no_budget_beyond_the_key(
        self, priced: Api, cheap: FakeProvider
    ) -> None:
        workflow_id, key, run_id = await failed(priced, cheap, 10)
        other = await run(priced, workflow_id, key)
        assert other.status == 200
        await spent(priced, key, 10)
        again = {"retry": ["image"], "budget": 1_000_000}
        refused = await priced.post(f"/api/runs/{run_id}/resume", again)
        assert (refused.status, refused.code) == (402, "budget_exceeded")
        assert len(cheap.requests) == 2

    async def test_what_is_paid_late_is_charged_late(
        self, priced: Api, cheap: FakeProvider
    ) -> None:
        """The end of another run settles what is only about to go on."""
        _, key, run_id = await failed(priced, cheap, 15)
        await priced.studio.spending.hold_again(run_id)
        await priced.studio.spending.settle()
        await priced.studio.engine.retry(run_id, ["image"])
        await spent(priced, key, 10)

    async def test_a_failed_run_that_is_tried_again_is_paid_by_its_key(
        self, priced: Api, cheap: FakeProvider
    ) -> None:
        _, key, run_id = await failed(priced, cheap, 15)
        path = f"/api/runs/{run_id}/resume"
        assert (await priced.post(path, {"retry": ["image"]})).status == 202
        await spent(priced, key, 10)

    async def test_what_is_tried_again_and_new_runs_cannot_spend_the_same_money(
        self, priced: Api, cheap: FakeProvider
    ) -> None:
        """However many others end in the moment in which it goes on."""
        workflow_id, key, run_id = await failed(priced, cheap, 15)
        settling = asyncio.create_task(settled_again_and_again(priced))
        try:
            await priced.studio.going_on.resume(run_id, Wish(retry=["image"]))
            refused = await run(priced, workflow_id, key)
        finally:
            settling.cancel()
        assert (refused.status, refused.code) == (402, "budget_exceeded")
        await spent(priced, key, 10)
        assert len(cheap.requests) == 2

    async def test_two_keys_with_the_same_idempotency_key_have_runs_of_their_own(
        self, priced: Api
    ) -> None:
        workflow_id, named = await priced.create(), {"Idempotency-Key": "order-1"}
        keys = [await limited(priced, 10) for _ in range(2)]
        answers = [await run(priced, workflow_id, key, **named) for key in keys]
        assert [answer.status for answer in answers] == [200, 200]
        assert answers[0].json["runId"] != answers[1].json["runId"]
        for key, answer in zip(keys, answers, strict=True):
            assert (await run(priced, workflow_id, key, **named)).json == answer.json
            await spent(priced, key, 10)


class TestGoingOn:
    """Who lets a run go on, and up to which budget."""

    @pytest.fixture
    def cheap(self) -> FakeProvider:
        return FakeProvider(micro_usd=10_000, max_concurrent=1)

    async def stopped(
        self, api: Api, budget: int, key: Json | None, settings: Json | None = None
    ) -> str:
        """A run of three images, stopped by its budget after so many credits."""
        draft = document(
            [
                node("each", "loop", items=["a", "b", "c"], concurrency=1),
                inside(
                    "each", node("image", "image", model="fake", prompt="{{ loop.currentItem }}")
                ),
            ]
        )
        body = {"document": draft | {"settings": settings or {}}, "budget": budget}
        headers = bearer(key["key"]) if key else {}
        started = await api.call("POST", "/api/runs", json=body, headers=headers)
        assert started.status == 202, started.body
        run_id: str = started.json["id"]
        await self.ended(api, run_id)
        return run_id

    async def ended(self, api: Api, run_id: str) -> Json:
        assert await api.studio.engine.wait(run_id, 60)
        found: Json = (await api.get(f"/api/runs/{run_id}")).json
        return found

    async def resume(self, api: Api, run_id: str, key: Json | None, budget: int | None) -> Answer:
        headers = bearer(key["key"]) if key else {}
        body = {"retry": ["each"], "budget": budget}
        return await api.call("POST", f"/api/runs/{run_id}/resume", json=body, headers=headers)

    async def test_a_person_raises_any_budget(self, priced: Api) -> None:
        run_id = await self.stopped(priced, 10, None, {"budget": 20})
        assert (await self.resume(priced, run_id, None, 30)).status == 202
        assert (await self.ended(priced, run_id))["cost"] == 30

    async def test_a_key_raises_its_own_up_to_the_workflow_s(self, priced: Api) -> None:
        key = await limited(priced, None)
        run_id = await self.stopped(priced, 10, key, {"budget": 20})
        refused = await self.resume(priced, run_id, key, 21)
        assert (refused.status, refused.code) == (402, "budget_exceeded")
        assert refused.json["budget"] == 20
        assert (await self.resume(priced, run_id, key, 20)).status == 202
        assert (await self.ended(priced, run_id))["cost"] == 20

    async def test_without_a_word_the_budget_of_the_run_stays(self, priced: Api) -> None:
        """What the key has left is no budget of its own."""
        key = await limited(priced, 1_000)
        run_id = await self.stopped(priced, 10, key, {"budget": 20})
        assert (await self.resume(priced, run_id, key, None)).status == 202
        after = await self.ended(priced, run_id)
        assert (after["cost"], after["budget"]) == (10, 10)

    async def test_a_key_does_not_spend_what_another_pays_for(self, priced: Api) -> None:
        run_id = await self.stopped(priced, 10, None)
        poor, rich = await limited(priced, 1_000), await limited(priced, None)
        for key, budget in ((poor, None), (poor, 30), (rich, 30)):
            refused = await self.resume(priced, run_id, key, budget)
            assert (refused.status, refused.code) == (402, "budget_exceeded")
        assert (await self.resume(priced, run_id, rich, None)).status == 202
        assert (await self.ended(priced, run_id))["cost"] == 10


async def test_what_was_held_when_the_server_stopped_is_settled_by_the_next(tmp_path: Path) -> None:
    home = tmp_path / "home"
    model = fake_models()[0].model_copy(update={"price": PerImage(usd="0.01")})
    setup: Json = {"providers": [FakeProvider(micro_usd=10_000)], "models": [model]}
    async with make_studio(home, **setup) as studio:
        key, _ = await studio.keys.create(KeyWish("test", ["run"], spend_limit=25_000))
        payer = With(key.id)
        parsed = parse_document(prompt_to_image())
        started = await studio.starter.run(parsed, {"prompt": "a fox"}, with_it=payer)
        assert await studio.engine.wait(started.id, 60)
        assert (await studio.keys.find(key.id)).held == 10_000
    async with make_studio(home, **setup) as studio, serving(studio) as api:
        await spent(api, {"id": key.id}, 10)


async def test_what_goes_on_after_days_is_charged_to_a_key_without_a_limit(tmp_path: Path) -> None:
    cheap = FakeProvider(failures=[ContentRefused("no")], micro_usd=10_000)
    model = fake_models()[0].model_copy(update={"price": PerImage(usd="0.01")})
    async with (
        make_studio(tmp_path, providers=[cheap], models=[model]) as studio,
        open_database(studio.settings.resolved_database_url) as database,
    ):
        key, _ = await studio.keys.create(KeyWish("test", ["run"]))
        parsed = parse_document(prompt_to_image())
        run = await studio.starter.run(parsed, {"prompt": "a fox"}, with_it=With(key.id))
        assert await studio.engine.wait(run.id, 60)
        await studio.spending.settle()
        later = Spending(database, studio.assets.workspace_id, in_two_days)
        await GoingOn(studio.engine, studio.runs, later).resume(run.id, Wish(retry=["image"]))
        assert await studio.engine.wait(run.id, 60)
        await later.settle()
        found = await studio.keys.find(key.id)
        assert (found.held, found.spent) == (0, 10_000)

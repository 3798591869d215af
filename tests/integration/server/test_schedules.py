"""Runs that start by the clock: each time once, also when servers die and come back."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import Connection, select, update

from harness.api import Api, serving
from harness.documents import document, node, wire
from harness.server import Server
from limner.cron import Cron
from limner.storage.automation_tables import schedules
from limner.storage.database import open_database
from limner.studio import Studio
from limner.testing.studio import make_studio
from limner.values import as_rfc3339, microseconds, now
from limner.workflows.scheduler import LATE_SECONDS, Scheduler

Json = dict[str, Any]
SECOND = 1_000_000
MONDAY = microseconds(datetime(2030, 3, 4, 9, tzinfo=UTC))
WEEK = 7 * 24 * 3600 * SECOND


def weekly(**clock: Any) -> Json:
    """A workflow that says for which time it was started."""
    return document(
        [
            node("clock", "schedule", **{"cron": "0 9 * * MON", "timeZone": "UTC"} | clock),
            node("words", "text", text="{{ trigger.output.scheduledAt }}"),
            node("response", "response_output"),
        ],
        [wire("words.text-out", "response.said")],
    )


async def switched_on(api: Api, draft: Json) -> str:
    workflow_id = await api.create(draft)
    path = f"/api/workflows/{workflow_id}"
    assert (await api.post(f"{path}/publish", {})).status == 201
    on = await api.call("PATCH", f"{path}/publication", json={"active": True})
    assert on.status == 200, on.body
    return workflow_id


async def state(api: Api, workflow_id: str) -> Json:
    answer: Json = (await api.get(f"/api/workflows/{workflow_id}/publication")).json
    return answer


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.moment = MONDAY

    def __call__(self) -> int:
        return self.moment


async def set_next(studio_url: str, moment: int) -> None:
    """Let the one schedule be due at a moment."""

    def change(connection: Connection) -> None:
        connection.execute(update(schedules).values(next_at=moment))

    async with open_database(studio_url) as database:
        await database.write(change)


class Timed:
    """A studio whose scheduler is asked by the test, at the times of its own clock."""

    def __init__(self, studio: Studio, api: Api) -> None:
        self.studio, self.api, self.clock = studio, api, Clock()
        self.url = studio.settings.resolved_database_url

    async def at(self, moment: int, times: int = 1) -> list[str]:
        """Look for what is due at a moment; for which times runs were started so far."""
        self.clock.moment = moment
        async with open_database(self.url) as database:
            one = Scheduler(
                database,
                self.studio.publisher,
                self.studio.starter,
                self.studio.notices,
                self.clock,
            )
            await asyncio.gather(*(one.start_due() for _ in range(times)))
        runs = (await self.api.get("/api/runs")).json["items"]
        ended = [await self.api.ended(run["id"]) for run in runs]
        return sorted(run["outputs"]["said"] for run in ended)

    async def due(self, moment: int) -> None:
        await set_next(self.url, moment)

    async def next_at(self) -> int:
        def query(connection: Connection) -> int:
            found: int = connection.execute(select(schedules.c.next_at)).scalar_one()
            return found

        async with open_database(self.url) as database:
            return await database.read(query)


@pytest.fixture(params=["sqlite", "postgres"])
async def timed(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Timed]:
    url = None if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    async with (
        make_studio(tmp_path / "home", database_url=url) as studio,
        serving(studio) as api,
    ):
        yield Timed(studio, api)


def said(*moments: int) -> list[str]:
    return [str(as_rfc3339(moment)) for moment in moments]


class TestTimes:
    async def test_each_time_starts_one_run(self, timed: Timed) -> None:
        await switched_on(timed.api, weekly())
        await timed.due(MONDAY)
        assert await timed.at(MONDAY - SECOND) == []
        assert await timed.at(MONDAY + SECOND, times=4) == said(MONDAY)
        assert await timed.next_at() == MONDAY + WEEK
        assert await timed.at(MONDAY + 2 * SECOND) == said(MONDAY)
        assert await timed.at(MONDAY + WEEK) == said(MONDAY, MONDAY + WEEK)

    async def test_a_server_that_died_before_it_noted_the_run_starts_no_second_one(
        self, timed: Timed
    ) -> None:
        await switched_on(timed.api, weekly(missedRuns="once"))
        await timed.due(MONDAY)
        assert await timed.at(MONDAY + SECOND) == said(MONDAY)
        for later in (2 * SECOND, 3 * 24 * 3600 * SECOND):
            await timed.due(MONDAY)
            assert await timed.at(MONDAY + later) == said(MONDAY)
            assert await timed.next_at() == MONDAY + WEEK

    @pytest.mark.parametrize(("missed", "moments"), [("skip", []), ("once", [MONDAY + 2 * WEEK])])
    async def test_times_at_which_no_server_ran_are_treated_as_the_workflow_says(
        self, timed: Timed, missed: str, moments: list[int]
    ) -> None:
        await switched_on(timed.api, weekly(missedRuns=missed))
        await timed.due(MONDAY)
        back = MONDAY + 2 * WEEK + (LATE_SECONDS + 1) * SECOND
        assert await timed.at(back) == said(*moments)
        assert await timed.next_at() == MONDAY + 3 * WEEK

    async def test_the_time_that_has_just_come_is_not_missed_with_those_before_it(
        self, timed: Timed
    ) -> None:
        """Whatever becomes of the others: a server that was away for weeks is back by now."""
        await switched_on(timed.api, weekly(missedRuns="skip"))
        await timed.due(MONDAY)
        back = MONDAY + 2 * WEEK + LATE_SECONDS * SECOND
        assert await timed.at(back) == said(MONDAY + 2 * WEEK)
        assert await timed.next_at() == MONDAY + 3 * WEEK

    async def test_what_cannot_start_is_told_and_does_not_stop_the_clock(
        self, timed: Timed
    ) -> None:
        draft = weekly()
        draft["nodes"].append(node("picture", "image_asset", assetId="ast_gone"))
        workflow_id = await switched_on(timed.api, draft)
        await timed.due(MONDAY)
        assert await timed.at(MONDAY) == []
        assert await timed.next_at() == MONDAY + WEEK
        clock = (await state(timed.api, workflow_id))["clock"]
        assert "ast_gone" in clock["lastError"]
        assert clock["lastAt"] == as_rfc3339(MONDAY)


async def test_a_workflow_whose_secret_cannot_be_read_any_more_stops_no_other(
    tmp_path: Path,
) -> None:
    """Its secret was kept under another secret key; the clock of the other goes on."""
    home = tmp_path / "home"
    notice = {"url": "https://example.com/told"}
    async with (
        make_studio(home, secret_key="one secret of some length") as studio,
        serving(studio) as api,
    ):
        lost, fine = await switched_on(api, weekly()), await switched_on(api, weekly())
        told = await api.call("PUT", f"/api/workflows/{lost}/notice", json=notice)
        assert told.status == 200, told.body
    async with (
        make_studio(home, secret_key="another secret of some length") as studio,
        serving(studio) as api,
    ):
        timed = Timed(studio, api)
        await timed.due(MONDAY)
        assert await timed.at(MONDAY) == said(MONDAY)
        [started] = (await api.get("/api/runs")).json["items"]
        assert started["workflowId"] == fine
        clock = (await state(api, lost))["clock"]
        assert "another secret key" in clock["lastError"]


class TestSwitch:
    async def test_the_next_times_are_shown_and_kept_while_it_is_on(self, api: Api) -> None:
        workflow_id = await switched_on(api, weekly(timeZone="Europe/Rome"))
        clock = (await state(api, workflow_id))["clock"]
        expected = Cron("0 9 * * MON", "Europe/Rome").times(now(), 5)
        assert clock["nextTimes"] == said(*expected)
        [listed] = (await api.get("/api/schedules")).json["items"]
        assert (listed["workflowId"], listed["nextAt"]) == (workflow_id, said(*expected)[0])
        off = await api.call(
            "PATCH", f"/api/workflows/{workflow_id}/publication", json={"active": False}
        )
        assert off.json["active"] is False
        assert (await api.get("/api/schedules")).json["items"] == []

    async def test_another_version_brings_its_own_times(self, api: Api) -> None:
        workflow_id = await switched_on(api, weekly())
        path = f"/api/workflows/{workflow_id}"
        for draft, cron in ((weekly(cron="0 7 * * *"), "0 7 * * *"), (document([]), None)):
            draft["nodes"].append(node("more", "text", text="x"))
            await api.call("PUT", path, json=draft, headers={"If-Match": "*"})
            listed = (await api.get("/api/schedules")).json["items"]
            assert [item["cron"] for item in listed] != [cron]
            await api.post(f"{path}/publish", {})
            listed = (await api.get("/api/schedules")).json["items"]
            assert [item["cron"] for item in listed] == ([cron] if cron else [])
        await api.post(f"{path}/publish", {"version": 1})
        assert len((await api.get("/api/schedules")).json["items"]) == 1
        assert (await api.call("DELETE", path)).status == 204
        assert (await api.get("/api/schedules")).json["items"] == []

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"cron": "61 * * * *"}, "cron"),
            ({"cron": "* * * * * *"}, "cron"),
            ({"cron": ""}, "cron"),
            ({"timeZone": "Mars/Olympus"}, "timeZone"),
            ({"missedRuns": "all"}, "missedRuns"),
        ],
    )
    async def test_what_is_no_time_is_a_problem_before_it_is_published(
        self, api: Api, data: Json, field: str
    ) -> None:
        workflow_id = await api.create(weekly(**data))
        problems = (await api.get(f"/api/workflows/{workflow_id}")).json["problems"]
        assert [(one["code"], one["field"]) for one in problems] == [("bad_field", field)]
        refused = await api.post(f"/api/workflows/{workflow_id}/publish", {})
        assert (refused.status, refused.code) == (422, "invalid_workflow")
        assert (await api.get("/api/schedules")).json["items"] == []


class TestPreview:
    async def test_the_next_times_of_an_expression(self, api: Api) -> None:
        body = {"cron": "*/15 * * * *", "timeZone": "Asia/Kathmandu"}
        shown = await api.post("/api/schedules/preview", body)
        assert len(shown.json["times"]) == 5
        assert shown.json["words"] == "Every 15th minute of every hour"
        assert shown.json["times"][0] > datetime.now(UTC).isoformat()[:19]

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"cron": "x"},
            {"cron": "0 0 30 2 *"},
            {"cron": "* * * * *", "timeZone": "../../../etc/passwd"},
            {"cron": "* * * * *", "count": 0},
            {"cron": "* * * * *", "count": 51},
            {"cron": "*" * 100_000},
            {"cron": ["* * * * *"]},
            [],
        ],
    )
    async def test_nonsense_is_told(self, api: Api, body: Any) -> None:
        refused = await api.post("/api/schedules/preview", body)
        assert (refused.status, refused.code) == (422, "bad_field")


async def test_a_killed_server_goes_on_with_its_clock(tmp_path: Path) -> None:
    """A real server: killed, its missed time is made up for once, however often it comes back."""
    server = Server(tmp_path / "home")
    await asyncio.to_thread(server.start)
    url = f"sqlite:///{tmp_path / 'home' / 'limner.db'}"
    try:
        async with aiohttp.ClientSession(server.url) as session:
            async with session.post("/api/workflows", json=weekly(missedRuns="once")) as answer:
                workflow_id = (await answer.json())["id"]
            path = f"/api/workflows/{workflow_id}"
            async with session.post(f"{path}/publish", json={}) as answer:
                assert answer.status == 201
            async with session.patch(f"{path}/publication", json={"active": True}) as answer:
                assert answer.status == 200
        missed = microseconds(datetime.now(UTC) - timedelta(days=8))
        beginning = datetime.now(UTC).isoformat()
        for _ in range(3):
            await asyncio.to_thread(server.kill)
            await set_next(url, missed)
            await asyncio.to_thread(server.start)
            async with aiohttp.ClientSession(server.url) as session, asyncio.timeout(60):
                while (await listed(session, "/api/schedules"))[0]["nextAt"] <= beginning:
                    await asyncio.sleep(0.05)
                runs = await listed(session, f"/api/runs?workflowId={workflow_id}")
            assert [run["inputs"]["scheduledAt"] for run in runs] == said(
                Cron("0 9 * * MON", "UTC").latest(now())
            )
    finally:
        await asyncio.to_thread(server.close)


async def listed(session: aiohttp.ClientSession, path: str) -> list[Json]:
    async with session.get(path) as answer:
        items: list[Json] = (await answer.json())["items"]
        return items

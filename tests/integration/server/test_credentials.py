"""Credentials over HTTP: kept encrypted, tried, and never told to anybody."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import update

from harness.api import Answer, Api, serving
from harness.odd_servers import OddServer, odd_server
from limner.errors import StorageError
from limner.storage.database import open_database
from limner.storage.tables import credentials
from limner.testing.studio import make_studio

TOKEN = "canary-5e1f0c9a77d34b"
OTHER_TOKEN = "canary-0b54a1d2c8e36f"


def bearer(**changes: Any) -> dict[str, Any]:
    fields = {"hosts": "api.example.com", "token": TOKEN} | changes.pop("fields", {})
    return {"kind": "http_bearer", "name": "Stock photos", "fields": fields} | changes


def made(kind: str, **fields: str) -> dict[str, Any]:
    return {"kind": kind, "name": kind, "fields": {"hosts": "api.example.com"} | fields}


async def added(api: Api, body: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = await api.post("/api/credentials", body or bearer())
    assert answer.status == 201, answer.body
    shown: dict[str, Any] = answer.json
    return shown


async def put(api: Api, credential: dict[str, Any], body: Any) -> Answer:
    return await api.call("PUT", f"/api/credentials/{credential['id']}", json=body)


async def tried(api: Api, credential: dict[str, Any]) -> dict[str, Any]:
    answer = await api.post(f"/api/credentials/{credential['id']}/test", {})
    assert answer.status == 200
    told: dict[str, Any] = answer.json
    return told


async def test_the_kinds_say_what_they_ask_for(api: Api) -> None:
    kinds = {kind["kind"]: kind for kind in (await api.get("/api/credentials/kinds")).json["items"]}
    token = kinds["http_bearer"]["dataSchema"]["properties"]["token"]
    assert token["writeOnly"]
    assert kinds["http_bearer"]["boundTo"] == ["hosts", "testUrl"]
    assert "http_plain" not in kinds


async def test_a_credential_is_kept_listed_changed_and_forgotten(api: Api) -> None:
    kept = await added(api)
    assert kept["id"].startswith("cred_")
    assert kept["fields"] == {"hosts": "api.example.com", "testUrl": ""}
    assert kept["secrets"] == ["token"]
    assert (await api.get("/api/credentials")).json["items"] == [kept]
    assert (await api.get(f"/api/credentials/{kept['id']}")).json == kept
    changed = (await put(api, kept, {"name": "Archive"})).json
    assert (changed["name"], changed["id"], changed["createdAt"]) == (
        "Archive",
        kept["id"],
        kept["createdAt"],
    )
    forgotten = await api.call("DELETE", f"/api/credentials/{kept['id']}")
    assert forgotten.status == 204
    assert (await api.get("/api/credentials")).json["items"] == []
    for method in ("GET", "DELETE"):
        answer = await api.call(method, f"/api/credentials/{kept['id']}")
        assert (answer.status, answer.code) == (404, "not_found")
    assert (await put(api, kept, {"name": "Again"})).code == "not_found"
    assert (await api.post(f"/api/credentials/{kept['id']}/test", {})).code == "not_found"


async def test_names_are_unique(api: Api) -> None:
    first = await added(api)
    again = await api.post("/api/credentials", bearer())
    assert (again.status, again.code) == (409, "credential_exists")
    second = await added(api, bearer(name="Other"))
    assert (await put(api, second, {"name": "Stock photos"})).code == "credential_exists"
    assert (await put(api, first, {"name": "Stock photos"})).status == 200


@pytest.mark.parametrize(
    "body",
    [
        bearer(kind="http_plain"),
        bearer(kind="nobody"),
        bearer(name=" "),
        bearer(name="two\nlines"),
        bearer(name="x" * 101),
        bearer(fields={"token": ""}),
        bearer(fields={"token": f"{TOKEN}\r\nX-Other: 1"}),
        bearer(fields={"token": [TOKEN]}),
        bearer(fields={"token": f"{TOKEN} é"}),
        bearer(fields={"hosts": ""}),
        bearer(fields={"hosts": "https://api.example.com/"}),
        bearer(fields={"hosts": "*"}),
        bearer(fields={"testUrl": "ftp://api.example.com/"}),
        bearer(fields={"other": TOKEN}),
        {
            "kind": "http_header",
            "name": "a",
            "fields": {"hosts": "a.b", "value": TOKEN, "header": "Host"},
        },
        {
            "kind": "http_header",
            "name": "a",
            "fields": {"hosts": "a.b", "value": TOKEN, "header": "A\r\nB"},
        },
        {"kind": "http_header", "name": "a", "fields": {"hosts": "a.b", "value": f"{TOKEN}\nB: c"}},
        {
            "kind": "http_basic",
            "name": "a",
            "fields": {"hosts": "a.b", "user": "a:b", "password": TOKEN},
        },
    ],
)
async def test_what_cannot_be_used_is_refused_and_not_repeated(
    api: Api, body: dict[str, Any]
) -> None:
    answer = await api.post("/api/credentials", body)
    assert (answer.status, answer.code) == (422, "bad_field")
    assert b"canary" not in answer.body
    assert (await api.get("/api/credentials")).json["items"] == []


class TestTrying:
    @pytest.fixture
    async def service(self) -> Any:
        async with odd_server() as server:
            yield server

    @pytest.fixture
    async def near(self, tmp_path: Path) -> Any:
        async with (
            make_studio(tmp_path / "home", allow_private_hosts=("127.0.0.1",)) as studio,
            serving(studio) as api,
        ):
            yield api

    def for_service(self, service: OddServer, kind: str, **fields: str) -> dict[str, Any]:
        test_url = f"{service.address}/me"
        return {
            "kind": kind,
            "name": kind,
            "fields": {"hosts": "127.0.0.1", "testUrl": test_url} | fields,
        }

    @pytest.mark.parametrize(
        ("kind", "fields", "header", "value"),
        [
            ("http_bearer", {"token": TOKEN}, "Authorization", f"Bearer {TOKEN}"),
            ("http_header", {"value": TOKEN, "header": "X-Key"}, "X-Key", TOKEN),
            (
                "http_basic",
                {"user": "me", "password": "pass word"},
                "Authorization",
                "Basic bWU6cGFzcyB3b3Jk",
            ),
        ],
    )
    async def test_it_is_sent_as_its_kind_says(
        self, near: Api, service: OddServer, kind: str, fields: Any, header: str, value: str
    ) -> None:
        service.answers["/me"] = "welcome"
        credential = await added(near, self.for_service(service, kind, **fields))
        told = await tried(near, credential)
        assert told["ok"], told
        (sent,) = service.received
        assert (sent.method, sent.headers[header]) == ("GET", value)

    async def test_a_refusal_is_told_without_the_secret(
        self, near: Api, service: OddServer
    ) -> None:
        service.answers["/me"] = web.Response(status=401, text=f"unknown token Bearer {TOKEN}")
        credential = await added(near, self.for_service(service, "http_bearer", token=TOKEN))
        told = await tried(near, credential)
        assert not told["ok"]
        assert "401" in told["detail"]
        assert "canary" not in str(told)

    async def test_a_private_address_is_not_asked(self, api: Api, service: OddServer) -> None:
        credential = await added(api, self.for_service(service, "http_bearer", token=TOKEN))
        told = await tried(api, credential)
        assert not told["ok"]
        assert "private network" in told["detail"]
        assert service.received == []

    async def test_a_secret_goes_to_its_hosts_only(self, near: Api, service: OddServer) -> None:
        wanted = self.for_service(service, "http_bearer", token=TOKEN, hosts="api.example.com")
        told = await tried(near, await added(near, wanted))
        assert not told["ok"]
        assert "not for 127.0.0.1" in told["detail"]
        assert service.received == []

    async def test_without_an_address_there_is_nothing_to_try(self, api: Api) -> None:
        assert "test address" in (await tried(api, await added(api)))["detail"]


class TestChanging:
    async def test_a_secret_that_is_left_out_stays(self, api: Api) -> None:
        kept = await added(api)
        fields = {"hosts": "api.example.com", "testUrl": ""}
        assert (await put(api, kept, {"fields": fields})).json["secrets"] == ["token"]
        assert api.studio.credentials.opened(kept["id"]).secrets == (TOKEN,)
        assert (await put(api, kept, {"fields": fields | {"token": OTHER_TOKEN}})).status == 200
        assert api.studio.credentials.opened(kept["id"]).secrets == (OTHER_TOKEN,)

    @pytest.mark.parametrize(
        "changed", [{"hosts": "evil.example"}, {"testUrl": "https://evil.example/"}]
    )
    async def test_it_is_not_sent_elsewhere_unless_it_is_entered_again(
        self, api: Api, changed: dict[str, str]
    ) -> None:
        kept = await added(api)
        fields = {"hosts": "api.example.com", "testUrl": ""} | changed
        refused = await put(api, kept, {"fields": fields})
        assert (refused.status, refused.code) == (422, "bad_field")
        assert (await api.get(f"/api/credentials/{kept['id']}")).json == kept
        moved = await put(api, kept, {"fields": fields | {"token": TOKEN}})
        assert moved.json["fields"] == fields


async def test_it_outlives_a_restart_and_nobody_reads_it_on_the_disk(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    home = tmp_path / "home"
    caplog.set_level(logging.DEBUG)
    async with make_studio(home) as studio, serving(studio) as api:
        kept = await added(api)
        await put(api, kept, {"fields": {"hosts": "evil.example"}})
    for file in home.rglob("*"):
        if file.is_file():
            assert TOKEN.encode() not in file.read_bytes(), file
    async with make_studio(home) as studio, serving(studio) as api:
        assert (await api.get("/api/credentials")).json["items"] == [kept]
        assert studio.credentials.opened(kept["id"]).secrets == (TOKEN,)
    assert "canary" not in caplog.text


async def test_under_another_secret_key_it_cannot_be_read_and_can_be_entered_again(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    async with make_studio(home, secret_key="one secret of some length") as studio:
        await studio.credentials.add("http_bearer", "a", {"hosts": "a.example", "token": TOKEN})
    async with (
        make_studio(home, secret_key="another secret of some length") as studio,
        serving(studio) as api,
    ):
        (kept,) = (await api.get("/api/credentials")).json["items"]
        refused = await api.post(f"/api/credentials/{kept['id']}/test", {})
        assert (refused.status, refused.code) == (503, "storage_unavailable")
        assert (await api.call("DELETE", f"/api/credentials/{kept['id']}")).status == 204


async def test_who_writes_to_the_database_sends_no_secret_elsewhere(tmp_path: Path) -> None:
    """The hosts are sealed with the secret."""
    home = tmp_path / "home"
    async with make_studio(home) as studio:
        kept = await studio.credentials.add(
            "http_bearer", "a", {"hosts": "a.example", "token": TOKEN}
        )
    forged = {"shown": {"hosts": "evil.example", "testUrl": ""}, "secrets": ["token"]}
    async with open_database(f"sqlite:///{home / 'limner.db'}") as database:
        await database.write(lambda c: c.execute(update(credentials).values(fields=forged)))
    async with make_studio(home) as studio:
        with pytest.raises(StorageError):
            studio.credentials.opened(kept.id)

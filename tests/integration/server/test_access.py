"""Who may ask: Host, Origin, keys and sessions on every route."""

import re
from pathlib import Path

import aiohttp
import pytest

from harness.api import ADMIN_KEY as KEY
from harness.api import TOKEN, Api, interface_document
from limner.errors import UnsafeListen
from limner.server.access import require_safe_listen
from limner.testing.studio import GivenSettings

BEARER = {"Authorization": f"Bearer {KEY}"}
OPEN_OPERATIONS = {"getHealth", "openSession", "endSession", "getFile", "callHook"}


class TestHost:
    @pytest.mark.parametrize(
        "host", ["localhost", "LOCALHOST:1234", "127.0.0.1", "127.0.0.1:8420", "[::1]", "[::1]:80"]
    )
    async def test_this_machine_has_several_names(self, api: Api, host: str) -> None:
        assert (await api.get("/api/health", headers={"Host": host})).status == 200

    @pytest.mark.parametrize(
        "host",
        [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "127.0.0.1@evil.example",
            "evil.example:8420",
            "192.168.0.7",
            "[::2]",
            "[::1",
            "localhost:port",
            "",
            "0x7f000001",
        ],
    )
    @pytest.mark.parametrize("path", ["/", "/api/health", "/api/workflows", "/files/a/b", "/none"])
    async def test_a_name_that_is_not_its_own_gets_nothing(
        self, api: Api, host: str, path: str
    ) -> None:
        refused = await api.get(path, headers={"Host": host})
        assert (refused.status, refused.code) == (403, "host_refused")

    @pytest.mark.parametrize("host", ["pictures.example", "192.168.0.7:8420", "[fe80::1]"])
    async def test_others_reach_it_by_its_public_name_or_any_address(
        self, guarded: Api, host: str
    ) -> None:
        assert (await guarded.get("/api/health", headers={"Host": host})).status == 200

    async def test_a_rebound_name_is_refused_even_with_the_key(self, guarded: Api) -> None:
        refused = await guarded.get("/api/runs", headers={"Host": "evil.example"} | BEARER)
        assert refused.code == "host_refused"


class TestOrigin:
    @pytest.mark.parametrize(
        "origin", ["https://evil.example", "null", "http://localhost:3000", "file://", "http://"]
    )
    async def test_a_page_elsewhere_changes_nothing(self, api: Api, origin: str) -> None:
        workflow_id = await api.create()
        headers = {"Origin": origin}
        for method, path in (
            ("POST", "/api/workflows"),
            ("PUT", f"/api/workflows/{workflow_id}"),
            ("DELETE", f"/api/workflows/{workflow_id}"),
            ("POST", f"/api/workflows/{workflow_id}/run"),
            ("POST", "/api/assets"),
            ("POST", "/api/session"),
        ):
            refused = await api.call(method, path, headers=headers)
            assert (refused.status, refused.code) == (403, "origin_refused"), (method, path)
        with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
            await api.session.ws_connect(f"{api.url}/api/live", headers=headers)
        assert refusal.value.status == 403

    async def test_its_own_page_may(self, api: Api) -> None:
        port = api.url.rsplit(":", 1)[1]
        for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}", "localhost"):
            headers = {"Host": host, "Origin": f"http://{host}"}
            answer = await api.call("POST", "/api/session", json={"key": ""}, headers=headers)
            assert answer.status == 204, host
            async with api.session.ws_connect(f"{api.url}/api/live", headers=headers):
                pass

    async def test_a_page_behind_a_proxy_may(self, guarded: Api) -> None:
        for host in ("pictures.example", "127.0.0.1:9000"):
            headers = {"Host": host, "Origin": "https://pictures.example"}
            answer = await guarded.call("POST", "/api/session", json={"key": KEY}, headers=headers)
            assert answer.status == 204

    async def test_nothing_is_shared_with_other_origins(self, api: Api) -> None:
        answer = await api.get("/api/workflows", headers={"Origin": "https://evil.example"})
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        preflight = await api.call(
            "OPTIONS",
            "/api/workflows",
            headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"},
        )
        assert preflight.code == "method_not_allowed"


class TestKey:
    async def test_every_route_but_five_needs_it(self, guarded: Api) -> None:
        described = interface_document()
        opened = set()
        for template, operations in described["paths"].items():
            path = re.sub(r"\{\w+\}", "x", template)
            for method, operation in operations.items():
                answer = await guarded.call(method.upper(), path)
                if answer.status != 401:
                    opened.add(operation["operationId"])
                    assert operation["security"] == []
                else:
                    assert answer.code == "unauthorized"
                    assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert opened == OPEN_OPERATIONS
        assert (await guarded.get("/openapi.json")).code == "unauthorized"
        with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
            await guarded.session.ws_connect(f"{guarded.url}/api/live")
        assert refusal.value.status == 401

    @pytest.mark.parametrize("key", [KEY, TOKEN])
    async def test_the_key_and_the_token_of_this_user_open_everything(
        self, guarded: Api, key: str
    ) -> None:
        headers = {"Authorization": f"bearer {key}"}
        assert (await guarded.get("/api/workflows", headers=headers)).status == 200
        async with guarded.session.ws_connect(f"{guarded.url}/api/live", headers=headers):
            pass

    @pytest.mark.parametrize(
        "value",
        [
            "Bearer",
            "Bearer ",
            f"Basic {KEY}",
            KEY,
            f"Bearer {KEY}x",
            f"Bearer {KEY[:-1]}",
            "Bearer \xe9",
        ],
    )
    async def test_anything_else_opens_nothing(self, guarded: Api, value: str) -> None:
        refused = await guarded.get("/api/workflows", headers={"Authorization": value})
        assert refused.code == "unauthorized"

    async def test_it_is_asked_before_anything_is_told(self, guarded: Api) -> None:
        for path in ("/api/workflows?limit=nonsense", "/api/runs/none", "/api/assets/download"):
            assert (await guarded.get(path)).code == "unauthorized"


class TestSession:
    async def test_it_stands_for_the_key_until_it_ends(self, guarded: Api) -> None:
        wrong = await guarded.post("/api/session", {"key": "wrong"})
        assert (wrong.status, wrong.code) == (401, "unauthorized")
        opened = await guarded.post("/api/session", {"key": KEY})
        assert opened.status == 204
        written = opened.headers["Set-Cookie"]
        for mark in ("HttpOnly", "SameSite=strict", "Secure", "Path=/"):
            assert mark in written
        cookie = {"Cookie": written.split(";")[0]}
        assert (await guarded.get("/api/workflows", headers=cookie)).status == 200
        async with guarded.session.ws_connect(f"{guarded.url}/api/live", headers=cookie):
            pass
        ended = await guarded.call("DELETE", "/api/session", headers=cookie)
        assert ended.status == 204
        assert (await guarded.get("/api/workflows", headers=cookie)).code == "unauthorized"

    async def test_a_cookie_does_not_excuse_a_foreign_page(self, guarded: Api) -> None:
        opened = await guarded.post("/api/session", {"key": KEY})
        headers = {
            "Cookie": opened.headers["Set-Cookie"].split(";")[0],
            "Origin": "https://evil.example",
        }
        refused = await guarded.call("POST", "/api/workflows", headers=headers)
        assert refused.code == "origin_refused"

    @pytest.mark.parametrize("body", [{}, {"key": 7}, {"key": None}, {"key": ["a"]}, [], "key"])
    async def test_nonsense_opens_none(self, guarded: Api, body: object) -> None:
        assert (await guarded.post("/api/session", body)).code == "bad_field"


class TestListening:
    @pytest.mark.parametrize(
        "settings",
        [
            {"host": "0.0.0.0"},
            {"host": "::"},
            {"host": "192.168.0.7"},
            {"host": "example.org"},
            {"host": "0.0.0.0", "admin_key": ""},
            {"public_url": "https://pictures.example"},
        ],
    )
    def test_beyond_this_machine_needs_a_key(
        self, tmp_path: Path, settings: dict[str, str]
    ) -> None:
        with pytest.raises(UnsafeListen, match="no key"):
            require_safe_listen(GivenSettings(home=tmp_path, **settings))

    @pytest.mark.parametrize(
        "settings",
        [
            {},
            {"host": "::1"},
            {"host": "localhost"},
            {"host": "127.0.0.2"},
            {"public_url": "http://localhost:9000"},
            {"host": "0.0.0.0", "admin_key": KEY},
            {"public_url": "https://pictures.example", "admin_key": KEY},
        ],
    )
    def test_on_this_machine_or_with_a_key_it_is_safe(
        self, tmp_path: Path, settings: dict[str, str]
    ) -> None:
        require_safe_listen(GivenSettings(home=tmp_path, **settings))


async def test_every_answer_carries_the_security_headers(api: Api) -> None:
    for path in ("/", "/api/health", "/api/runs/none", "/none", "/api/workflows?limit=0"):
        headers = (await api.get(path)).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "Server" not in headers

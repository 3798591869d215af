"""The page: the canvas, or what to do without it."""

import re

from harness.api import ADMIN_KEY, Api
from limner.settings import Settings


async def test_the_page_runs_only_its_own_scripts(api: Api) -> None:
    page = await api.get("/")
    assert page.status == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert page.headers["Cache-Control"] == "no-cache"
    policy = dict(
        part.split(" ", 1) for part in page.headers["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert not re.search(rb"<script(?![^>]*src=)", page.body)


async def test_everything_the_page_names_is_there(api: Api) -> None:
    page = await api.get("/")
    named = re.findall(r'(?:src|href)="\./([^"]+)"', page.body.decode())
    assert named
    for name in named:
        answer = await api.get(f"/{name}")
        assert answer.status == 200, name
        if name.startswith("assets/"):
            assert "immutable" in answer.headers["Cache-Control"]
        again = await api.get(f"/{name}", headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status, again.body) == (304, b"")


async def test_who_has_no_key_is_asked_for_it(guarded: Api) -> None:
    page = await guarded.get("/")
    assert (page.status, b'type="password"' in page.body) == (200, True)
    for name in ("sign-in.js", "plain.css"):
        assert (await guarded.get(f"/{name}")).status == 200
    signed_in = await guarded.get("/", headers={"Authorization": f"Bearer {ADMIN_KEY}"})
    assert b'type="password"' not in signed_in.body


async def test_images_under_the_public_address_may_be_shown(guarded: Api) -> None:
    settings: Settings = guarded.studio.settings
    policy = (await guarded.get("/")).headers["Content-Security-Policy"]
    assert settings.public_url is not None
    assert settings.public_url in policy


async def test_scripts_and_styles_travel_compressed_to_who_takes_it(api: Api) -> None:
    page = await api.get("/", headers={"Accept-Encoding": "identity"})
    named = re.findall(r'(?:src|href)="\./(assets/[^"]+\.(?:js|css))"', page.body.decode())
    assert named
    for name in named:
        plain = await api.get(f"/{name}", headers={"Accept-Encoding": "gzip;q=0, br"})
        small = await api.get(f"/{name}", headers={"Accept-Encoding": "br, gzip"})
        assert "Content-Encoding" not in plain.headers
        assert small.headers["Content-Encoding"] == "gzip"
        assert small.headers["Content-Type"] == plain.headers["Content-Type"]
        assert small.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
        assert small.headers["ETag"] != plain.headers["ETag"]
        # The client has unpacked it already.
        assert small.body == plain.body

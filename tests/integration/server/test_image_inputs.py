"""Images as inputs of a run over HTTP: by address, written out, by signed address, by id."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from harness.api import Answer, Api, serving
from harness.documents import document, fake_image, node, wire
from harness.pictures import photo, png_bomb, saved
from harness.websites import ELSEWHERE, LOOPBACK, Website, website
from limner.media.image import MAX_UPLOAD_BYTES
from limner.testing.fake import FakeProvider
from limner.testing.pictures import plain_png
from limner.testing.studio import make_studio

PICTURE = plain_png(16, 16, "a fox", 1)


@pytest.fixture
async def site() -> AsyncIterator[Website]:
    async with website() as site:
        yield site


@pytest.fixture
async def inside() -> AsyncIterator[Website]:
    """What stands in the private network, and must not be asked."""
    async with website(ELSEWHERE) as site:
        site.page("/", PICTURE)
        yield site
    assert site.requests == []


@pytest.fixture
async def api(tmp_path: Path, provider: FakeProvider) -> AsyncIterator[Api]:
    """A server that may fetch from one address of this machine."""
    async with (
        make_studio(
            tmp_path / "home", providers=[provider], allow_private_hosts=LOOPBACK
        ) as studio,
        serving(studio) as api,
    ):
        yield api


def edit(**field: Any) -> dict[str, Any]:
    """Request Input → Image Generation → Response Output, with a photo to work on."""
    fields = [{"name": "photo", "type": "image", "required": True} | field]
    return document(
        [
            node("request", "request_input", fields=fields),
            fake_image(prompt="in snow", params={"seed": 1}),
            fake_image("other", prompt="a hare"),
            node("response", "response_output"),
        ],
        [wire("request.photo", "image.image-in"), wire("image.image-out", "response.image")],
    )


async def call(api: Api, photo: object, **headers: str) -> Answer:
    """Call a workflow that edits a photo."""
    path = f"/api/workflows/{await api.create(edit())}/run"
    return await api.post(path, {"photo": photo}, **headers)


async def assets(api: Api, origin: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await api.get(f"/api/assets?origin={origin}")).json["items"]
    return found


async def upload(api: Api) -> dict[str, Any]:
    uploaded: dict[str, Any] = (await api.upload(PICTURE, "fox.png")).json
    return uploaded


def data_uri(data: bytes) -> str:
    return f"data:image/png;base64,{b64encode(data).decode()}"


class TestWhatIsTaken:
    async def test_an_address_is_fetched_once_and_kept(
        self, api: Api, provider: FakeProvider, site: Website
    ) -> None:
        answer = await call(api, site.page("/foxes/my fox.png", PICTURE))
        assert answer.status == 200
        (kept,) = await assets(api, "import")
        assert (kept["name"], kept["width"], kept["height"]) == ("my fox.png", 16, 16)
        run = (await api.get(f"/api/runs/{answer.json['runId']}")).json
        assert run["inputs"] == {"photo": kept["id"]}
        assert run["nodes"]["request"]["output"]["photo"]["attachmentId"] == kept["id"]
        assert len(provider.references) == 1
        assert len(site.requests) == 1

    async def test_an_address_may_lead_to_another(
        self, api: Api, provider: FakeProvider, site: Website
    ) -> None:
        site.page("/fox", saved(photo(), "jpeg"), "application/octet-stream")
        assert (await call(api, site.redirect("/", "/fox"))).status == 200
        (kept,) = await assets(api, "import")
        assert (kept["name"], kept["mimeType"]) == ("fox.jpg", "image/jpeg")

    async def test_a_data_uri(self, api: Api, provider: FakeProvider) -> None:
        assert (await call(api, data_uri(PICTURE))).status == 200
        (kept,) = await assets(api, "import")
        assert kept["mimeType"] == "image/png"
        assert len(provider.references) == 1

    async def test_an_address_of_this_server_is_answered_from_its_store(
        self, api: Api, provider: FakeProvider
    ) -> None:
        uploaded = await upload(api)
        answer = await call(api, uploaded["url"])
        assert answer.status == 200
        run = (await api.get(f"/api/runs/{answer.json['runId']}")).json
        assert run["inputs"] == {"photo": uploaded["id"]}
        assert await assets(api, "import") == []

    async def test_the_image_of_an_earlier_run(self, api: Api, provider: FakeProvider) -> None:
        first = await call(api, data_uri(PICTURE))
        run = (await api.get(f"/api/runs/{first.json['runId']}")).json
        for image in (first.json["image"], run["nodes"]["image"]["output"]):
            assert (await call(api, image)).status == 200
        assert len(await assets(api, "import")) == 1

    async def test_the_default_of_a_field(
        self, api: Api, provider: FakeProvider, site: Website
    ) -> None:
        workflow_id = await api.create(edit(default=site.page("/", PICTURE)))
        assert (await api.post(f"/api/workflows/{workflow_id}/run", {})).status == 200
        assert len(site.requests) == 1

    async def test_the_same_picture_again_is_the_same_asset_and_work_is_reused(
        self, api: Api, provider: FakeProvider, site: Website
    ) -> None:
        workflow_id = await api.create(edit())
        for source in (site.page("/a", PICTURE), site.page("/b", PICTURE), data_uri(PICTURE)):
            run = await api.ended(await api.start(workflow_id, inputs={"photo": source}))
            assert run["status"] == "succeeded"
        assert run["nodes"]["image"]["cached"]
        assert len(await assets(api, "import")) == 1
        assert [request.prompt for request in provider.requests].count("in snow") == 1

    async def test_many_at_a_time(self, api: Api, provider: FakeProvider, site: Website) -> None:
        fields = [{"name": f"photo_{number}", "type": "file"} for number in range(12)]
        workflow_id = await api.create(document([node("request", "request_input", fields=fields)]))
        inputs = {
            field["name"]: site.page(f"/{number}", plain_png(16, 16, "a", number))
            for number, field in enumerate(fields)
        }
        run = await api.ended(await api.start(workflow_id, inputs=inputs))
        assert (run["status"], len(set(run["inputs"].values()))) == ("succeeded", 12)


class TestWhatIsRefused:
    @pytest.fixture(autouse=True)
    async def _nothing_happens(self, api: Api, provider: FakeProvider) -> AsyncIterator[None]:
        """Nothing is bought, no run begins and nothing is kept."""
        yield
        assert provider.requests == []
        assert (await api.get("/api/runs")).json["items"] == []
        assert await assets(api, "import") == []

    async def refused(self, api: Api, photo: object) -> tuple[int, str]:
        answer = await call(api, photo)
        code = answer.code
        assert answer.json["input"] == "photo"
        assert answer.json["errors"] == [
            {"loc": ["photo"], "code": code, "message": answer.json["detail"]}
        ]
        return answer.status, code

    @pytest.mark.parametrize("host", [ELSEWHERE, "[::ffff:127.0.0.2]", "2130706434", "127.2"])
    async def test_a_private_address(self, api: Api, inside: Website, host: str) -> None:
        assert await self.refused(api, inside.url("/", host)) == (422, "address_refused")

    async def test_an_address_that_leads_to_a_private_one(
        self, api: Api, site: Website, inside: Website
    ) -> None:
        address = site.redirect("/", inside.url("/"))
        assert await self.refused(api, address) == (422, "address_refused")

    @pytest.mark.parametrize(
        "address", ["http://169.254.169.254/latest/meta-data/", "http://me:pw@example.com/"]
    )
    async def test_an_address_that_may_not_be(self, api: Api, address: str) -> None:
        assert await self.refused(api, address) == (422, "address_refused")

    @pytest.mark.parametrize(
        "value",
        ["file:///etc/passwd", "gopher://example.com/", "photo.png", "", 7, [], {"url": "x"}],
    )
    async def test_what_names_no_image(self, api: Api, value: object) -> None:
        assert await self.refused(api, value) == (422, "bad_field")

    async def test_an_address_where_nothing_is(self, api: Api, site: Website) -> None:
        assert await self.refused(api, site.url("/none.png")) == (422, "fetch_failed")

    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            pytest.param(b"<html>", (415, "unsupported_type"), id="a page"),
            pytest.param(b"", (415, "unsupported_type"), id="nothing"),
            pytest.param(
                b"<svg xmlns='http://www.w3.org/2000/svg'/>", (415, "unsupported_type"), id="SVG"
            ),
            pytest.param(PICTURE[:-20], (422, "damaged_image"), id="cut off"),
            pytest.param(png_bomb(20_000, 20_000), (422, "image_too_large"), id="400 megapixels"),
            pytest.param(b"\0" * (MAX_UPLOAD_BYTES + 1), (413, "file_too_large"), id="too long"),
        ],
    )
    @pytest.mark.parametrize("way", ["address", "data URI"])
    async def test_what_is_no_acceptable_image_whatever_it_says(
        self, api: Api, site: Website, way: str, data: bytes, expected: tuple[int, str]
    ) -> None:
        source = data_uri(data) if way == "data URI" else site.page("/fox.png", data)
        assert await self.refused(api, source) == expected

    @pytest.mark.parametrize(
        "uri", ["data:", "data:,", "data:image/png,PNG", "data:;base64,####", "data:;base64,AAA"]
    )
    async def test_a_damaged_data_uri(self, api: Api, uri: str) -> None:
        assert await self.refused(api, uri) == (422, "bad_field")

    async def test_a_data_uri_of_50_megabytes(self, api: Api) -> None:
        """By a client that reads no answer before it has sent everything."""
        address = f"{api.url}/api/workflows/{await api.create(edit())}/run"
        body = b'{"photo": "data:image/png;base64,' + b"A" * (50_000_000 * 4 // 3) + b'"}'
        headers = {"Content-Type": "application/json"}
        call = urllib.request.Request(address, body, headers)
        with pytest.raises(urllib.error.HTTPError) as refused:
            await asyncio.to_thread(urllib.request.urlopen, call)
        with refused.value as answer:
            problem = json.load(answer)
        assert (problem["status"], problem["code"]) == (413, "too_large")
        assert "POST /api/assets" in problem["hint"]

    async def test_an_altered_address_of_this_server(self, api: Api) -> None:
        url = (await upload(api))["url"]
        for altered in (url.replace("fox", "cat"), url + "x", url.partition("?")[0]):
            assert await self.refused(api, altered) == (403, "signature_invalid")

    async def test_an_expired_address_of_this_server(self, api: Api) -> None:
        path = api.studio.file_urls.sign_file((await upload(api))["id"], "fox.png", expires=1)
        address = api.studio.settings.resolved_public_url + path
        assert await self.refused(api, address) == (410, "url_expired")

    async def test_an_image_that_was_deleted(self, api: Api) -> None:
        uploaded = await upload(api)
        await api.call("DELETE", f"/api/assets/{uploaded['id']}")
        for named in (uploaded["id"], {"attachmentId": uploaded["id"]}, uploaded["url"]):
            assert await self.refused(api, named) == (404, "not_found")

    async def test_every_input_that_is_wrong_is_named(self, api: Api, site: Website) -> None:
        fields = [{"name": name, "type": "image"} for name in ("a", "b", "c")]
        workflow_id = await api.create(document([node("request", "request_input", fields=fields)]))
        inputs = {"a": site.url("/none"), "b": "ast_none", "c": "data:;base64,####"}
        refused = await api.post(f"/api/workflows/{workflow_id}/runs", {"inputs": inputs})
        assert (refused.status, refused.json["input"]) == (422, "a")
        assert [(error["loc"], error["code"]) for error in refused.json["errors"]] == [
            (["a"], "fetch_failed"),
            (["b"], "not_found"),
            (["c"], "bad_field"),
        ]


class TestReferencesThatAreGone:
    """A node that names a deleted image stops the run before anything is bought."""

    @pytest.mark.parametrize(
        ("type_id", "data", "field"),
        [
            ("image", {"model": "fake", "prompt": "a fox", "references": "image"}, "references"),
            ("image_asset", {"assetId": "image"}, "assetId"),
        ],
    )
    async def test_the_workflow_does_not_start(
        self, api: Api, provider: FakeProvider, type_id: str, data: dict[str, Any], field: str
    ) -> None:
        asset_id = (await upload(api))["id"]
        named = asset_id if field == "assetId" else {"image": [asset_id]}
        nodes = [node("photo", type_id, **data | {field: named}), fake_image(prompt="a hare")]
        workflow_id = await api.create(document(nodes))
        assert (await api.ended(await api.start(workflow_id, inputs={})))["status"] == "succeeded"
        bought = len(provider.requests)
        await api.call("DELETE", f"/api/assets/{asset_id}")
        for start in ({}, {"dryRun": True}, {"nodes": ["photo"]}):
            refused = await api.post(f"/api/workflows/{workflow_id}/runs", start)
            assert (refused.status, refused.code) == (422, "invalid_workflow")
            (problem,) = refused.json["errors"]
            assert (problem["code"], problem["nodeId"], problem["field"]) == (
                "not_found",
                "photo",
                field,
            )
            assert asset_id in problem["message"]
        assert len(provider.requests) == bought
        others = await api.start(workflow_id, inputs={}, nodes=["image"])
        assert (await api.ended(others))["status"] == "succeeded"


class TestAskingTwice:
    async def test_the_same_call_again_fetches_nothing(
        self, api: Api, provider: FakeProvider, site: Website
    ) -> None:
        path = f"/api/workflows/{await api.create(edit())}/run"
        body = {"photo": site.page("/", PICTURE)}
        first = await api.post(path, body, idempotency_key="k")
        del site.pages["/"]
        again = await api.post(path, body, idempotency_key="k")
        assert (again.status, again.json["runId"]) == (200, first.json["runId"])
        assert len(site.requests) == 1

    async def test_the_same_call_at_the_same_time_fetches_once(
        self, api: Api, provider: FakeProvider, site: Website
    ) -> None:
        path = f"/api/workflows/{await api.create(edit())}/runs"
        body = {"inputs": {"photo": site.page("/", PICTURE)}}
        calls = (api.post(path, body, idempotency_key="k") for _ in range(5))
        answers = await asyncio.gather(*calls)
        assert len({answer.json["id"] for answer in answers}) == 1
        assert len(site.requests) == 1

    async def test_a_call_that_failed_may_be_made_again(
        self, api: Api, provider: FakeProvider, site: Website
    ) -> None:
        path = f"/api/workflows/{await api.create(edit())}/run"
        body = {"photo": site.url("/")}
        assert (await api.post(path, body, idempotency_key="k")).code == "fetch_failed"
        site.page("/", PICTURE)
        assert (await api.post(path, body, idempotency_key="k")).status == 200


async def test_a_dry_run_fetches_nothing(api: Api, site: Website) -> None:
    path = f"/api/workflows/{await api.create(edit())}/runs"
    inputs = {"photo": site.page("/", PICTURE)}
    dry = await api.post(path, {"inputs": inputs, "dryRun": True})
    assert (dry.status, dry.json["runs"][0]) == (200, "request")
    assert site.requests == []


async def test_saving_a_workflow_fetches_nothing(api: Api, site: Website) -> None:
    created = await api.post("/api/workflows", edit(default=site.page("/", PICTURE)))
    assert (created.status, created.json["problems"]) == (201, [])
    assert site.requests == []

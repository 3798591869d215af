"""The library over HTTP: uploads, contents, crops, zips, signed addresses, history."""

import io
import json
import time
import zipfile
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from harness.api import Api
from harness.documents import document, fake_image
from harness.pictures import opened, photo, png_bomb, saved, small_png
from limner.media.image import MAX_UPLOAD_BYTES

DAY = 24 * 60 * 60
PNG, JPEG, WEBP = saved(photo(), "PNG"), saved(photo(), "JPEG"), saved(photo(), "WEBP")


async def uploaded(api: Api, data: bytes = PNG, **fields: str) -> str:
    answer = await api.upload(data, **fields)
    assert answer.status == 201, answer.body
    asset_id: str = answer.json["id"]
    return asset_id


class TestUpload:
    @pytest.mark.parametrize(
        ("data", "mime_type"), [(PNG, "image/png"), (JPEG, "image/jpeg"), (WEBP, "image/webp")]
    )
    async def test_an_image_is_known_by_its_content(
        self, api: Api, data: bytes, mime_type: str
    ) -> None:
        asset = (await api.upload(data, name="whatever.txt")).json
        assert (asset["mimeType"], asset["width"], asset["height"]) == (mime_type, 96, 64)
        assert asset["origin"] == "upload"

    @pytest.mark.parametrize(
        ("data", "status", "code"),
        [
            (b"", 415, "unsupported_type"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "unsupported_type"),
            (b"<!doctype html><script>alert(1)</script>", 415, "unsupported_type"),
            (saved(photo(), "GIF"), 415, "unsupported_type"),
            (JPEG[: len(JPEG) // 2], 422, "damaged_image"),
            (PNG[:100], 422, "damaged_image"),
            (png_bomb(20_000, 20_000), 422, "image_too_large"),
        ],
    )
    async def test_what_is_no_good_image_is_refused_and_not_kept(
        self, api: Api, data: bytes, status: int, code: str
    ) -> None:
        refused = await api.upload(data, name="photo.png")
        assert (refused.status, refused.code) == (status, code)
        assert (await api.get("/api/assets")).json["items"] == []

    @pytest.mark.parametrize("length", [MAX_UPLOAD_BYTES, MAX_UPLOAD_BYTES + 1])
    async def test_ten_mebibytes_and_not_a_byte_more(self, api: Api, length: int) -> None:
        padded = small_png() + b"\0" * (length - len(small_png()))
        answer = await api.upload(padded)
        if length == MAX_UPLOAD_BYTES:
            assert answer.status == 201
        else:
            assert (answer.status, answer.code) == (413, "file_too_large")

    async def test_a_body_beyond_32_mebibytes_is_not_read_to_its_end(self, api: Api) -> None:
        sent = 0

        async def endless() -> object:
            nonlocal sent
            yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
            for _ in range(1_000):
                sent += 1 << 20
                yield b"\0" * (1 << 20)

        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        try:
            answer = await api.call("POST", "/api/assets", data=endless(), headers=headers)
            assert (answer.status, answer.code) == (413, "file_too_large")
        except aiohttp.ClientError:
            pass
        assert sent < 200 << 20

    @pytest.mark.parametrize(
        ("content_type", "body", "status", "code"),
        [
            ("application/json", b'{"file": "/etc/passwd"}', 415, "unsupported_media_type"),
            ("multipart/form-data", b"--b--", 415, "unsupported_media_type"),
            ("multipart/form-data; boundary=b", b"", 400, "bad_request"),
            ("multipart/form-data; boundary=b", b"nonsense", 400, "bad_request"),
            ("multipart/form-data; boundary=" + "b" * 5000, b"", 400, "bad_request"),
            ("multipart/form-data; boundary=b", b"--b\r\nbroken", 400, "bad_request"),
            (
                "multipart/form-data; boundary=b",
                b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\nhalf',
                400,
                "bad_request",
            ),
            (
                "multipart/form-data; boundary=b",
                b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\ntext\r\n--b--\r\n',
                422,
                "bad_field",
            ),
            (
                "multipart/form-data; boundary=b",
                b'--b\r\nContent-Disposition: form-data; name="x"; filename="a"\r\n\r\n'
                b"x\r\n--b--\r\n",
                422,
                "bad_field",
            ),
        ],
    )
    async def test_only_a_real_form_is_read(
        self, api: Api, content_type: str, body: bytes, status: int, code: str
    ) -> None:
        refused = await api.call(
            "POST", "/api/assets", data=body, headers={"Content-Type": content_type}
        )
        assert (refused.status, refused.code) == (status, code)

    async def test_a_form_of_a_thousand_parts_is_refused(self, api: Api) -> None:
        part = b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n'
        refused = await api.call(
            "POST",
            "/api/assets",
            data=part * 1_000 + b"--b--\r\n",
            headers={"Content-Type": "multipart/form-data; boundary=b"},
        )
        assert refused.code == "bad_field"

    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("../../etc/passwd.png", "passwd.png"),
            ("C:\\Windows\\a.png", "a.png"),
            ("a\r\nSet-Cookie: x=y.png", None),
            ("söße 猫.png", "söße 猫.png"),
            ("", "image.png"),
        ],
    )
    async def test_a_name_is_no_path_and_no_header(
        self, api: Api, name: str, kept: str | None
    ) -> None:
        form = (
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="'
            + name.replace("\r\n", "%0D%0A").encode()
            + b'"\r\nContent-Type: image/png\r\n\r\n'
            + PNG
            + b"\r\n--b--\r\n"
        )
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        asset = (await api.call("POST", "/api/assets", data=form, headers=headers)).json
        assert kept is None or asset["name"] == kept
        assert not set("/\\\r\n") & set(asset["name"])
        content = await api.get(f"/api/assets/{asset['id']}/content")
        assert content.status == 200
        assert "Set-Cookie" not in content.headers

    async def test_an_upload_into_a_node_joins_its_history(self, api: Api) -> None:
        workflow_id = await api.create()
        asset_id = await uploaded(api, workflowId=workflow_id, nodeId="photo")
        history = f"/api/workflows/{workflow_id}/nodes/photo/history"
        items = (await api.get(history)).json["items"]
        assert [item["asset"]["id"] for item in items] == [asset_id]
        assert items[0]["settings"] is None

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"workflowId": "wf_none", "nodeId": "photo"}, "not_found"),
            ({"nodeId": "photo"}, "bad_field"),
            ({"workflowId": "wf_none", "nodeId": "No Such"}, "bad_field"),
        ],
    )
    async def test_a_place_that_does_not_exist_keeps_nothing(
        self, api: Api, fields: dict[str, str], code: str
    ) -> None:
        assert (await api.upload(PNG, **fields)).code == code
        assert (await api.get("/api/assets")).json["items"] == []


class TestContent:
    async def test_the_bytes_come_with_their_type_and_no_guessing(self, api: Api) -> None:
        asset_id = await uploaded(api)
        answer = await api.get(f"/api/assets/{asset_id}/content")
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert opened(answer.body).size == (96, 64)

    @pytest.mark.parametrize("width", [64, 256, 512, 1024])
    async def test_thumbnails_are_webp_and_never_enlarged(self, api: Api, width: int) -> None:
        asset_id = await uploaded(api, saved(photo(700, 300), "PNG"))
        answer = await api.get(f"/api/assets/{asset_id}/content?w={width}")
        assert answer.headers["Content-Type"] == "image/webp"
        assert opened(answer.body).width == min(width, 700)

    @pytest.mark.parametrize("format", ["png", "jpeg", "webp"])
    async def test_another_format_on_request(self, api: Api, format: str) -> None:
        asset_id = await uploaded(api)
        answer = await api.get(f"/api/assets/{asset_id}/content?format={format}")
        assert answer.headers["Content-Type"] == f"image/{format}"
        assert (opened(answer.body).format or "").lower() == format

    @pytest.mark.parametrize(
        "query", ["w=63", "w=x", "w=-1", "w=9" * 20, "format=svg", "w=64&format=png"]
    )
    async def test_other_widths_and_formats_are_refused(self, api: Api, query: str) -> None:
        asset_id = await uploaded(api)
        refused = await api.get(f"/api/assets/{asset_id}/content?{query}")
        assert (refused.status, refused.code) == (422, "bad_field")

    @pytest.mark.parametrize("written", ["{tag}", "W/{tag}", '"x", {tag}', 'W/"x",W/{tag}', "*"])
    async def test_what_the_browser_has_is_not_sent_again(self, api: Api, written: str) -> None:
        path = f"/api/assets/{await uploaded(api)}/content"
        tag = (await api.get(path)).headers["ETag"]
        again = await api.get(path, headers={"If-None-Match": written.format(tag=tag)})
        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == tag
        assert (await api.get(path, headers={"If-None-Match": '"other"'})).status == 200

    async def test_each_form_of_an_image_has_its_own_tag(self, api: Api) -> None:
        path = f"/api/assets/{await uploaded(api)}/content"
        queries = ("", "?w=64", "?w=256", "?format=jpeg", "?format=webp")
        tags = {(await api.get(path + query)).headers["ETag"] for query in queries}
        assert len(tags) == len(queries)

    @pytest.mark.parametrize(
        ("wanted", "start", "end"),
        [
            ("bytes=0-9", 0, 10),
            ("bytes=5-", 5, None),
            ("bytes=-7", -7, None),
            ("bytes=0-999999999", 0, None),
        ],
    )
    async def test_a_range_is_a_part(
        self, api: Api, wanted: str, start: int, end: int | None
    ) -> None:
        path = f"/api/assets/{await uploaded(api)}/content"
        whole = (await api.get(path)).body
        part = await api.get(path, headers={"Range": wanted})
        assert part.status == 206
        assert part.body == whole[start:end]
        first = start % len(whole)
        assert (
            part.headers["Content-Range"]
            == f"bytes {first}-{first + len(part.body) - 1}/{len(whole)}"
        )

    @pytest.mark.parametrize(
        "wanted",
        [
            "bytes=9-5",
            "bytes=-",
            "bytes=a-b",
            "lines=1-2",
            "bytes=0-1,4-5",
            "bytes=" + ",".join(["0-"] * 5_000),
            "bytes=1" * 50,
        ],
    )
    async def test_a_range_that_makes_no_sense_is_no_range(self, api: Api, wanted: str) -> None:
        path = f"/api/assets/{await uploaded(api)}/content"
        assert (await api.get(path, headers={"Range": wanted})).status == 200

    async def test_a_range_beyond_the_end_is_refused(self, api: Api) -> None:
        path = f"/api/assets/{await uploaded(api)}/content"
        length = len((await api.get(path)).body)
        answer = await api.get(path, headers={"Range": f"bytes={length}-"})
        assert (answer.status, answer.headers["Content-Range"]) == (416, f"bytes */{length}")

    async def test_a_range_of_an_older_image_is_the_whole_image(self, api: Api) -> None:
        path = f"/api/assets/{await uploaded(api)}/content"
        headers = {"Range": "bytes=0-1", "If-Range": '"older"'}
        assert (await api.get(path, headers=headers)).status == 200

    async def test_head_is_get_without_the_body(self, api: Api) -> None:
        path = f"/api/assets/{await uploaded(api)}/content"
        whole = await api.get(path)
        head = await api.call("HEAD", path)
        assert (head.status, head.body) == (200, b"")
        assert head.headers["Content-Length"] == str(len(whole.body))


class TestSignedAddress:
    async def test_it_opens_without_a_key_and_may_be_embedded(self, api: Api) -> None:
        address = urlsplit((await api.upload(PNG)).json["url"])
        answer = await api.get(f"{address.path}?{address.query}")
        assert answer.status == 200
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"

    async def test_it_opens_for_a_week(self, api: Api) -> None:
        address = urlsplit((await api.upload(PNG)).json["url"])
        left = int(parse_qs(address.query)["expires"][0]) - time.time()
        assert 6 * DAY < left <= 7 * DAY

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("expires=1", "expires=2"),
            ("signature=", "signature=x"),
            ("/a.png", "/b.png"),
            ("ast_", "ast_x"),
            ("signature", "other"),
            ("expires", "other"),
        ],
    )
    async def test_an_altered_one_is_refused(self, api: Api, old: str, new: str) -> None:
        address = urlsplit((await api.upload(PNG)).json["url"])
        whole = f"{address.path}?{address.query}"
        assert old in whole
        refused = await api.get(whole.replace(old, new, 1))
        assert (refused.status, refused.code) == (403, "signature_invalid")

    async def test_an_expired_one_is_gone_but_an_altered_one_is_altered_first(
        self, api: Api
    ) -> None:
        asset_id = await uploaded(api)
        expired = api.studio.file_urls.sign_file(asset_id, "a.png", expires=1)
        assert (await api.get(expired)).code == "url_expired"
        assert (await api.get(expired)).status == 410
        assert (await api.get(expired.replace("a.png", "b.png"))).status == 403

    async def test_it_is_gone_with_its_asset(self, api: Api) -> None:
        asset = (await api.upload(PNG)).json
        address = urlsplit(asset["url"])
        await api.call("DELETE", f"/api/assets/{asset['id']}")
        assert (await api.get(f"{address.path}?{address.query}")).code == "not_found"


class TestLibrary:
    async def test_it_is_searched_and_filtered(self, api: Api) -> None:
        workflow_id = await api.create()
        run_id = await api.start(workflow_id, inputs={"prompt": "a fox at 100%_dusk"})
        await api.ended(run_id)
        upload_id = (await api.upload(PNG, name="Holiday.png")).json["id"]
        made = (await api.get(f"/api/assets?runId={run_id}")).json["items"]
        assert [asset["prompt"] for asset in made] == ["a fox at 100%_dusk"]
        for query, found in (
            ("q=HOLIDAY", [upload_id]),
            ("q=100%25_d", [made[0]["id"]]),
            ("q=%25", [made[0]["id"]]),
            ("origin=upload", [upload_id]),
            (f"workflowId={workflow_id}&nodeId=image", [made[0]["id"]]),
            ("model=fake", [made[0]["id"]]),
            ("model=other", []),
            ("q=at+100%25_dusk&origin=generation", [made[0]["id"]]),
            ("q=a+hare", []),
            ("q=%22", []),
            ("", [upload_id, made[0]["id"]]),
        ):
            items = (await api.get(f"/api/assets?{query}")).json["items"]
            assert [asset["id"] for asset in items] == found, query

    async def test_what_was_deleted_is_not_found_any_more(self, api: Api) -> None:
        gone, kept = [(await api.upload(PNG, name="quay.png")).json["id"] for _ in range(2)]
        await api.call("DELETE", f"/api/assets/{gone}")
        items = (await api.get("/api/assets?q=quay")).json["items"]
        assert [asset["id"] for asset in items] == [kept]

    async def test_a_time_is_from_one_moment_to_just_before_another(self, api: Api) -> None:
        made = [(await api.upload(PNG)).json for _ in range(3)]
        ids = [asset["id"] for asset in made]
        second, third = (asset["createdAt"] for asset in made[1:])
        for query, found in (
            (f"createdAfter={second}", ids[:0:-1]),
            (f"createdBefore={second}", ids[:1]),
            (f"createdAfter={second}&createdBefore={third}", [ids[1]]),
            ("createdAfter=2999-01-01T00:00:00Z", []),
            ("createdBefore=1066-10-14T00:00:00%2B00:00", []),
        ):
            items = (await api.get(f"/api/assets?{query}")).json["items"]
            assert [asset["id"] for asset in items] == found, query

    async def test_what_came_of_an_image_is_told_until_it_goes(self, api: Api) -> None:
        parent = await uploaded(api)
        area = {"x": 0, "y": 0, "width": 10, "height": 10}
        crops = [(await api.post(f"/api/assets/{parent}/crop", area)).json["id"] for _ in range(2)]
        path = f"/api/assets?parent={parent}"
        assert [asset["id"] for asset in (await api.get(path)).json["items"]] == crops[::-1]
        await api.call("DELETE", f"/api/assets/{crops[1]}")
        await api.call("DELETE", f"/api/assets/{parent}")
        left = (await api.get(path)).json["items"]
        assert [(asset["id"], asset["parents"]) for asset in left] == [(crops[0], [parent])]

    async def test_a_part_joins_the_history_of_the_node_it_is_cut_for(self, api: Api) -> None:
        workflow_id = await api.create(document([fake_image(prompt="a fox")]))
        await api.ended(await api.start(workflow_id, inputs={}))
        history = f"/api/workflows/{workflow_id}/nodes/%s/history"
        (made,) = (await api.get(history % "image")).json["items"]
        path = f"/api/assets/{made['asset']['id']}/crop"
        area = {"x": 0, "y": 0, "width": 10, "height": 10}
        part = (await api.post(path, area | {"nodeId": "beside"})).json["id"]
        for node_id, found in (("image", [made["asset"]["id"]]), ("beside", [part])):
            items = (await api.get(history % node_id)).json["items"]
            assert [item["asset"]["id"] for item in items] == found
        assert (await api.post(path, area | {"nodeId": "No id"})).code == "bad_field"

    async def test_a_reference_is_a_parent_of_what_is_generated(self, api: Api) -> None:
        parent = await uploaded(api)
        painted = fake_image(prompt="a fox", references={"image": [parent]})
        workflow_id = await api.create(document([painted]))
        await api.ended(await api.start(workflow_id, inputs={}))
        children = (await api.get(f"/api/assets?parent={parent}")).json["items"]
        assert [asset["parents"] for asset in children] == [[parent]]

    async def test_paging_gives_everything_once(self, api: Api) -> None:
        ids = [await uploaded(api) for _ in range(5)]
        first = (await api.get("/api/assets?limit=3")).json
        second = (await api.get(f"/api/assets?limit=3&cursor={first['nextCursor']}")).json
        assert [asset["id"] for asset in first["items"] + second["items"]] == ids[::-1]
        assert second["nextCursor"] is None

    @pytest.mark.parametrize(
        "query",
        [
            "limit=0",
            "limit=201",
            "limit=x",
            "cursor=%20",
            "cursor=",
            "origin=stolen",
            "createdAfter=2026-01-01",
            "createdBefore=soon",
        ],
    )
    async def test_nonsense_in_a_query_is_refused(self, api: Api, query: str) -> None:
        assert (await api.get(f"/api/assets?{query}")).code == "bad_field"

    async def test_two_assets_stand_over_one_blob_until_the_last_goes(self, api: Api) -> None:
        one, other = await uploaded(api), await uploaded(api)
        assert one != other
        assert (await api.call("DELETE", f"/api/assets/{one}")).status == 204
        assert (await api.get(f"/api/assets/{one}")).code == "not_found"
        assert (await api.get(f"/api/assets/{other}/content")).status == 200

    async def test_a_crop_is_a_new_asset_with_a_parent(self, api: Api) -> None:
        parent = await uploaded(api)
        area = {"x": 10, "y": 20, "width": 30, "height": 40}
        answer = await api.post(f"/api/assets/{parent}/crop", area)
        assert answer.status == 201
        crop = answer.json
        assert (crop["width"], crop["height"], crop["origin"]) == (30, 40, "edit")
        assert crop["parents"] == [parent]

    @pytest.mark.parametrize(
        "area",
        [
            {"x": 0, "y": 0, "width": 97, "height": 1},
            {"x": -1, "y": 0, "width": 1, "height": 1},
            {"x": 0, "y": 0, "width": 0, "height": 1},
            {"x": 0, "y": 0, "width": 1},
            {"x": "left", "y": 0, "width": 1, "height": 1},
            {"x": 2**62, "y": 0, "width": 2**62, "height": 1},
            [],
            "all",
        ],
    )
    async def test_a_crop_outside_the_image_is_refused(self, api: Api, area: object) -> None:
        refused = await api.post(f"/api/assets/{await uploaded(api)}/crop", area)
        assert (refused.status, refused.code) == (422, "bad_field")


class TestZip:
    async def test_images_of_one_name_stay_apart(self, api: Api) -> None:
        ids = [
            (await api.upload(PNG, name=name)).json["id"] for name in ("a.png", "A.png", "b.png")
        ]
        answer = await api.get(f"/api/assets/download?ids={','.join(ids)}")
        assert answer.headers["Content-Type"] == "application/zip"
        with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
            assert archive.namelist() == ["a.png", "A (2).png", "b.png"]
            assert archive.testzip() is None
            assert opened(archive.read("b.png")).size == (96, 64)

    @pytest.mark.parametrize(
        ("ids", "code"),
        [
            ("", "bad_field"),
            (",,", "bad_field"),
            ("ast_none", "not_found"),
            (",".join(f"ast_{n}" for n in range(201)), "bad_field"),
        ],
    )
    async def test_what_is_not_there_gives_no_zip(self, api: Api, ids: str, code: str) -> None:
        assert (await api.get(f"/api/assets/download?ids={ids}")).code == code


class TestCarriedWorkflow:
    async def generated(self, api: Api) -> tuple[str, str]:
        """An asset that a run made, and the run."""
        workflow_id = await api.create()
        run_id = await api.start(workflow_id, inputs={"prompt": "a fox"})
        await api.ended(run_id)
        (asset,) = (await api.get(f"/api/assets?runId={run_id}")).json["items"]
        return asset["id"], run_id

    async def test_an_image_made_here_carries_the_workflow_that_made_it(self, api: Api) -> None:
        asset_id, run_id = await self.generated(api)
        made_by = (await api.get(f"/api/runs/{run_id}/document")).json
        plain = await api.get(f"/api/assets/{asset_id}/content")
        carried = await api.get(f"/api/assets/{asset_id}/content?workflow=true")
        assert json.loads(opened(carried.body).info["limner:workflow"]) == made_by
        assert opened(carried.body).tobytes() == opened(plain.body).tobytes()
        assert carried.headers["ETag"] != plain.headers["ETag"]
        assert b"limner:workflow" not in plain.body
        assert carried.headers["Content-Disposition"].startswith("attachment; ")
        as_webp = await api.get(f"/api/assets/{asset_id}/content?workflow=true&format=webp")
        assert as_webp.headers["Content-Type"] == "image/webp"
        assert b"LMNR" in as_webp.body
        zipped = await api.get(f"/api/assets/download?ids={asset_id}")
        with zipfile.ZipFile(io.BytesIO(zipped.body)) as archive:
            assert archive.read(archive.namelist()[0]) == carried.body

    async def test_an_upload_carries_nothing(self, api: Api) -> None:
        asset_id, _ = await self.generated(api)
        carried = await api.get(f"/api/assets/{asset_id}/content?workflow=true")
        again = await uploaded(api, carried.body)
        content = await api.get(f"/api/assets/{again}/content?workflow=true")
        assert b"limner:workflow" not in content.body

    async def test_a_thumbnail_with_a_workflow_is_refused(self, api: Api) -> None:
        asset_id, _ = await self.generated(api)
        answer = await api.get(f"/api/assets/{asset_id}/content?w=64&workflow=true")
        assert answer.code == "bad_field"


class TestHistory:
    async def test_it_tells_what_made_each_image_newest_first(self, api: Api) -> None:
        workflow_id = await api.create()
        for prompt in ("one", "two"):
            await api.ended(await api.start(workflow_id, inputs={"prompt": prompt}))
        path = f"/api/workflows/{workflow_id}/nodes/image/history"
        items = (await api.get(path)).json["items"]
        assert [item["prompt"] for item in items] == ["two", "one"]
        assert items[0]["settings"]["model"] == items[0]["model"] == "fake"
        assert items[0]["durationMs"] >= 0
        assert (await api.get(f"{path}?limit=1")).json["nextCursor"] == items[0]["asset"]["id"]

    async def test_one_of_them_is_deleted_only_where_it_belongs(self, api: Api) -> None:
        workflow_id = await api.create()
        await api.ended(await api.start(workflow_id))
        path = f"/api/workflows/{workflow_id}/nodes/image/history"
        asset_id = (await api.get(path)).json["items"][0]["asset"]["id"]
        stranger = f"/api/workflows/{workflow_id}/nodes/other/history/{asset_id}"
        assert (await api.call("DELETE", stranger)).code == "not_found"
        assert (await api.call("DELETE", f"{path}/{asset_id}")).status == 204
        assert (await api.get(path)).json["items"] == []
        assert (await api.call("DELETE", f"{path}/{asset_id}")).code == "not_found"

    async def test_of_an_unknown_workflow_there_is_none(self, api: Api) -> None:
        assert (await api.get("/api/workflows/wf_none/nodes/image/history")).code == "not_found"

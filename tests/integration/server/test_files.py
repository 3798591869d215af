"""Files of any type over HTTP: inert where they could be run, in pieces where they are large."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from harness.api import Api, serving
from harness.documents import document, node
from harness.file_nodes import Keep, with_nodes
from harness.pictures import opened
from harness.project import ROOT
from limner.testing.studio import make_studio

MP4 = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2"
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture
def keep() -> Keep:
    return Keep()


@pytest.fixture
async def api(tmp_path: Path, keep: Keep) -> AsyncIterator[Api]:
    """A server with a node that keeps files."""
    async with make_studio(tmp_path, nodes=with_nodes(keep)) as studio, serving(studio) as api:
        yield api


async def kept(api: Api, keep: Keep, content: bytes, name: str = "file") -> dict[str, Any]:
    """The asset of a file that a run has kept."""
    keep.content, keep.name = content, name
    run_id = await api.start(await api.create(document([node("a", "keep")])), inputs={})
    run = await api.ended(run_id)
    asset_id = run["nodes"]["a"]["output"]["file"]["attachmentId"]
    asset: dict[str, Any] = (await api.get(f"/api/assets/{asset_id}")).json
    return asset


@pytest.mark.parametrize(
    ("content", "mime_type", "kind"),
    [
        (HTML, "text/plain", "attachment"),
        (b"%PDF-1.7 \0", "application/pdf", "attachment"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "text/plain", "attachment"),
        (MP4, "video/mp4", "inline"),
    ],
)
async def test_a_browser_shows_only_what_cannot_be_run(
    api: Api, keep: Keep, content: bytes, mime_type: str, kind: str
) -> None:
    asset = await kept(api, keep, content)
    assert asset["mimeType"] == mime_type
    signed = asset["url"].removeprefix(api.studio.settings.resolved_public_url)
    for path in (f"/api/assets/{asset['id']}/content", signed):
        answer = await api.get(path)
        assert answer.body == content
        assert answer.headers["Content-Type"].partition(";")[0] == mime_type
        assert answer.headers["Content-Disposition"].startswith(kind)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]


async def test_what_is_no_image_has_no_size_and_no_thumbnail(api: Api, keep: Keep) -> None:
    asset = await kept(api, keep, MP4)
    assert (asset["width"], asset["height"], asset["thumbnailUrl"]) == (None, None, None)
    content = f"/api/assets/{asset['id']}/content"
    for query in ("?w=64", "?format=png"):
        assert (await api.get(content + query)).code == "bad_field"
    area = {"x": 0, "y": 0, "width": 1, "height": 1}
    assert (await api.post(f"/api/assets/{asset['id']}/crop", area)).code == "bad_field"
    assert [row["id"] for row in (await api.get("/api/assets")).json["items"]] == [asset["id"]]


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [
        (None, 0, None),
        ("bytes=0-", 0, None),
        ("bytes=10-2500000", 10, 2_500_001),
        ("bytes=-1500000", -1_500_000, None),
        ("bytes=3000000-3000001", 3_000_000, 3_000_002),
    ],
)
async def test_a_large_file_is_sent_in_pieces_and_in_parts(
    api: Api, keep: Keep, wanted: str | None, start: int, end: int | None
) -> None:
    whole = MP4 + bytes(range(256)) * 14_000
    asset = await kept(api, keep, whole)
    answer = await api.get(
        f"/api/assets/{asset['id']}/content", headers={"Range": wanted} if wanted else {}
    )
    assert answer.status == (206 if wanted else 200)
    assert answer.body == whole[start:end]
    assert answer.headers["Content-Length"] == str(len(answer.body))


async def test_all_files_of_a_run_come_in_order(api: Api) -> None:
    example = json.loads((ROOT / "examples" / "pictures-from-a-table.json").read_text("utf-8"))
    rows = ["a red teapot, on oak", *(f"vase {number}" for number in range(11))]
    table = "\n".join(["product", *(f'"{row}"' for row in rows)])
    run_id = await api.start(await api.create(example), inputs={"rows": table})
    run = await api.ended(run_id)
    assert run["status"] == "succeeded", run
    attached = run["attachments"]
    assert [file["nodeId"] for file in attached] == ["picture"] * 12
    made = [(await api.get(f"/api/assets/{file['attachmentId']}")).json for file in attached]
    assert [asset["prompt"] for asset in made] == rows
    answer = await api.get(f"/api/assets/download?runId={run_id}")
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        names = archive.namelist()
        assert names == [f"{number:02}-picture.png" for number in range(1, 13)]
        for name, asset in zip(names, made, strict=True):
            kept = (await api.get(f"/api/assets/{asset['id']}/content")).body
            assert opened(archive.read(name)).tobytes() == opened(kept).tobytes()
    await api.call("DELETE", f"/api/assets/{made[0]['id']}")
    again = await api.get(f"/api/assets/download?runId={run_id}")
    with zipfile.ZipFile(io.BytesIO(again.body)) as archive:
        assert len(archive.namelist()) == 11


@pytest.mark.parametrize(
    ("query", "code"),
    [("", "bad_field"), ("?ids=ast_1&runId=run_1", "bad_field"), ("?runId=run_1", "not_found")],
)
async def test_a_zip_of_nothing_is_refused(api: Api, query: str, code: str) -> None:
    assert (await api.get(f"/api/assets/download{query}")).code == code


async def test_a_later_node_names_the_files_of_an_earlier_one(api: Api, keep: Keep) -> None:
    keep.name = "report.pdf"
    text = "{{ run.attachments.a[0]._metadata.name }}"
    nodes = [node("a", "keep"), node("b", "text", text=text)]
    run = await api.ended(await api.start(await api.create(document(nodes)), inputs={}))
    [file] = run["attachments"]
    assert run["nodes"]["b"]["output"]["text"] == file["name"]
    assert (file["nodeId"], file["mimeType"]) == ("a", "application/pdf")


@pytest.mark.parametrize(
    ("content", "kind"), [(HTML, "file"), (MP4, "video"), (b"RIFF\4\0\0\0WAVE", "audio")]
)
async def test_the_library_is_narrowed_to_a_kind(
    api: Api, keep: Keep, content: bytes, kind: str
) -> None:
    asset = await kept(api, keep, content)
    for each in ("image", "video", "audio", "file"):
        listed = (await api.get(f"/api/assets?kind={each}")).json["items"]
        assert [row["id"] for row in listed] == ([asset["id"]] if each == kind else [])


async def test_files_of_any_type_go_into_a_zip(api: Api, keep: Keep) -> None:
    assets = [await kept(api, keep, content) for content in (HTML, MP4)]
    ids = ",".join(asset["id"] for asset in assets)
    answer = await api.get(f"/api/assets/download?ids={ids}")
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert [archive.read(name) for name in archive.namelist()] == [HTML, MP4]

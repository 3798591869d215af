"""Files of any type that nodes keep and read: with their run, durable, found again."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from harness.bench import Bench, OpenStudio
from harness.documents import document, fake_image, node, wire
from harness.file_nodes import PDF, Keep, Read, with_nodes
from harness.pictures import opened, photo, saved
from limner.storage.queries.assets import AssetFilter
from limner.studio import Studio
from limner.testing.fake import FakeProvider
from limner.testing.studio import make_studio
from limner.workflows.document import parse_document


async def files_of(studio: Studio, run_id: str) -> list[Any]:
    return await studio.assets.list(AssetFilter(run_id=run_id))


async def test_a_file_is_kept_with_its_run_and_read_by_the_node_after_it(
    open_studio: OpenStudio,
) -> None:
    read = Read()
    studio = await open_studio(nodes=with_nodes(Keep(), read))
    run = await Bench(studio, "wf_test").run(
        document([node("a", "keep"), node("b", "read")], [wire("a.file-out", "b.file-in")])
    )
    assert run["status"] == "succeeded", run
    assert read.contents == [PDF]
    file = run["nodes"]["a"]["output"]["file"]
    [asset] = await files_of(studio, run["id"])
    assert file["attachmentId"] == asset.id
    assert file["path"] == f"/mnt/data/{asset.name}"
    assert asset.name.endswith("-report.pdf")
    assert asset.name.split("-")[0].isdigit()
    assert file["url"].endswith(file["url"].split("/files/")[1])
    assert "imageUrl" not in file
    assert file["_metadata"] == {
        "name": asset.name,
        "mimeType": "application/pdf",
        "sizeInKb": round(len(PDF) / 1024, 1),
        "attachmentId": asset.id,
        "width": None,
        "height": None,
    }
    assert (asset.node_id, asset.item, asset.workflow_id) == ("a", None, "wf_test")
    assert asset.origin == "import"


async def test_an_image_that_is_kept_is_an_image_encoded_anew(open_studio: OpenStudio) -> None:
    picture = saved(photo(64, 48), "JPEG") + b"<script>"
    studio = await open_studio(nodes=with_nodes(Keep(picture, "x.pdf")))
    run = await Bench(studio, "wf_test").run(document([node("a", "keep")]))
    file = run["nodes"]["a"]["output"]["file"]
    assert (file["size"], file["_metadata"]["mimeType"]) == ("64x48", "image/jpeg")
    assert file["imageUrl"] == file["url"]
    assert file["path"].endswith("-x.jpg")
    [asset] = await files_of(studio, run["id"])
    kept = await studio.assets.content(asset.digest)
    assert opened(kept).size == (64, 48)
    assert b"<script>" not in kept


async def test_a_damaged_image_is_refused_and_not_kept(open_studio: OpenStudio) -> None:
    studio = await open_studio(nodes=with_nodes(Keep(saved(photo(), "PNG")[:90])))
    run = await Bench(studio, "wf_test").run(document([node("a", "keep")]))
    assert run["nodes"]["a"]["error"]["code"] == "damaged_image"
    assert await files_of(studio, run["id"]) == []


async def test_every_item_of_a_list_keeps_its_own(open_studio: OpenStudio) -> None:
    studio = await open_studio(nodes=with_nodes(Keep()))
    run = await Bench(studio, "wf_test").run(
        document(
            [node("list", "list", items=["x", "y", "z"]), node("a", "keep")],
            [wire("list.list-out", "a.text-in")],
        )
    )
    kept = {asset.item: asset.id for asset in await files_of(studio, run["id"])}
    items = run["nodes"]["a"]["output"]["items"]
    assert [item["output"]["file"]["attachmentId"] for item in items] == [
        kept[0],
        kept[1],
        kept[2],
    ]


async def test_what_was_kept_before_a_stop_is_not_kept_again(tmp_path: Path) -> None:
    stopped = Keep(times=2)
    stopped.gate.clear()
    document_ = parse_document(document([node("a", "keep")]))
    async with make_studio(tmp_path, nodes=with_nodes(stopped)) as studio:
        run = await studio.starter.run(document_, {}, workflow_id="wf_test")
        async with asyncio.timeout(30):
            while stopped.kept < 2:
                await asyncio.sleep(0)
        before = {asset.id for asset in await files_of(studio, run.id)}
    assert len(before) == 2
    again = Keep(times=2)
    async with make_studio(tmp_path, nodes=with_nodes(again)) as studio:
        await studio.engine.recover()
        assert await studio.engine.wait(run.id, 30)
        ended = await studio.runs.run(run.id)
        after = {asset.id for asset in await files_of(studio, run.id)}
    assert ended["nodes"]["a"]["output"]["file"]["attachmentId"] in before
    assert (again.kept, after) == (2, before)


async def test_a_file_is_read_by_whatever_stands_for_it(
    open_studio: OpenStudio, fake: FakeProvider
) -> None:
    read = Read()
    studio = await open_studio(nodes=with_nodes(read), providers=[fake])
    asset = await studio.assets.upload("a.png", saved(photo(), "PNG"))
    content = await studio.assets.content(asset.digest)
    output = f'{{"attachmentId": "{asset.id}"}}'
    address = studio.links.file_url(asset.id, asset.name)
    read.values = [asset.id, {"attachmentId": asset.id}, [asset.id], output, address]
    run = await Bench(studio, "wf_test").run(
        document(
            [fake_image("image", prompt="a fox"), node("b", "read")],
            [wire("image.image-out", "b.file-in")],
        )
    )
    assert run["status"] == "succeeded"
    assert read.failed == []
    assert read.contents[1:] == [content] * 5


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("ast_none", "not_found"),
        ("a fox", "bad_field"),
        ("https://elsewhere.example/files/ast_1/a.png", "bad_field"),
        (None, "bad_field"),
        (["ast_1", "ast_2"], "bad_field"),
        ({"url": "x"}, "bad_field"),
        ("[" * 5_000, "bad_field"),
    ],
)
async def test_what_is_no_file_is_said_so(
    open_studio: OpenStudio, value: object, code: str
) -> None:
    read = Read()
    read.values = [value]
    studio = await open_studio(nodes=with_nodes(read))
    await Bench(studio, "wf_test").run(document([node("b", "read")]))
    assert [error.code for error in read.failed] == [code]


async def test_a_file_that_is_no_image_is_no_reference(
    open_studio: OpenStudio, fake: FakeProvider
) -> None:
    studio = await open_studio(nodes=with_nodes(Keep()), providers=[fake])
    run = await Bench(studio, "wf_test").run(
        document(
            [node("a", "keep"), fake_image("image", prompt="a fox")],
            [wire("a.file-out", "image.image-in")],
        )
    )
    assert run["nodes"]["image"]["error"]["code"] == "bad_field"
    assert "application/pdf" in run["nodes"]["image"]["error"]["detail"]
    assert fake.requests == []

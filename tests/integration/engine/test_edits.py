"""Nodes that change images: kept with what they were made from, one after the other, free."""

from __future__ import annotations

from typing import Any

import pytest

from harness.bench import Bench, OpenStudio
from harness.documents import document, fake_image, list_to_image, node, wire
from harness.file_nodes import Keep, with_nodes
from harness.pictures import opened, photo, saved
from limner.errors import InvalidWorkflow
from limner.studio import Studio

Json = dict[str, Any]


def after_image(type_id: str, image: Json | None = None, **data: Any) -> Json:
    """Image Generation → a node that changes it."""
    return document(
        [image or fake_image(prompt="a fox", size="96x64"), node("edit", type_id, **data)],
        [wire("image.image-out", "edit.image-in")],
    )


async def picture(studio: Studio, output: Json) -> Any:
    asset = await studio.assets.find(output["attachmentId"])
    return opened(await studio.assets.content(asset.digest))


@pytest.mark.parametrize(
    ("type_id", "data", "size", "format"),
    [
        ("crop", {}, (64, 64), "PNG"),
        ("crop", {"by": "pixels", "x": 6, "y": 4, "width": 30, "height": 20}, (30, 20), "PNG"),
        ("resize", {"width": 48}, (48, 32), "PNG"),
        ("resize", {"width": None, "height": 16}, (24, 16), "PNG"),
        ("convert", {"format": "jpeg"}, (96, 64), "JPEG"),
        ("convert", {}, (96, 64), "WEBP"),
        ("compose", {}, (96, 64), "PNG"),
        ("mask", {"source": "luminance"}, (96, 64), "PNG"),
    ],
)
async def test_each_makes_an_image_out_of_one(
    bench: Bench, type_id: str, data: Json, size: tuple[int, int], format: str
) -> None:
    run = await bench.run(after_image(type_id, **data))
    assert run["status"] == "succeeded", run
    source, output = (run["nodes"][name]["output"] for name in ("image", "edit"))
    made = await picture(bench.studio, output)
    assert (made.size, made.format) == (size, format)
    assert run["nodes"]["edit"]["cost"] == 0
    asset = await bench.studio.assets.find(output["attachmentId"])
    assert (asset.origin, asset.parents) == ("edit", [source["attachmentId"]])
    assert (asset.prompt, asset.model) == ("a fox", "fake")
    assert asset.name.partition("-")[2].startswith(type_id)
    assert output["images"][0]["attachmentId"] == output["attachmentId"]
    assert output["url"] == output["imageUrl"]


async def test_all_images_of_a_count_are_changed(bench: Bench) -> None:
    run = await bench.run(after_image("crop", fake_image(prompt="a fox", count=3, size="96x64")))
    sources = [image["attachmentId"] for image in run["nodes"]["image"]["output"]["images"]]
    images = run["nodes"]["edit"]["output"]["images"]
    assert [image["size"] for image in images] == ["64x64"] * 3
    made = await bench.studio.assets.find_many([image["attachmentId"] for image in images])
    assert [row.parents for row in made] == [[source] for source in sources]


async def test_a_list_goes_through_item_by_item(bench: Bench) -> None:
    workflow = list_to_image(["a", "b", "c"], size="96x64")
    workflow["nodes"].append(node("edit", "resize", width=32))
    workflow["edges"].append(wire("image.image-out", "edit.image-in"))
    run = await bench.run(workflow)
    items = run["nodes"]["edit"]["output"]["items"]
    assert [item["output"]["size"] for item in items] == ["32x21"] * 3


async def test_several_images_come_together_in_the_order_of_the_wires(bench: Bench) -> None:
    names = ["one", "two", "three"]
    run = await bench.run(
        document(
            [
                *(fake_image(name, prompt=name, size="64x64") for name in names),
                node("edit", "compose", layout="row", gap=2),
            ],
            [wire(f"{name}.image-out", "edit.image-in") for name in reversed(names)],
        )
    )
    output = run["nodes"]["edit"]["output"]
    assert output["size"] == f"{3 * 64 + 2 * 2}x64"
    asset = await bench.studio.assets.find(output["attachmentId"])
    parents = [run["nodes"][name]["output"]["attachmentId"] for name in reversed(names)]
    assert (asset.parents, asset.prompt) == (parents, None)


async def test_what_was_not_enlarged_is_said(bench: Bench) -> None:
    run = await bench.run(after_image("resize", width=4096))
    edited = run["nodes"]["edit"]
    assert [warning["code"] for warning in edited["warnings"]] == ["not_enlarged"]
    assert edited["output"]["size"] == "96x64"


async def test_a_mask_serves_as_a_mask(bench: Bench) -> None:
    run = await bench.run(
        document(
            [
                fake_image("image", prompt="a fox"),
                node("edit", "mask", source="luminance"),
                node("again", "image", model="sketch", prompt="a wolf", size="64x64"),
            ],
            [
                wire("image.image-out", "edit.image-in"),
                wire("image.image-out", "again.image-in"),
                wire("edit.image-out", "again.mask-in"),
            ],
        )
    )
    assert run["status"] == "succeeded", run["nodes"]["again"]
    ids = {name: run["nodes"][name]["output"]["attachmentId"] for name in run["nodes"]}
    made = await bench.studio.assets.find(ids["again"])
    assert set(made.parents) == {ids["image"], ids["edit"]}


@pytest.mark.parametrize(
    ("type_id", "data", "field"),
    [
        ("crop", {"aspectRatio": "0:1"}, "aspectRatio"),
        ("crop", {"aspectRatio": "wide"}, "aspectRatio"),
        ("crop", {"by": "pixels"}, "width"),
        ("resize", {"width": None}, "width"),
        ("resize", {"width": 0}, "width"),
        ("convert", {"quality": 101}, "quality"),
        ("compose", {"layout": "pile"}, "layout"),
        ("mask", {"feather": -1}, "feather"),
    ],
)
async def test_what_cannot_be_done_is_a_problem_before_the_run(
    bench: Bench, type_id: str, data: Json, field: str
) -> None:
    problems = await bench.studio.library.problems(after_image(type_id, **data))
    assert [(each.node_id, each.field) for each in problems] == [("edit", field)]


async def test_without_an_image_there_is_nothing_to_change(bench: Bench) -> None:
    problems = await bench.studio.library.problems(document([node("edit", "crop")]))
    assert [each.code for each in problems] == ["missing_input"]


async def test_a_rectangle_outside_the_image_is_an_error_of_the_node(bench: Bench) -> None:
    run = await bench.run(after_image("crop", by="pixels", x=90, width=50))
    assert run["nodes"]["edit"]["error"]["code"] == "bad_field"
    assert "96 × 64" in run["nodes"]["edit"]["error"]["detail"]


async def test_a_file_that_is_no_image_is_refused(open_studio: OpenStudio) -> None:
    studio = await open_studio(nodes=with_nodes(Keep()))
    run = await Bench(studio, "wf_test").run(
        document([node("a", "keep"), node("edit", "crop")], [wire("a.file-out", "edit.image-in")])
    )
    assert run["nodes"]["edit"]["error"]["code"] == "bad_field"


async def test_an_image_that_was_kept_as_a_file_is_changed(open_studio: OpenStudio) -> None:
    studio = await open_studio(nodes=with_nodes(Keep(saved(photo(96, 64), "JPEG"))))
    run = await Bench(studio, "wf_test").run(
        document([node("a", "keep"), node("edit", "crop")], [wire("a.file-out", "edit.image-in")])
    )
    assert run["nodes"]["edit"]["output"]["size"] == "64x64"


async def test_images_are_taken_by_name_after_those_that_are_wired(bench: Bench) -> None:
    kept = await bench.run(document([fake_image(prompt="an owl", size="32x32")]))
    asset_id = kept["nodes"]["image"]["output"]["attachmentId"]
    run = await bench.run(
        document(
            [
                fake_image(prompt="a fox", size="96x64", count=2),
                fake_image("wired", prompt="a hare", size="64x64"),
                node("edit", "convert", images=["{{ run.attachments.image }}", asset_id]),
            ],
            [wire("wired.image-out", "edit.image-in")],
        )
    )
    assert run["status"] == "succeeded", run
    made = run["nodes"]["edit"]["output"]["images"]
    assert [one["size"] for one in made] == ["64x64", "96x64", "96x64", "32x32"]


async def test_an_image_that_is_gone_is_a_problem_before_the_run(bench: Bench) -> None:
    with pytest.raises(InvalidWorkflow) as refused:
        await bench.run(document([node("edit", "convert", images=["ast_gone"])]))
    [problem] = refused.value.problems
    assert (problem.code, problem.node_id, problem.field) == ("not_found", "edit", "images")

"""Earlier results are reused exactly where nothing they depend on changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.bench import Bench, cached
from harness.documents import document, fake_image, list_to_image, node, wire
from limner.errors import InvalidWorkflow
from limner.testing.fake import FakeProvider
from limner.testing.models import fake_models
from limner.testing.pictures import plain_png
from limner.testing.studio import make_studio
from limner.workflows.document import parse_document


def _graph(subject: str = "fox", style: str = "auto") -> dict[str, Any]:
    return document(
        [
            node("subject", "text", text=subject),
            fake_image("draft", style=style),
            fake_image("final", prompt="final"),
            fake_image("other", prompt="other"),
        ],
        [wire("subject.text-out", "draft.prompt-in"), wire("draft.image-out", "final.image-in")],
    )


async def test_an_unchanged_workflow_runs_nothing_again(bench: Bench, fake: FakeProvider) -> None:
    first = await bench.run(_graph())
    again = await bench.run(_graph())
    assert cached(again) == {"subject", "draft", "final", "other"}
    assert len(fake.requests) == 3
    assert again["cost"] == 0
    for node_id in first["nodes"]:
        before, after = (run["nodes"][node_id]["output"] for run in (first, again))
        assert before.get("attachmentId") == after.get("attachmentId")


async def test_a_change_runs_exactly_what_depends_on_it(bench: Bench) -> None:
    await bench.run(_graph())
    assert cached(await bench.run(_graph(style="anime"))) == {"subject", "other"}
    assert cached(await bench.run(_graph("hare", "anime"))) == {"other"}


async def test_going_back_to_an_earlier_setting_finds_its_result(bench: Bench) -> None:
    await bench.run(_graph("fox"))
    await bench.run(_graph("hare"))
    assert cached(await bench.run(_graph("fox"))) == {"subject", "draft", "final", "other"}


async def test_view_data_never_changes_a_result(bench: Bench) -> None:
    await bench.run(_graph())
    moved = _graph()
    moved["nodes"][1]["position"] = {"x": 500, "y": 70}
    moved["nodes"][1]["selected"] = True
    moved["viewport"] = {"x": 1, "y": 2, "zoom": 3}
    assert len(cached(await bench.run(moved))) == 4


async def test_a_named_node_always_runs_and_what_it_needs_is_reused(
    bench: Bench, fake: FakeProvider
) -> None:
    await bench.run(_graph())
    run = await bench.run(_graph(), targets=["draft"])
    assert set(run["nodes"]) == {"subject", "draft"}
    assert cached(run) == {"subject"}
    assert len(fake.requests) == 4
    assert cached(await bench.run(_graph())) == {"subject", "draft", "other"}


async def test_fresh_runs_everything(bench: Bench) -> None:
    await bench.run(_graph())
    assert cached(await bench.run(_graph(), reuse=False)) == set()


async def test_a_deleted_image_is_made_again(bench: Bench) -> None:
    run = await bench.run(_graph())
    await bench.run(_graph())
    await bench.studio.assets.delete(run["nodes"]["other"]["output"]["attachmentId"])
    assert cached(await bench.run(_graph())) == {"subject", "draft", "final"}


async def test_deleting_one_image_of_a_list_makes_one_again(
    bench: Bench, fake: FakeProvider
) -> None:
    run = await bench.run(list_to_image(["a", "b", "c"]))
    await bench.studio.assets.delete(run["nodes"]["image"]["output"]["images"][1]["attachmentId"])
    again = await bench.run(list_to_image(["a", "b", "c"]))
    assert [request.prompt for request in fake.requests[3:]] == ["b"]
    assert None not in again["outputs"]["images"]


async def test_an_uploaded_image_that_is_gone_is_missed(bench: Bench) -> None:
    asset = await bench.studio.assets.upload("a.png", plain_png(16, 16, "a", 1))
    graph = document([node("photo", "image_asset", assetId=asset.id)])
    await bench.run(graph)
    await bench.studio.assets.delete(asset.id)
    with pytest.raises(InvalidWorkflow) as told:
        await bench.run(graph)
    assert [(problem.code, problem.field) for problem in told.value.problems] == [
        ("not_found", "assetId")
    ]


async def test_a_change_that_comes_to_the_same_stops_where_it_ends(
    bench: Bench, fake: FakeProvider
) -> None:
    await bench.run(_graph("fox"))
    assert cached(await bench.run(_graph("{{ 'fox' }}"))) == {"draft", "final", "other"}
    assert len(fake.requests) == 3


async def test_another_default_model_makes_another_picture(
    tmp_path: Path, fake: FakeProvider
) -> None:
    first, second = (
        model.model_copy(update={"id": name})
        for model in fake_models()
        if model.id == "fake"
        for name in ("first", "second")
    )
    graph = document([node("image", "image", prompt="x", provider="fake")])
    async with make_studio(tmp_path, providers=[fake], models=[first]) as studio:
        await Bench(studio, "wf_test").run(graph)
    async with make_studio(tmp_path, providers=[fake], models=[second, first]) as studio:
        run = await Bench(studio, "wf_test").run(graph)
    assert cached(run) == set()
    assert run["nodes"]["image"]["output"]["model"] == "second"


async def test_two_items_alike_are_two_also_when_a_third_changes(bench: Bench) -> None:
    first = await bench.run(list_to_image(["a", "a", "b"]))
    again = await bench.run(list_to_image(["a", "a", "c"]))
    pairs = [run["nodes"]["image"]["output"]["images"][:2] for run in (first, again)]
    ids = [[image["attachmentId"] for image in pair] for pair in pairs]
    assert ids[0] == ids[1]
    assert len(set(ids[1])) == 2


async def test_a_list_that_a_template_names_is_used_by_every_item(bench: Bench) -> None:
    def graph(items: list[str]) -> dict[str, Any]:
        workflow = list_to_image(items)
        workflow["nodes"][1]["data"]["prompt"] = "one of {{ list.output.items | size }}"
        return workflow

    await bench.run(graph(["a", "b"]))
    run = await bench.run(graph(["a", "b", "c"]))
    prompts = {image["prompt"] for image in run["nodes"]["image"]["output"]["images"]}
    assert prompts == {"one of 3"}


async def test_two_nodes_alike_are_two(bench: Bench, fake: FakeProvider) -> None:
    twins = document([fake_image("a", prompt="x"), fake_image("b", prompt="x")])
    await bench.run(twins)
    assert len(fake.requests) == 2
    assert cached(await bench.run(twins)) == {"a", "b"}


async def test_one_changed_item_runs_one_item(bench: Bench, fake: FakeProvider) -> None:
    await bench.run(list_to_image(["a", "b", "c"]))
    run = await bench.run(list_to_image(["a", "x", "c"]))
    assert [request.prompt for request in fake.requests[3:]] == ["x"]
    images = run["nodes"]["image"]["output"]["images"]
    assert [image["prompt"] for image in images] == ["a", "x", "c"]


async def test_a_preview_says_what_a_run_would_do(bench: Bench, fake: FakeProvider) -> None:
    await bench.run(_graph())
    preview, estimate = await bench.studio.starter.preview(
        parse_document(_graph("hare")), {}, workflow_id=bench.workflow_id
    )
    assert set(preview.runs) == {"subject", "draft", "final"}
    assert set(preview.reused) == {"other"}
    assert estimate.total is None
    assert len(fake.requests) == 3

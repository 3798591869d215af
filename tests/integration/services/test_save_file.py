"""Save File: below one folder of the server, in a bucket, in a drive; hostile paths too."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from harness.bench import Bench
from harness.documents import document, fake_image, inside, node, wire
from harness.pictures import opened
from harness.services import Services, services
from limner.errors import InvalidWorkflow
from limner.testing.fake import FakeProvider

Json = dict[str, Any]


@pytest.fixture
async def all_of_them(tmp_path: Path, fake: FakeProvider) -> AsyncIterator[Services]:
    allowed = ("127.0.0.1",)
    async with services(tmp_path, providers=[fake], allow_private_hosts=allowed) as found:
        yield found


@pytest.fixture
def fake() -> FakeProvider:
    return FakeProvider()


@pytest.fixture
def near(all_of_them: Services) -> Bench:
    return Bench(all_of_them.studio, "wf_test")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "saved"


def saving(prompt: str = "a fox", **data: Any) -> Json:
    return document(
        [fake_image(prompt=prompt), node("save", "save_file", **data)],
        [wire("image.image-out", "save.file-in")],
    )


async def saved(bench: Bench, prompt: str = "a fox", **data: Any) -> Json:
    run = await bench.run(saving(prompt, **data))
    assert run["status"] == "succeeded", run["error"]
    output: Json = run["nodes"]["save"]["output"]
    return output


async def refused(bench: Bench, graph: Json) -> Json:
    run = await bench.run(graph)
    error: Json = run["nodes"]["save"]["error"]
    assert error is not None, run
    return error


PLACES = [{"target": "local"}, {"target": "s3", "credential": "s3"}]
DRIVE = {"target": "google_drive", "credential": "drive"}


def content_at(found: Services, place: Json, path: str) -> bytes:
    match place["target"]:
        case "local":
            return (found.studio.settings.resolved_save_root / path).read_bytes()
        case "s3":
            return found.s3.objects["pictures", path]
        case _:
            return found.drive.paths()[path]


def count_at(found: Services, place: Json) -> int:
    match place["target"]:
        case "local":
            root = found.studio.settings.resolved_save_root
            return sum(path.is_file() for path in root.rglob("*"))
        case "s3":
            return len(found.s3.objects)
        case _:
            return len(found.drive.content)


class TestEveryPlace:
    @pytest.fixture(params=[*PLACES, DRIVE], ids=lambda place: place["target"])
    def place(self, request: pytest.FixtureRequest) -> Json:
        found: Json = request.param
        return found

    async def test_a_file_lies_where_its_path_says(
        self, near: Bench, all_of_them: Services, place: Json
    ) -> None:
        output = await saved(near, path="shoots/{{ run.id }}/a fox's & 'é'.png", **place)
        assert output["path"].endswith("/a fox's & 'é'.png")
        assert opened(content_at(all_of_them, place, output["path"])).format == "PNG"
        assert output["url"].startswith({"local": "file:///"}.get(place["target"], "http"))

    async def test_without_a_path_it_has_its_own_name(
        self, near: Bench, all_of_them: Services, place: Json
    ) -> None:
        for path, beginning in (("", ""), ("shoots/", "shoots/")):
            output = await saved(near, path=path, **place)
            assert output["path"].startswith(beginning)
            assert output["path"].endswith(".png")

    async def test_another_file_of_the_name_is_numbered(
        self, near: Bench, all_of_them: Services, place: Json
    ) -> None:
        paths = [
            (await saved(near, prompt, path="a/fox.png", **place))["path"]
            for prompt in ("a fox", "an owl", "a fox", "a cat")
        ]
        # The same picture is the same file.
        assert paths[:2] == ["a/fox.png", "a/fox (2).png"]
        assert count_at(all_of_them, place) == len(set(paths))

    async def test_or_replaced(self, near: Bench, all_of_them: Services, place: Json) -> None:
        for prompt in ("a fox", "an owl"):
            output = await saved(near, prompt, path="fox.png", existing="replace", **place)
            assert output["path"] == "fox.png"
        assert count_at(all_of_them, place) == 1

    async def test_or_refused(self, near: Bench, all_of_them: Services, place: Json) -> None:
        await saved(near, path="fox.png", existing="refuse", **place)
        kept = content_at(all_of_them, place, "fox.png")
        error = await refused(near, saving("an owl", path="fox.png", existing="refuse", **place))
        assert error["code"] == "bad_field"
        assert content_at(all_of_them, place, "fox.png") == kept
        assert count_at(all_of_them, place) == 1

    async def test_a_list_is_saved_item_by_item(
        self, near: Bench, all_of_them: Services, place: Json
    ) -> None:
        graph = document(
            [
                node("list", "list", items=["a fox", "an owl", "a cat"]),
                fake_image(),
                node("save", "save_file", path="pictures/one.png", **place),
            ],
            [wire("list.list-out", "image.prompt-in"), wire("image.image-out", "save.file-in")],
        )
        run = await near.run(graph)
        assert run["status"] == "succeeded", run["error"]
        paths = {item["output"]["path"] for item in run["nodes"]["save"]["output"]["items"]}
        if place is not DRIVE:
            # A drive takes several files of one name; they come side by side.
            assert paths == {"pictures/one.png", "pictures/one (2).png", "pictures/one (3).png"}
        assert count_at(all_of_them, place) == 3


async def test_items_that_are_saved_at_a_time_share_a_new_folder_of_a_drive(
    near: Bench, all_of_them: Services
) -> None:
    """A drive would keep as many folders of one name as it is asked for."""
    path = "shoots/new/{{ loop.currentItem }}.png"
    graph = document(
        [
            fake_image(prompt="a fox"),
            node("each", "loop", items=["a", "b", "c", "d"], concurrency=4),
            inside("each", node("save", "save_file", path=path, **DRIVE)),
        ],
        [wire("image.image-out", "save.file-in")],
    )
    run = await near.run(graph)
    assert run["status"] == "succeeded", run["error"]
    folders = [file for file in all_of_them.drive.files.values() if "folder" in file["mimeType"]]
    assert sorted(file["name"] for file in folders if file["name"] != "Pictures") == [
        "new",
        "shoots",
    ]


HOSTILE = [
    "../outside.png",
    "a/../../outside.png",
    "/etc/passwd",
    "~/outside.png",
    "C:/outside.png",
    "a\\..\\outside.png",
    "a//b.png",
    "./a.png",
    ".ssh/authorized_keys",
    "a/.bashrc",
    "a\x00.png",
    "a\nb.png",
    "a ./b.png",
    "a/b.png ./c",
    "fox\u202egnp.exe",
    "\u2066fox.png",
    "x" * 201,
    "x/" * 500 + "a.png",
]


class TestHostilePaths:
    @pytest.mark.parametrize("path", HOSTILE)
    async def test_one_that_is_written_down_is_a_problem(self, near: Bench, path: str) -> None:
        with pytest.raises(InvalidWorkflow) as told:
            await near.start(saving(path=path))
        assert [(p.node_id, p.field) for p in told.value.problems] == [("save", "path")]

    @pytest.mark.parametrize("path", ["../{{ image.output.size }}", "/{{ run.id }}.png"])
    async def test_and_so_is_what_stands_around_a_template(self, near: Bench, path: str) -> None:
        with pytest.raises(InvalidWorkflow):
            await near.start(saving(path=path))

    @pytest.mark.parametrize("path", [path for path in HOSTILE if "\x00" not in path])
    @pytest.mark.parametrize("place", PLACES, ids=["local", "s3"])
    async def test_one_that_is_made_in_the_run_is_refused(
        self, near: Bench, all_of_them: Services, tmp_path: Path, path: str, place: Json
    ) -> None:
        graph = saving(path="{{ name.output.text }}", **place)
        graph["nodes"].append(node("name", "text", text=path))
        assert (await refused(near, graph))["code"] == "bad_field"
        assert not list(tmp_path.rglob("outside.png"))
        assert count_at(all_of_them, place) == 0


async def test_what_is_a_device_elsewhere_is_a_name_here(near: Bench, folder: Path) -> None:
    for path in ("CON", "nul/aux.png", "x" * 196 + ".png"):
        assert (await saved(near, path=path))["path"] == path
        assert (folder / path).is_file()
    longest = await saved(near, prompt="another", path="x" * 196 + ".png")
    assert longest["path"] == "x" * 196 + " (2).png"


class TestLinks:
    async def test_no_folder_is_entered_through_a_link(
        self, near: Bench, folder: Path, tmp_path: Path
    ) -> None:
        outside = tmp_path / "outside"
        outside.mkdir()
        folder.mkdir(parents=True)
        (folder / "way").symlink_to(outside, target_is_directory=True)
        error = await refused(near, saving(path="way/fox.png"))
        assert error["code"] == "bad_field"
        assert list(outside.iterdir()) == []

    @pytest.mark.parametrize("existing", ["rename", "replace", "refuse"])
    async def test_no_file_is_written_through_a_link(
        self, near: Bench, folder: Path, tmp_path: Path, existing: str
    ) -> None:
        outside = tmp_path / "outside.png"
        outside.write_bytes(b"mine")
        folder.mkdir(parents=True)
        (folder / "fox.png").symlink_to(outside)
        await near.run(saving(path="fox.png", existing=existing))
        assert outside.read_bytes() == b"mine"
        assert (folder / "fox.png").is_symlink()

    async def test_a_file_in_the_way_of_a_folder(self, near: Bench, folder: Path) -> None:
        folder.mkdir(parents=True)
        (folder / "way").write_bytes(b"mine")
        assert (await refused(near, saving(path="way/fox.png")))["code"] == "bad_field"

    async def test_nothing_unfinished_is_left(self, near: Bench, folder: Path) -> None:
        for _ in range(2):
            await near.run(saving(path="a/fox.png"))
        assert [path.name for path in folder.rglob("*") if path.is_file()] == ["fox.png"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_folder_that_cannot_be_written(near: Bench, folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o500)
    assert (await refused(near, saving()))["code"] == "storage_unavailable"


class TestProblemsBeforeTheRun:
    @pytest.mark.parametrize(
        ("data", "field", "code"),
        [
            ({"target": "s3"}, "credential", "missing_input"),
            ({"target": "s3", "credential": "nobody"}, "credential", "unknown_credential"),
            ({"target": "s3", "credential": "slack"}, "credential", "unknown_credential"),
            ({"target": "moon"}, "target", "bad_field"),
        ],
    )
    async def test_what_can_be_known(self, near: Bench, data: Json, field: str, code: str) -> None:
        with pytest.raises(InvalidWorkflow) as told:
            await near.start(saving(**data))
        assert (field, code) in [(p.field, p.code) for p in told.value.problems]

    async def test_nothing_is_wired_in(self, near: Bench) -> None:
        with pytest.raises(InvalidWorkflow) as told:
            await near.start(document([node("save", "save_file")]))
        assert [(p.field, p.code) for p in told.value.problems] == [("file-in", "missing_input")]


class TestTheBucket:
    async def test_a_wrong_secret(self, near: Bench, all_of_them: Services) -> None:
        [bucket] = [one for one in all_of_them.studio.credentials.all() if one.name == "s3"]
        await all_of_them.studio.credentials.change(
            bucket.id, None, dict(bucket.fields) | {"secret": "canary-wrong-secret"}
        )
        error = await refused(near, saving(target="s3", credential="s3"))
        assert error["code"] == "service_unauthorized"
        assert "canary" not in str(error)

    async def test_a_lost_answer_is_asked_for_again(
        self, near: Bench, all_of_them: Services
    ) -> None:
        all_of_them.s3.fault("lost_after_charge")
        output = await saved(near, path="a.png", target="s3", credential="s3")
        assert output["path"] == "a.png"
        assert len(all_of_them.s3.objects) == 1

    async def test_one_in_a_private_network_is_not_asked(self, tmp_path: Path) -> None:
        async with services(tmp_path / "other", providers=[FakeProvider()]) as found:
            bench = Bench(found.studio, "wf_test")
            error = await refused(bench, saving(target="s3", credential="s3"))
            assert error["code"] == "address_refused"
            assert found.s3.objects == {}

    async def test_credentials_are_tried(self, all_of_them: Services) -> None:
        for name in ("s3", "drive", "slack", "notion"):
            [one] = [one for one in all_of_them.studio.credentials.all() if one.name == name]
            assert await all_of_them.studio.credentials.opened(one.id).test()


async def test_a_file_of_an_earlier_node_or_a_kept_one_is_saved_without_a_wire(
    near: Bench, folder: Path
) -> None:
    first = await near.run(
        document(
            [
                fake_image(prompt="a fox"),
                node("save", "save_file", path="fox.png", files=["{{ run.attachments.image }}"]),
            ]
        )
    )
    assert first["status"] == "succeeded", first
    asset_id = first["nodes"]["image"]["output"]["attachmentId"]
    kept = node("save", "save_file", path="again.png", files=[asset_id])
    assert (await near.run(document([kept])))["status"] == "succeeded"
    assert (folder / "again.png").read_bytes() == (folder / "fox.png").read_bytes()

"""Films and sounds: bought once by the same journal, kept as they came, played in parts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from harness.bench import Bench
from harness.contracts import published_contracts
from harness.documents import document, node, wire
from harness.pictures import photo, saved
from limner.media.films import film_facts
from limner.providers.fal import FalProvider, FalSettings
from limner.providers.google import GoogleProvider, GoogleSettings
from limner.testing.emulators.base import Emulator, running
from limner.testing.emulators.fal import FalEmulator
from limner.testing.emulators.google import GoogleEmulator
from limner.testing.films import plain_film
from limner.testing.ledger import Ledger
from limner.testing.studio import make_studio

Json = dict[str, Any]
SEEDANCE = "bytedance/seedance-2.0"
FIRST = "film.start-image-in"


@dataclass(frozen=True)
class Cinema:
    """A studio whose films come from fal's emulator."""

    bench: Bench
    fal: Emulator

    async def run(self, nodes: list[Json], edges: list[Json] | None = None, **inputs: Any) -> Json:
        return await self.bench.run(document(nodes, edges or []), inputs)

    async def photo(self) -> str:
        row = await self.bench.studio.assets.upload("a.png", saved(photo(128, 72), "PNG"))
        return row.id


@pytest.fixture
async def cinema(tmp_path: Path) -> AsyncIterator[Cinema]:
    with Ledger(tmp_path / "ledger") as ledger:
        emulator = FalEmulator(ledger, contracts=published_contracts())
        async with running(emulator) as address:
            provider = FalProvider(FalSettings(key=SecretStr("a-key"), url=address))
            async with make_studio(tmp_path / "home", providers=[provider]) as studio:
                yield Cinema(Bench(studio, "wf_test"), emulator)


def held(asset_id: str, node_id: str = "photo") -> Json:
    return node(node_id, "image_asset", assetId=asset_id)


async def test_words_become_a_film(cinema: Cinema) -> None:
    film = node("film", "video", prompt="a fox runs", duration=6, aspectRatio="9:16")
    run = await cinema.run([film])
    assert run["status"] == "succeeded", run["nodes"]["film"]
    output = run["nodes"]["film"]["output"]
    [sent] = cinema.fal.requests
    assert sent.path == f"/{SEEDANCE}/text-to-video"
    assert (sent.body["duration"], sent.body["aspect_ratio"]) == ("6", "9:16")
    assert (output["mimeType"], output["duration"], output["size"]) == (
        "video/mp4",
        6.0,
        "720x1280",
    )
    assert output["path"].endswith("-workflow_video_generation-fal.mp4")
    assert output["url"]
    assert "imageUrl" not in output
    assert [each["attachmentId"] for each in output["videos"]] == [output["attachmentId"]]
    assert run["nodes"]["film"]["cost"] == 1_821
    asset = await cinema.bench.studio.assets.find(output["attachmentId"])
    assert (asset.origin, asset.width, asset.height) == ("generation", 720, 1280)
    assert (asset.length_ms, asset.prompt, asset.model) == (6_000, "a fox runs", SEEDANCE)


async def test_a_film_goes_from_one_image_to_another(cinema: Cinema) -> None:
    first, last = await cinema.photo(), await cinema.photo()
    run = await cinema.run(
        [held(first), held(last, "other"), node("film", "video", prompt="it turns")],
        [
            wire("photo.image-out", "film.start-image-in"),
            wire("other.image-out", "film.end-image-in"),
        ],
    )
    assert run["status"] == "succeeded", run["nodes"]["film"]
    [sent] = cinema.fal.requests
    assert sent.path == f"/{SEEDANCE}/image-to-video"
    assert {"image_url", "end_image_url"} <= sent.body.keys()
    asset = await cinema.bench.studio.assets.find(run["nodes"]["film"]["output"]["attachmentId"])
    assert asset.parents == [first, last]


async def test_a_length_the_prompt_decides_is_charged_as_it_came(cinema: Cinema) -> None:
    run = await cinema.run([node("film", "video", prompt="a", params={"duration": "auto"})])
    output = run["nodes"]["film"]["output"]
    assert run["nodes"]["film"]["cost"] == round(output["duration"] * 303.4)


async def test_each_item_of_a_list_has_its_film(cinema: Cinema) -> None:
    run = await cinema.run(
        [node("list", "list", items=["a", "b"]), node("film", "video", duration=4)],
        [wire("list.list-out", "film.prompt-in")],
    )
    output = run["nodes"]["film"]["output"]
    assert [item["output"]["prompt"] for item in output["items"]] == ["a", "b"]
    assert len(output["videos"]) == len(cinema.fal.ledger.charges) == 2


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"prompt": ""}, "prompt"),
        ({"prompt": "a", "duration": 99}, "params"),
        ({"prompt": "a", "aspectRatio": "7:5"}, "aspectRatio"),
        ({"prompt": "a", "model": "fal-ai/flux-2"}, "model"),
        ({"prompt": "a", "model": "sketch"}, "model"),
        ({"prompt": "a", "fallbackModels": ["sketch"]}, "fallbackModels"),
        ({"prompt": "a", "duration": -1}, "duration"),
    ],
)
async def test_what_no_film_can_be_made_of_is_a_problem_and_costs_nothing(
    cinema: Cinema, data: Json, field: str
) -> None:
    problems = await cinema.bench.studio.library.problems(document([node("film", "video", **data)]))
    assert [(each.node_id, each.field) for each in problems] == [("film", field)]


async def test_an_end_without_a_beginning_is_not_sent(cinema: Cinema) -> None:
    problems = await cinema.bench.studio.library.problems(
        document(
            [held(await cinema.photo()), node("film", "video", prompt="a")],
            [wire("photo.image-out", "film.end-image-in")],
        )
    )
    assert [each.code for each in problems] == ["references_missing"]


async def test_a_film_is_nothing_for_a_model_of_images(cinema: Cinema) -> None:
    nodes = [node("film", "video", prompt="a"), node("image", "image", model="sketch", prompt="b")]
    [problem] = await cinema.bench.studio.library.problems(
        document(nodes, [wire("film.video-out", "image.image-in")])
    )
    assert problem.code == "type_mismatch"
    image = node("image", "image", model=SEEDANCE, prompt="b")
    [other] = await cinema.bench.studio.library.problems(document([image]))
    assert (other.code, other.field) == ("wrong_model", "model")


async def test_words_become_a_sound_and_a_film_gets_one(cinema: Cinema) -> None:
    run = await cinema.run(
        [
            node("sound", "audio", prompt="rain", duration=3),
            node("film", "video", prompt="a storm"),
            node("dubbed", "audio", prompt="thunder"),
        ],
        [wire("film.video-out", "dubbed.video-in")],
    )
    assert run["status"] == "succeeded", run["nodes"]
    sound, dubbed = (run["nodes"][name]["output"] for name in ("sound", "dubbed"))
    assert (sound["mimeType"], sound["duration"], sound["size"]) == ("audio/wav", 3.0, None)
    assert sound["audios"][0]["attachmentId"] == sound["attachmentId"]
    assert dubbed["mimeType"] == "video/mp4"
    asset = await cinema.bench.studio.assets.find(dubbed["attachmentId"])
    assert asset.parents == [run["nodes"]["film"]["output"]["attachmentId"]]
    assert run["nodes"]["sound"]["cost"] is None
    told = {each["code"]: each["message"] for each in run["nodes"]["sound"]["warnings"]}
    assert told["cost_unknown"].startswith("What this cost is not known: ")


@pytest.mark.parametrize(
    ("type_id", "model", "size"),
    [
        ("upscale", "fal-ai/clarity-upscaler", "256x144"),
        ("remove_background", "fal-ai/birefnet/v2", "128x72"),
    ],
)
async def test_a_model_changes_an_image_without_words(
    cinema: Cinema, type_id: str, model: str, size: str
) -> None:
    photo_id = await cinema.photo()
    run = await cinema.run(
        [held(photo_id), node("edit", type_id)], [wire("photo.image-out", "edit.image-in")]
    )
    assert run["status"] == "succeeded", run["nodes"]["edit"]
    output = run["nodes"]["edit"]["output"]
    assert (output["model"], output["size"]) == (model, size)
    asset = await cinema.bench.studio.assets.find(output["attachmentId"])
    assert asset.parents == [photo_id]


@pytest.mark.parametrize("type_id", ["upscale", "remove_background"])
async def test_without_an_image_there_is_nothing_to_change(cinema: Cinema, type_id: str) -> None:
    problems = await cinema.bench.studio.library.problems(document([node("edit", type_id)]))
    assert [each.code for each in problems] == ["references_missing"]


async def test_a_film_of_google_is_kept_and_costs_what_its_tokens_do(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger") as ledger:
        emulator = GoogleEmulator(ledger)
        async with running(emulator) as address:
            google = GoogleProvider(GoogleSettings(key=SecretStr("a-key"), url=address))
            async with make_studio(tmp_path / "home", providers=[google]) as studio:
                cinema = Cinema(Bench(studio, "wf_test"), emulator)
                photo = await cinema.photo()
                film = node("film", "video", prompt="it turns", duration=4, aspectRatio="9:16")
                run = await cinema.run([held(photo), film], [wire("photo.image-out", FIRST)])
                asset_id = run["nodes"]["film"]["output"]["attachmentId"]
                asset = await studio.assets.find(asset_id)
    assert (asset.width, asset.height, asset.length_ms) == (720, 1280, 4_000)
    assert (asset.parents, asset.provider) == ([photo], "google")
    assert run["nodes"]["film"]["cost"] == 406, "credits of 4 x 5,792 tokens, and of the prompt"


@pytest.mark.parametrize("cut", [0, 10, 200, 700, 900])
def test_a_film_that_is_not_whole_has_no_facts_and_harms_nobody(cut: int) -> None:
    film = plain_film(640, 360, 2.5, "a", 1)
    facts = film_facts(film, "video/mp4")
    assert (facts.width, facts.height, facts.length_ms) == (640, 360, 2_500)
    assert film_facts(film[:cut], "video/mp4").length_ms is None

"""A text model writes the prompt: built in and at a vendor's emulator, paid once, recorded."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from harness.bench import Bench, OpenStudio
from harness.documents import document, fake_image, list_to_image, node, wire
from limner.errors import ContentRefused, InvalidWorkflow
from limner.providers.openai import OpenAISettings
from limner.testing.emulators.base import running
from limner.testing.emulators.openai import OpenAIEmulator
from limner.testing.fake import FakeProvider
from limner.testing.ledger import Ledger
from limner.testing.studio import make_studio

BUILT_IN = {"mode": "prompt_ai", "model": "composer", "cost": 0}
PAID = {"promptMode": "prompt_ai", "promptModel": "gpt-6-luna"}


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[OpenAIEmulator]:
    with Ledger(tmp_path / "charges") as ledger:
        yield OpenAIEmulator(ledger)


@pytest.fixture
async def settings(emulator: OpenAIEmulator) -> AsyncIterator[OpenAISettings]:
    async with running(emulator) as address:
        yield OpenAISettings(key=SecretStr("a-key"), address=f"{address}/v1")


@pytest.fixture
async def paid(open_studio: OpenStudio, settings: OpenAISettings, fake: FakeProvider) -> Bench:
    """A studio whose text models are the emulator's."""
    return Bench(await open_studio(providers=[fake], sections=(settings,)), "wf_test")


async def test_without_a_key_the_built_in_writer_turns_an_instruction_into_the_prompt(
    bench: Bench, fake: FakeProvider
) -> None:
    asked = "make an image of a fox for a blog about winter"
    run = await bench.run(document([fake_image(prompt=asked, promptMode="prompt_ai")]))
    output = run["nodes"]["image"]["output"]
    sent = fake.requests[0].prompt
    assert sent.startswith("A fox, winter theme")
    assert output["prompt"] == sent
    assert output["refinement"] == BUILT_IN | {"instruction": asked, "prompt": sent}


async def test_auto_writes_the_prompt_from_what_is_wired_in(
    bench: Bench, fake: FakeProvider
) -> None:
    run = await bench.run(
        document(
            [
                node("headline", "text", text="A market by the harbour"),
                fake_image("photo", prompt="a red boat"),
                fake_image(prompt="cosy", promptMode="auto"),
            ],
            [
                wire("headline.text-out", "image.prompt-in"),
                wire("photo.image-out", "image.image-in"),
            ],
        )
    )
    output = run["nodes"]["image"]["output"]
    assert fake.requests[-1].prompt == "Cosy, A market by the harbour, A red boat"
    assert output["refinement"]["mode"] == "auto"
    assert '"from":"headline"' in output["refinement"]["instruction"]


async def test_the_style_is_added_to_the_written_prompt(bench: Bench, fake: FakeProvider) -> None:
    written = fake_image(prompt="draw me a fox", promptMode="prompt_ai", style="watercolor")
    await bench.run(document([written]))
    (request,) = fake.requests
    assert request.prompt == "A fox"
    assert request.styled_prompt.startswith("A fox, watercolor")


async def test_all_images_of_a_count_share_one_prompt(
    paid: Bench, emulator: OpenAIEmulator
) -> None:
    run = await paid.run(document([fake_image(prompt="a fox", count=3, **PAID)]))
    assert len(run["nodes"]["image"]["output"]["images"]) == 3
    assert emulator.tally()["charges"] == 1


async def test_each_item_of_a_list_has_a_prompt_of_its_own(
    paid: Bench, emulator: OpenAIEmulator, fake: FakeProvider
) -> None:
    run = await paid.run(list_to_image(["a fox", "an owl"], **PAID))
    assert run["status"] == "succeeded"
    assert emulator.tally()["charges"] == 2
    assert sorted(request.prompt.split()[-1] for request in fake.requests) == ["fox", "owl"]


async def test_the_first_model_with_a_key_writes_and_its_cost_is_the_nodes(
    paid: Bench, emulator: OpenAIEmulator
) -> None:
    run = await paid.run(document([fake_image(prompt="a fox", promptMode="prompt_ai")]))
    image = run["nodes"]["image"]
    assert image["output"]["refinement"]["model"] == PAID["promptModel"]
    assert image["output"]["refinement"]["cost"] == image["output"]["cost"] == image["cost"] == 1
    assert emulator.tally()["charges"] == 1


async def test_a_prompt_whose_cost_nobody_knows_makes_the_cost_unknown(paid: Bench) -> None:
    written = {"promptMode": "prompt_ai", "promptModel": "openai/of-tomorrow"}
    run = await paid.run(document([fake_image(prompt="a fox", **written)]))
    image = run["nodes"]["image"]
    assert image["output"]["refinement"]["model"] == "openai/of-tomorrow"
    costs = [image["output"]["refinement"]["cost"], image["output"]["cost"], image["cost"]]
    assert [*costs, run["cost"]] == [None] * 4
    assert [warning["code"] for warning in image["warnings"]] == ["cost_unknown"]


async def test_a_written_prompt_is_not_paid_again_when_the_image_is_tried_again(
    open_studio: OpenStudio, settings: OpenAISettings, emulator: OpenAIEmulator
) -> None:
    fake = FakeProvider(failures=[ContentRefused("Not that.")])
    studio = await open_studio(providers=[fake], sections=(settings,))
    bench = Bench(studio, "wf_test")
    run = await bench.run(document([fake_image(prompt="a fox", **PAID)]))
    assert run["nodes"]["image"]["error"]["code"] == "content_refused"
    await studio.engine.retry(run["id"], ["image"])
    assert await studio.engine.wait(run["id"], 60)
    again = (await studio.runs.run(run["id"]))["nodes"]["image"]
    assert again["status"] == "succeeded"
    assert emulator.tally()["charges"] == 1
    assert [request.prompt for request in fake.requests] == [again["output"]["prompt"]] * 2


async def test_a_lost_answer_ends_as_unknown_and_no_image_is_asked_for(
    paid: Bench, emulator: OpenAIEmulator, fake: FakeProvider
) -> None:
    emulator.fault("lost_after_charge")
    run = await paid.run(document([fake_image(prompt="a fox", **PAID)]))
    error = run["nodes"]["image"]["error"]
    assert (error["code"], error["possibleCost"]) == ("unknown_outcome", 1)
    assert fake.requests == []
    assert emulator.tally()["requests"] == 1


async def test_a_rate_limit_is_waited_for(paid: Bench, emulator: OpenAIEmulator) -> None:
    emulator.fault("rate_limited")
    run = await paid.run(document([fake_image(prompt="a fox", **PAID)]))
    assert run["status"] == "succeeded"
    assert (emulator.tally()["requests"], emulator.tally()["charges"]) == (2, 1)


@pytest.mark.parametrize(
    ("data", "bundle", "code"),
    [
        ({"model": "charging-inline"}, {}, "not_configured"),
        ({}, {"size": "7x7"}, "unsupported_size"),
        ({}, {"count": 99}, "bad_parameter"),
    ],
)
async def test_no_text_is_paid_for_where_the_image_cannot_be_made(
    paid: Bench, emulator: OpenAIEmulator, data: dict[str, Any], bundle: dict[str, Any], code: str
) -> None:
    fields = [{"name": "settings", "type": "params"}]
    request = node("request", "request_input", fields=fields)
    image = node("image", "image", prompt="a fox", **PAID, **{"model": "fake", **data})
    wired = [wire("request.settings", "image.params-in")]
    run = await paid.run(document([request, image], wired), {"settings": bundle})
    assert run["nodes"]["image"]["error"]["code"] == code
    assert emulator.tally()["requests"] == 0


@pytest.mark.parametrize(
    ("data", "field", "code"),
    [
        ({"promptMode": "prompt_ai"}, "prompt", "missing_input"),
        ({"promptMode": "auto"}, "prompt", "missing_input"),
        ({"promptMode": "prompt_ai", "prompt": "x" * 4001}, "prompt", "prompt_too_long"),
        (
            {"promptMode": "auto", "prompt": "a fox", "promptModel": "no-such"},
            "promptModel",
            "unknown_model",
        ),
        ({"promptMode": "else", "prompt": "a fox"}, "promptMode", "bad_field"),
    ],
)
async def test_what_cannot_work_is_told_before_the_run(
    bench: Bench, data: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(InvalidWorkflow) as caught:
        await bench.start(document([fake_image(**data)]))
    assert [(problem.field, problem.code) for problem in caught.value.problems] == [(field, code)]


async def test_prompts_of_a_list_cannot_be_reviewed(bench: Bench) -> None:
    with pytest.raises(InvalidWorkflow) as caught:
        await bench.start(list_to_image(["a fox"], promptMode="prompt_ai", reviewPrompt=True))
    assert [problem.field for problem in caught.value.problems] == ["reviewPrompt"]


async def test_a_result_is_not_reused_once_another_model_would_write_its_prompt(
    tmp_path: Path, settings: OpenAISettings, fake: FakeProvider
) -> None:
    workflow = document([fake_image(prompt="a fox", promptMode="prompt_ai")])
    cached = []
    for sections in ((), (), (settings,)):
        async with make_studio(tmp_path / "home", providers=[fake], sections=sections) as studio:
            run = await Bench(studio, "wf_test").run(workflow)
            cached.append(run["nodes"]["image"]["cached"])
    assert cached == [False, True, False]

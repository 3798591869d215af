"""Assistants ask text models: what they are asked and shown, what comes back, what it costs."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from harness.bench import Bench, OpenStudio
from harness.documents import document, fake_image, inside, node, wire
from limner.errors import InvalidWorkflow, Problem
from limner.providers.openai import OpenAISettings
from limner.testing.emulators.base import running
from limner.testing.emulators.ollama import OllamaEmulator
from limner.testing.emulators.openai import OpenAIEmulator
from limner.testing.fake import FakeProvider
from limner.testing.ledger import Ledger
from limner.testing.pictures import plain_png
from limner.text.ollama import OllamaSettings
from limner.workflows.document import parse_document

Json = dict[str, Any]

METRIC = {
    "type": "object",
    "properties": {
        "key_metric": {"type": "string", "description": "The figure that matters most."},
        "mood": {"enum": ["calm", "bold"]},
    },
    "required": ["key_metric", "mood"],
}


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[OpenAIEmulator]:
    with Ledger(tmp_path / "charges") as ledger:
        yield OpenAIEmulator(ledger)


@pytest.fixture
async def paid(
    open_studio: OpenStudio, emulator: OpenAIEmulator, fake: FakeProvider
) -> AsyncIterator[Bench]:
    """A studio whose text models are the emulator's."""
    async with running(emulator) as address:
        settings = OpenAISettings(key=SecretStr("a-key"), address=f"{address}/v1")
        yield Bench(await open_studio(providers=[fake], sections=(settings,)), "wf_test")


def assistant(node_id: str = "agent", **data: Any) -> Json:
    return node(node_id, "assistant", model="composer", **data)


def paid_assistant(node_id: str = "agent", **data: Any) -> Json:
    return node(node_id, "assistant", model="gpt-6-luna", **data)


def output_of(run: Json, node_id: str = "agent") -> Json:
    assert run["nodes"][node_id]["status"] == "succeeded", run["nodes"][node_id]["error"]
    output: Json = run["nodes"][node_id]["output"]
    return output


async def problems_of(bench: Bench, workflow: Json) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.field) for problem in await found_in(bench, workflow)]


async def found_in(bench: Bench, workflow: Json) -> list[Problem]:
    with pytest.raises(InvalidWorkflow) as caught:
        await bench.start(workflow)
    return list(caught.value.problems)


async def test_it_describes_an_earlier_image_without_a_wire_and_a_second_is_made_of_that(
    bench: Bench, fake: FakeProvider
) -> None:
    run = await bench.run(
        document(
            [
                fake_image("first", prompt="a red fox in the snow"),
                assistant(prompt="Describe what you see."),
                fake_image("second", prompt="{{ agent.output.text }}, as a watercolour"),
            ]
        )
    )
    output = output_of(run)
    (image,) = run["nodes"]["first"]["output"]["images"]
    assert output["seen"] == [image["attachmentId"]]
    assert output["text"] == "A red fox in the snow"
    assert fake.requests[-1].prompt == "A red fox in the snow, as a watercolour"


async def test_a_model_is_shown_the_images_themselves_made_small(
    paid: Bench, emulator: OpenAIEmulator
) -> None:
    photo = await paid.studio.assets.upload("photo.png", plain_png(1536, 512, "a photo", 1))
    run = await paid.run(
        document(
            [
                node("photo", "image_asset", assetId=photo.id),
                paid_assistant(prompt="Describe what you see."),
            ]
        )
    )
    assert "(seen: 1024 x 341)" in output_of(run)["text"]
    sent = json.dumps(emulator.requests[-1].body)
    assert "Image 1:" in sent


async def test_a_field_of_a_structured_answer_goes_into_an_image_prompt(
    bench: Bench, fake: FakeProvider
) -> None:
    data = node("data", "text", text='{"visitors": 1200, "signups": 30}')
    asked = "Find the key metric, in a calm mood: {{ data.output.text }}"
    found = "agent.output.structured"
    wished = f"A poster about {{{{ {found}.key_metric }}}}, {{{{ {found}.mood }}}}"
    run = await bench.run(
        document([data, assistant(prompt=asked, outputSchema=METRIC), fake_image(prompt=wished)])
    )
    assert output_of(run)["structured"] == {"key_metric": "visitors 1200", "mood": "calm"}
    assert fake.requests[-1].prompt == "A poster about visitors 1200, calm"


async def test_text_and_structured_travel_along_wires(bench: Bench) -> None:
    run = await bench.run(
        document(
            [
                assistant(prompt="Mood: bold. A fox.", outputSchema=METRIC),
                node("response", "response_output"),
            ],
            [
                wire("agent.text-out", "response.text"),
                wire("agent.structured-out", "response.value"),
            ],
        )
    )
    assert run["outputs"]["value"]["mood"] == "bold"
    assert json.loads(run["outputs"]["text"]) == run["outputs"]["value"]


async def test_tokens_and_cost_are_told(paid: Bench, emulator: OpenAIEmulator) -> None:
    workflow = document([paid_assistant(prompt="Say something.", instructions="Be brief.")])
    _, before = await paid.studio.starter.preview(
        parse_document(workflow), {}, workflow_id="wf_test"
    )
    run = await paid.run(workflow)
    output = output_of(run)
    assert output["model"] == "gpt-6-luna"
    assert output["usage"]["inputTokens"] > 0
    assert output["usage"]["outputTokens"] > 0
    assert output["cost"] == run["nodes"]["agent"]["cost"] == run["cost"] == 1
    price = before.nodes["agent"]
    assert price is not None
    assert price.lower == 0
    assert price.upper > 0
    assert emulator.tally()["charges"] == 1


async def test_an_answer_that_does_not_fit_is_sent_back_once_and_both_are_paid(
    paid: Bench, emulator: OpenAIEmulator
) -> None:
    emulator.say('{"key_metric": "growth"}')
    emulator.say('{"key_metric": "growth", "mood": "calm"}')
    run = await paid.run(document([paid_assistant(prompt="Figures.", outputSchema=METRIC)]))
    output = output_of(run)
    assert output["structured"] == {"key_metric": "growth", "mood": "calm"}
    assert emulator.tally()["charges"] == 2
    sent = json.dumps(emulator.requests[-1].body)
    assert "'mood' is a required property" in sent
    assert output["usage"]["inputTokens"] > 0


async def test_twice_no_fitting_answer_is_an_error_and_trying_again_asks_once_more(
    paid: Bench, emulator: OpenAIEmulator
) -> None:
    for answer in ("no JSON", '{"mood": "sad"}', '{"key_metric": "x", "mood": "bold"}'):
        emulator.say(answer)
    run = await paid.run(document([paid_assistant(prompt="Figures.", outputSchema=METRIC)]))
    error = run["nodes"]["agent"]["error"]
    assert error["code"] == "provider_bad_answer"
    assert "'sad' is not one of ['calm', 'bold']" in error["detail"]
    assert error["possibleCost"] == 1
    assert run["cost"] == 1
    assert emulator.tally()["charges"] == 2
    await paid.studio.engine.retry(run["id"], ["agent"])
    assert await paid.studio.engine.wait(run["id"], 60)
    again = await paid.studio.runs.run(run["id"])
    assert output_of(again)["structured"] == {"key_metric": "x", "mood": "bold"}
    assert emulator.tally()["charges"] == 3


async def test_what_is_written_is_told_of_in_pieces_that_make_the_text(
    paid: Bench, emulator: OpenAIEmulator
) -> None:
    emulator.latency = 1.5
    run = await paid.run(document([paid_assistant(prompt="a long tale of a fox")]))
    events = await paid.studio.engine.events.since(run["id"], 0)
    told = [event for event in events if event["type"] == "node.text"]
    text = ""
    for event in told:
        assert event["start"] == len(text)
        text += str(event["text"])
    assert text
    assert output_of(run)["text"].startswith(text)


async def test_of_items_that_are_written_side_by_side_one_at_a_time_is_told_of(
    paid: Bench, emulator: OpenAIEmulator
) -> None:
    emulator.latency = 1.0
    subjects = node("list", "list", items=["a tale of a fox", "a tale of an owl"])
    asked = document([subjects, paid_assistant()], [wire("list.list-out", "agent.prompt-in")])
    run = await paid.run(asked)
    events = await paid.studio.engine.events.since(run["id"], 0)
    told = [event for event in events if event["type"] == "node.text"]
    assert told
    texts: dict[int, str] = {}
    for event in told:
        item, start = event["item"], event["start"]
        assert isinstance(item, int)
        assert isinstance(start, int)
        texts[item] = texts.get(item, "")[:start] + str(event["text"])
    whole = [item["output"]["text"] for item in output_of(run)["items"]]
    assert all(whole[item].startswith(text) for item, text in texts.items())
    changes = [one["item"] != next_one["item"] for one, next_one in pairwise(told)]
    assert sum(changes) <= 1


async def test_in_a_loop_it_sees_the_images_of_its_own_item(bench: Bench) -> None:
    made = inside("each", fake_image("made", prompt="{{ loop.currentItem }}"))
    looks = inside("each", assistant(prompt="Describe what you see."))
    each = node("each", "loop", items=["a red fox", "a grey owl", "a hat"], concurrency=3)
    run = await bench.run(document([each, made, looks]))
    made_of = [item["output"] for item in output_of(run, "made")["items"]]
    answers = [item["output"] for item in output_of(run)["items"]]
    images = [output["images"][0]["attachmentId"] for output in made_of]
    assert [answer["seen"] for answer in answers] == [[image] for image in images]
    assert [answer["text"] for answer in answers] == ["A red fox", "A grey owl", "A hat"]


async def test_one_that_is_to_see_no_earlier_images_sees_none_and_waits_for_none(
    bench: Bench,
) -> None:
    blind = assistant(prompt="Say something.", seeImages=False)
    workflow = document([fake_image("first", prompt="a fox"), blind])
    run = await bench.run(workflow, targets=["agent"])
    assert run["nodes"].keys() == {"agent"}
    assert output_of(run)["seen"] == []
    assert output_of(run)["text"] == "Say something"


async def test_it_is_shown_the_images_that_its_data_name_after_wired_ones(
    paid: Bench, emulator: OpenAIEmulator
) -> None:
    kept = await paid.studio.assets.upload("kept.png", plain_png(320, 160, "kept", 1))
    run = await paid.run(
        document(
            [
                fake_image("named", prompt="a fox", size="256x256", count=2),
                fake_image("wired", prompt="an owl", size="128x128"),
                paid_assistant(images=["{{ run.attachments.named }}", kept.id], seeImages=False),
            ],
            [wire("wired.image-out", "agent.image-in")],
        )
    )
    made = {
        name: [image["attachmentId"] for image in run["nodes"][name]["output"]["images"]]
        for name in ("wired", "named")
    }
    assert output_of(run)["seen"] == [*made["wired"], *made["named"], kept.id]
    assert "Image 4:" in json.dumps(emulator.requests[-1].body)


async def test_images_that_are_not_there_are_told_before_the_run(bench: Bench) -> None:
    gone = document([assistant(images=["ast_gone"])])
    assert await problems_of(bench, gone) == [("not_found", "images")]
    unknown = document([assistant(images=["{{ run.attachments.nobody }}"])])
    assert await problems_of(bench, unknown) == [("unknown_reference", "images.0")]


async def test_a_model_of_which_nobody_knows_whether_it_sees_is_shown_wired_images_only(
    tmp_path: Path, open_studio: OpenStudio, fake: FakeProvider
) -> None:
    with Ledger(tmp_path / "charges") as ledger:
        emulator = OllamaEmulator(ledger)
        async with running(emulator) as address:
            settings = OllamaSettings(address=address)
            studio = await open_studio(providers=[fake], sections=(settings,))
            asked = {"model": "ollama/some", "prompt": "Describe what you see."}
            run = await Bench(studio, "wf_test").run(
                document(
                    [
                        fake_image(prompt="a fox", size="256x256"),
                        node("wired", "assistant", **asked),
                        node("unwired", "assistant", **asked),
                    ],
                    [wire("image.image-out", "wired.image-in")],
                )
            )
    assert "(seen: 256 x 256)" in output_of(run, "wired")["text"]
    assert "seen" not in output_of(run, "unwired")["text"]
    warnings = [warning["code"] for warning in run["nodes"]["unwired"]["warnings"]]
    assert warnings == ["images_not_seen"]


async def test_only_the_nearest_images_are_shown_and_the_newest_come_last(bench: Bench) -> None:
    firsts = [fake_image(f"image_{n}", prompt=f"number {n}") for n in range(6)]
    run = await bench.run(document([*firsts, assistant(prompt="Describe what you see.")]))
    made = [run["nodes"][f"image_{n}"]["output"]["images"][0]["attachmentId"] for n in range(6)]
    assert output_of(run)["seen"] == made[-4:]


async def test_upstream_images_go_before_those_that_only_stand_earlier(bench: Bench) -> None:
    run = await bench.run(
        document(
            [
                fake_image("mine", prompt="an owl"),
                fake_image("other", prompt="a boat"),
                node("note", "text", text="{{ mine.output.size }}"),
                assistant(prompt="Describe what you see. {{ note.output.text }}"),
            ]
        )
    )
    mine = run["nodes"]["mine"]["output"]["images"][0]["attachmentId"]
    assert output_of(run)["seen"] == [mine]


async def test_in_a_list_each_item_sees_its_own_image(bench: Bench) -> None:
    run = await bench.run(
        document(
            [
                node("list", "list", items=["a fox", "an owl"]),
                fake_image(),
                assistant(prompt="Describe what you see."),
            ],
            [
                wire("list.list-out", "image.prompt-in"),
                wire("image.image-out", "agent.image-in"),
            ],
        )
    )
    items = run["nodes"]["agent"]["output"]["items"]
    assert [item["output"]["text"] for item in items] == ["A fox", "An owl"]


async def test_a_text_may_be_written_about_wired_images(paid: Bench) -> None:
    run = await paid.run(
        document(
            [
                fake_image(prompt="a fox", size="512x512"),
                node("text", "text", model="gpt-6-luna", prompt="What is in image 1?"),
            ],
            [wire("image.image-out", "text.image-in")],
        )
    )
    assert "(seen: 512 x 512)" in output_of(run, "text")["text"]
    assert run["nodes"]["text"]["cost"] == 1


async def test_an_unchanged_assistant_is_not_asked_again(
    paid: Bench, emulator: OpenAIEmulator
) -> None:
    workflow = document([paid_assistant(prompt="Say something.")])
    first, second = await paid.run(workflow), await paid.run(workflow)
    assert second["nodes"]["agent"]["cached"]
    assert output_of(first) == output_of(second)
    assert emulator.tally()["charges"] == 1


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"outputSchema": {"type": "strin"}}, "type is 'strin', not object"),
        ({"outputSchema": {"type": "object", "properties": {}}}, "it has no properties"),
        (
            {"outputSchema": {"type": "object", "properties": {"a": {"type": "strin"}}}},
            "properties.a.type is 'strin', not string, number",
        ),
        (
            {"outputSchema": {"type": "object", "properties": {"a": {"$ref": "http://x"}}}},
            "'http://x' does not match",
        ),
        (
            {
                "outputSchema": {
                    "type": "object",
                    "properties": {"a": {"type": "string", "pattern": "(("}},
                }
            },
            "the pattern '((' cannot be read",
        ),
    ],
)
async def test_a_schema_that_is_none_is_told_before_the_run(
    bench: Bench, data: Json, problem: str
) -> None:
    (found,) = await found_in(bench, document([assistant(prompt="a fox", **data)]))
    assert (found.code, found.field) == ("bad_field", "outputSchema")
    assert problem in found.message


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("structured.subjct", "agent.output.structured has no 'subjct'; it has key_metric, mood."),
        ("structured.mood.deep", "agent.output.structured.mood"),
        ("strutcured", "agent.output has no 'strutcured'; it has text, structured"),
    ],
)
async def test_a_name_that_the_schema_does_not_have_is_told_before_the_run(
    bench: Bench, name: str, reason: str
) -> None:
    schema = {**METRIC, "properties": {**METRIC["properties"], "mood": {"type": "string"}}}
    workflow = document(
        [
            assistant(prompt="a fox", outputSchema=schema),
            fake_image(prompt=f"{{{{ agent.output.{name} }}}}"),
        ]
    )
    (found,) = await found_in(bench, workflow)
    assert (found.code, found.field) == ("unknown_reference", "prompt")
    assert reason in found.message


async def test_without_a_schema_there_is_nothing_structured_to_name(bench: Bench) -> None:
    wished = "{{ agent.output.structured.mood }}"
    workflow = document([assistant(prompt="a fox"), fake_image(prompt=wished)])
    assert await problems_of(bench, workflow) == [("unknown_reference", "prompt")]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"prompt": ""}, ("missing_input", "prompt")),
        ({"prompt": "x", "model": "no-such"}, ("unknown_model", "model")),
        ({"prompt": "x", "maxTokens": 0}, ("bad_field", "maxTokens")),
        ({"prompt": "x", "maxTokens": 100_000}, ("bad_field", "maxTokens")),
        ({"prompt": "x", "temperature": 3}, ("bad_field", "temperature")),
        ({"prompt": "x", "toolz": []}, ("bad_field", "toolz")),
    ],
)
async def test_what_cannot_work_is_told_before_the_run(
    bench: Bench, data: Json, problem: tuple[str, str]
) -> None:
    asked = {"model": "composer", **data}
    assert await problems_of(bench, document([node("agent", "assistant", **asked)])) == [problem]


async def test_images_wired_into_a_text_that_nobody_writes_are_told(bench: Bench) -> None:
    workflow = document(
        [fake_image(prompt="a fox"), node("text", "text", text="hello")],
        [wire("image.image-out", "text.image-in")],
    )
    assert await problems_of(bench, workflow) == [("missing_input", "model")]


async def test_what_is_asked_has_a_longest_length_and_nothing_is_sent(
    paid: Bench, emulator: OpenAIEmulator
) -> None:
    run = await paid.run(document([paid_assistant(prompt="fox " * 7_000)]))
    assert run["nodes"]["agent"]["error"]["code"] == "prompt_too_long"
    assert emulator.tally()["requests"] == 0


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"maxCost": 0}, "may cost 1 credits; the limit is 0"),
        ({"maxCost": 50, "model": "openai/of-tomorrow"}, "Nobody knows what of-tomorrow costs"),
    ],
)
async def test_nothing_is_sent_that_may_cost_more_than_it_is_to(
    paid: Bench, emulator: OpenAIEmulator, data: Json, reason: str
) -> None:
    asked = {"model": "gpt-6-luna", "prompt": "Say something.", **data}
    run = await paid.run(document([node("agent", "assistant", **asked)]))
    error = run["nodes"]["agent"]["error"]
    assert error["code"] == "budget_exceeded"
    assert reason in error["detail"]
    assert emulator.tally()["requests"] == 0


async def test_names_of_typed_items_are_checked_before_the_run(bench: Bench) -> None:
    listed = node("list", "list", items=[{"name": "a fox"}, {"name": "an owl", "age": 3}])
    workflow = document([listed, fake_image(prompt="{{ list.output.items[0].nam }}")])
    (found,) = await found_in(bench, workflow)
    assert "list.output.items.0 has no 'nam'; it has name, age." in found.message


async def test_a_cut_answer_says_so(paid: Bench) -> None:
    run = await paid.run(document([paid_assistant(prompt="a long tale", maxTokens=3)]))
    codes = [warning["code"] for warning in run["nodes"]["agent"]["warnings"]]
    assert codes == ["text_cut"]


async def test_a_result_that_names_the_run_is_of_no_use_to_another(bench: Bench) -> None:
    workflow = document([node("text", "text", text="{{ run.id }} {{ run.startedAt }}")])
    first, second = await bench.run(workflow), await bench.run(workflow)
    assert output_of(first, "text")["text"].startswith(first["id"])
    assert output_of(second, "text")["text"].startswith(second["id"])

"""The built-in writer turns requests and earlier results into prompts, by rules alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.writing import WritingLog
from limner.models.answer_schema import misfits
from limner.models.text_catalog import load_text_models
from limner.models.text_price import prompt_price
from limner.models.text_request import TextRequest, ToolCalls, ToolSpec, ToolTurn
from limner.nodes._refining import request_for
from limner.testing.studio import GivenSettings
from limner.text.composer import Composer
from limner.text.composer.calling import wanted_calls
from limner.text.composer.filling import filled
from limner.text.composer.rules import from_instruction, from_question, from_results


@pytest.mark.parametrize(
    ("asked", "prompt"),
    [
        (
            "make an image of a fox for a blog about winter",
            "A fox, winter theme, snow, cold blue light, calm wide composition",
        ),
        ("Could you please draw me a fox?", "A fox"),
        ("I'd like a picture of three boats at sea.", "Three boats at sea"),
        ("a red fox in the snow", "A red fox in the snow"),
        ("Create a watercolor painting of Venice at dawn", "Venice at dawn, watercolor painting"),
        ("a dark moody picture of a lighthouse", "A lighthouse, dark moody"),
        ("sketch of a cat for instagram", "A cat, sketch, one bold subject, clear at a small size"),
        ("a lamp for our shop", "A lamp, one subject on a plain background, soft shadow"),
        ("a cake for my grandmother", "A cake for my grandmother"),
    ],
)
def test_what_is_asked_for_becomes_the_prompt(asked: str, prompt: str) -> None:
    assert from_instruction(asked) == prompt


@pytest.mark.parametrize("asked", ["paint", "winter", "please", "image of", "make me"])
def test_a_request_without_a_subject_is_kept_in_its_own_words(asked: str) -> None:
    assert from_instruction(asked).lower() == asked


def test_a_prompt_is_left_as_it_is_by_a_second_time() -> None:
    once = from_instruction("make an image of a fox for a blog about winter")
    assert from_instruction(once) == once


@given(st.text(max_size=200))
def test_any_text_gives_a_prompt_on_one_line(text: str) -> None:
    prompt = from_instruction(text)
    assert prompt == " ".join(prompt.split())
    assert prompt or not any(character.isalnum() for character in text)


def test_results_are_told_in_their_order_with_the_wish_first() -> None:
    digest = json.dumps(
        {
            "wish": "make it cosy",
            "results": [
                {"from": "headline", "as": "prompt", "value": "# A picture of an autumn market"},
                {"from": "chair", "as": "image", "value": "a red armchair by a window"},
                {"from": "request", "as": "parameters", "value": {"mood": "warm", "seed": 5}},
            ],
        }
    )
    prompt = "Make it cosy, An autumn market, A red armchair by a window, Warm"
    assert from_results(digest) == prompt


def test_of_a_long_result_the_beginning_is_taken() -> None:
    article = "A harbour wakes. " + "Nets are mended on the quay. " * 40
    prompt = from_results(json.dumps({"results": [{"value": article}]}))
    assert prompt.startswith("A harbour wakes. Nets are mended")
    assert len(prompt) <= 400


async def test_the_writer_is_free_and_ready_without_a_key(tmp_path: Path) -> None:
    (writer,) = Composer.instances(GivenSettings(home=tmp_path))
    model = next(model for model in load_text_models() if model.provider == writer.name)
    assert writer.unavailable_reason() is None
    price = prompt_price(model)
    assert price is not None
    assert price.upper == 0
    request = request_for(model, "instruction", "draw a fox", 500)
    answer = await writer.write(request, WritingLog())
    assert answer.usable_text() == "A fox"


@pytest.mark.parametrize(
    ("asked", "captions", "said"),
    [
        ("Describe what you see.", ["a red fox"], "A red fox"),
        ("What do you see in the picture?", ["a red fox", "an owl"], "A red fox, An owl"),
        ("Describe what you see in it", [""], "An image of which nothing is written"),
        ("A cat in the rain", [], "A cat in the rain"),
        ('Say it: {"visitors": 1200, "note": "calm"}', [], "Say it: visitors 1200, calm"),
    ],
)
def test_a_question_is_answered_with_what_there_is(
    asked: str, captions: list[str], said: str
) -> None:
    assert from_question(asked, captions) == said


def schema_of(**properties: dict[str, object]) -> dict[str, object]:
    return {"type": "object", "properties": properties, "required": [*properties]}


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        ({"type": "string"}, "Mood: calm", "calm"),
        ({"type": "string"}, '{"a": {"mood": "bold"}}', "bold"),
        ({"enum": ["bold", "calm"]}, "MOOD = Calm", "calm"),
        ({"enum": ["bold", "calm"]}, "a quiet, calm lake", "calm"),
        ({"enum": ["bold", "calm"]}, "a lake", "bold"),
        ({"const": 7}, "anything", 7),
        ({"type": "integer"}, "mood: about 1,200 a day", 1200),
        ({"type": "number", "maximum": 10}, "it grew by 12.5%", 10),
        ({"type": "integer"}, "no figure at all", 0),
        ({"type": "boolean"}, "mood: yes", True),
        ({"type": "boolean"}, "nothing of it", False),
        ({"type": "string", "maxLength": 5}, "a long sentence", "A lon"),
        ({"type": "string", "pattern": "^#[0-9a-f]{6}$"}, "in #ff00aa, please", "#ff00aa"),
        ({"type": ["null", "string"]}, "a fox", "A fox"),
        ({"anyOf": [{"type": "null"}, {"type": "integer"}]}, "4 foxes", 4),
        (
            {"type": "array", "items": {"type": "string"}},
            "mood: red, blue and green",
            ["red", "blue", "green"],
        ),
        ({"type": "array", "items": {"enum": ["a1", "b2", "c3"]}}, "b2 or c3", ["b2", "c3"]),
        ({"type": "object", "properties": {"x": {"type": "integer"}}}, "5", {"x": 5}),
    ],
)
def test_a_schema_is_filled_with_the_words_of_the_text(
    schema: dict[str, object], text: str, value: object
) -> None:
    whole = schema_of(mood=schema)
    found = filled(whole, text, from_question(text, []))
    assert found == {"mood": value}
    assert misfits(whole, json.dumps(found))[1] is None


@given(st.text(max_size=400))
def test_any_text_fills_a_schema_the_same_way_every_time(text: str) -> None:
    whole = schema_of(
        title={"type": "string", "maxLength": 20},
        tags={"type": "array", "items": {"type": "string"}, "maxItems": 4},
        count={"type": "integer", "minimum": 1, "maximum": 9},
        kind={"enum": ["a", "b"]},
    )
    first, second = (filled(whole, text, from_question(text, [])) for _ in range(2))
    assert first == second
    assert misfits(whole, json.dumps(first))[1] is None


POSTER = ToolSpec(
    "make_a_poster",
    "",
    {
        "type": "object",
        "properties": {"motif": {"type": "string"}, "size": {"type": "number"}},
        "required": ["motif"],
    },
)
WEB = ToolSpec(
    "web", "", {"type": "object", "properties": {"url": {"type": "string"}}, "required": ["url"]}
)


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("Make a poster\nMotif: an owl", [("make_a_poster", {"motif": "an owl"})]),
        (
            "make_a_poster\nmotif: an owl\nsize: 3",
            [("make_a_poster", {"motif": "an owl", "size": 3})],
        ),
        ("What is at https://a.example/b?c=1.", [("web", {"url": "https://a.example/b?c=1"})]),
        ("a fox", []),
    ],
)
def test_tools_that_a_text_names_are_called_once(
    text: str, calls: list[tuple[str, dict[str, object]]]
) -> None:
    model = next(model for model in load_text_models() if model.rules)
    asked = replace(question(model.id, text), tools=(POSTER, WEB))
    wanted = wanted_calls(asked, from_question(text, ()))
    assert [(call.name, call.arguments) for call in wanted] == calls
    turn = ToolTurn(ToolCalls(wanted), tuple("done" for _ in wanted))
    assert wanted_calls(replace(asked, turns=(turn,)), text) == ()


def question(model: str, text: str) -> TextRequest:
    return TextRequest(
        model=model,
        provider="composer",
        endpoint=model,
        material="question",
        instructions="",
        text=text,
        max_output_tokens=800,
        time_limit_seconds=60,
    )

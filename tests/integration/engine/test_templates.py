"""Templates and inputs in a whole run."""

from __future__ import annotations

from typing import Any

import pytest

from harness.bench import Bench
from harness.documents import document, fake_image, node, wire
from limner.errors import InvalidWorkflow, MissingInput, UnknownInput

FIELDS = [
    {"name": "subject", "type": "text", "required": True},
    {"name": "mood", "type": "text"},
    {"name": "tags", "type": "list", "default": ["red", "wet"]},
]


def asking(*nodes: dict[str, Any], wires: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return document([node("request", "request_input", fields=FIELDS), *nodes], wires)


async def text_of(bench: Bench, template: str) -> str:
    run = await bench.run(asking(node("text", "text", text=template)), {"subject": "a fox"})
    return str(run["nodes"]["text"]["output"]["text"])


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ request.output.subject }} {{ trigger.output.subject | upcase }}", "a fox A FOX"),
        ("{{ trigger.output.tags }}", '["red", "wet"]'),
        ("{% if trigger.output.mood %}moody{% else %}plain{% endif %}", "plain"),
        ("{{ 'no name' | capitalize }}", "No name"),
    ],
)
async def test_a_template_is_filled_in(bench: Bench, template: str, text: str) -> None:
    assert await text_of(bench, template) == text


async def test_an_output_named_in_a_template_is_waited_for(bench: Bench) -> None:
    run = await bench.run(
        document(
            [
                node("text", "text", text="It is at {{ picture.output.url }}"),
                fake_image("picture", prompt="a fox"),
            ]
        )
    )
    assert run["nodes"]["text"]["output"]["text"].startswith("It is at http")


async def test_an_input_that_is_left_out_adds_no_text(bench: Bench) -> None:
    workflow = asking(
        fake_image("image"),
        wires=[wire("request.subject", "image.prompt-in"), wire("request.mood", "image.prompt-in")],
    )
    run = await bench.run(workflow, {"subject": "a fox"})
    assert run["nodes"]["image"]["output"]["prompt"] == "a fox"


async def test_inputs_are_checked_before_anything_starts(bench: Bench) -> None:
    workflow = asking(node("text", "text", text="x"))
    with pytest.raises(MissingInput, match="subject"):
        await bench.run(workflow, {})
    with pytest.raises(UnknownInput, match="subjct"):
        await bench.run(workflow, {"subject": "x", "subjct": "y"})


async def test_a_workflow_with_problems_does_not_start(bench: Bench) -> None:
    with pytest.raises(InvalidWorkflow) as told:
        await bench.run(document([node("text", "text", text="{{ nobody.output.x }}")]))
    assert [problem.code for problem in told.value.problems] == ["unknown_reference"]

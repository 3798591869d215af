"""What a text model is told, and what is kept of its answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limner.errors import ProviderBadAnswer
from limner.models.text_model import TextModel
from limner.nodes._refining import cleaned, instructions_for, request_for

MODEL = TextModel(
    id="m", title="M", description="For tests.", provider="p", endpoint="m-1", max_output_tokens=77
)


@pytest.mark.parametrize(
    "answer",
    [
        "A red fox in fresh snow.",
        "  A red fox\n in fresh   snow. ",
        '"A red fox in fresh snow."',
        "“A red fox in fresh snow.”",
        "Here is the prompt: A red fox in fresh snow.",
        "Here's a refined image prompt:\n\nA red fox in fresh snow.",
        "**Prompt:** A red fox in fresh snow.",
        "Image prompt: 'A red fox in fresh snow.'",
        'Sure, here you go:\n\n"A red fox in fresh snow."',
        "```\nA red fox in fresh snow.\n```",
        "```text\nA red fox in fresh snow.\n```",
        "A **red** fox in fresh snow.",
    ],
)
def test_only_the_prompt_is_kept(answer: str) -> None:
    assert cleaned(answer, 500) == "A red fox in fresh snow."


@pytest.mark.parametrize(
    "prompt",
    [
        'A sign that reads "OPEN" above a door that reads "PUSH"',
        '"OPEN" on a sign, and "PUSH" on a door: "both in red"',
        "Here lies a ship in the ice",
        "A clock: its hands at noon",
    ],
)
def test_what_belongs_to_the_prompt_stays(prompt: str) -> None:
    assert cleaned(prompt, 500) == prompt


@pytest.mark.parametrize("answer", ["", "  \n", '""', "Prompt: ", "```\n\n```"])
def test_an_answer_without_a_prompt_is_refused(answer: str) -> None:
    with pytest.raises(ProviderBadAnswer):
        cleaned(answer, 500)


def test_a_prompt_that_is_too_long_ends_with_a_sentence_or_a_word() -> None:
    assert cleaned("A fox sits. It looks up. Snow falls on it.", 26) == "A fox sits. It looks up."
    assert cleaned("A fox sits in the deep, deep snow", 24) == "A fox sits in the deep"
    assert cleaned("F" * 40, 10) == "F" * 10


def test_of_an_answer_without_end_the_beginning_is_read() -> None:
    """Marks that are never closed would be looked for from each of them to the end."""
    assert cleaned("**a " * 5_000_000, 300).startswith("**a **a")


@given(st.text(min_size=1, max_size=300), st.integers(1, 200))
def test_a_prompt_is_never_longer_than_it_may_be(answer: str, longest: int) -> None:
    try:
        prompt = cleaned(answer, longest)
    except ProviderBadAnswer:
        return
    assert 0 < len(prompt) <= longest


def test_a_request_carries_the_limits_of_the_model_and_names_the_style_to_come() -> None:
    request = request_for(MODEL, "instruction", "a fox", 900, "watercolor")
    assert (request.endpoint, request.max_output_tokens) == ("m-1", 77)
    assert request.text == "a fox"
    assert "at most 100 words" in request.instructions
    assert "watercolor" in request.instructions
    assert "added" not in instructions_for("instruction", 900)

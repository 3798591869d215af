from typing import Any

import pytest

from harness.sample_models import sample_model
from limner.errors import BadParameter
from limner.models.parameters import accept_parameters

MODEL = sample_model()


def test_what_the_model_knows_is_kept_and_the_rest_is_named() -> None:
    accepted = accept_parameters(MODEL, {"seed": 5, "steps": 20, "sampler": "heun", "lora": None})
    assert accepted.values == {"seed": 5, "sampler": "heun"}
    assert accepted.dropped == ("steps", "lora")


def test_null_is_like_leaving_it_out() -> None:
    accepted = accept_parameters(MODEL, {"seed": None, "guidance": 0})
    assert accepted.values == {"guidance": 0}
    assert accepted.dropped == ()


@pytest.mark.parametrize(
    ("name", "given", "taken"),
    [
        ("seed", 42.0, 42),
        ("seed", "42", 42),
        ("guidance", "3.5", 3.5),
        ("tiling", "true", True),
        ("negative_prompt", "42", "42"),
    ],
)
def test_a_value_that_plainly_is_the_wanted_type_is_taken_as_it(
    name: str, given: object, taken: object
) -> None:
    value = accept_parameters(MODEL, {name: given}).values[name]
    assert value == taken
    assert type(value) is type(taken)


@pytest.mark.parametrize(
    ("params", "hint"),
    [
        ({"seed": -1}, "integer from 0 to 1000"),
        ({"seed": 1001}, "integer from 0 to 1000"),
        ({"seed": 1.5}, "integer from 0 to 1000"),
        ({"seed": True}, "integer from 0 to 1000"),
        ({"seed": "many"}, "integer from 0 to 1000"),
        ({"seed": [1]}, "integer from 0 to 1000"),
        ({"guidance": float("nan")}, "number from 0 to 20"),
        ({"guidance": "[[[["}, "number from 0 to 20"),
        ({"tiling": 1}, "boolean"),
        ({"sampler": "ddim"}, "euler, heun"),
        ({"negative_prompt": "x" * 11}, "string of at most 10 characters"),
        ({"negative_prompt": 3}, "string of at most 10 characters"),
    ],
)
def test_a_refused_value_is_told_with_what_is_taken(params: dict[str, Any], hint: str) -> None:
    with pytest.raises(BadParameter, match="for Brush") as told:
        accept_parameters(MODEL, params)
    assert told.value.code == "bad_parameter"
    assert told.value.hint == f"It takes {hint}."


@pytest.mark.parametrize("value", ["1" + "0" * 30, 10**30, -(10**30), "1e400"])
def test_a_number_that_cannot_be_kept_is_refused(value: object) -> None:
    model = sample_model(parameters={"steps": {"type": "integer"}, "glow": {"type": "number"}})
    for name in ("steps", "glow"):
        with pytest.raises(BadParameter):
            accept_parameters(model, {name: value})


def test_a_template_takes_everything_but_what_has_a_setting_of_its_own() -> None:
    """Or the prompt that is checked and kept would not be the one that is sent."""
    fields = {"prompt": "text", "count": "batch"}
    model = sample_model(open_parameters=True, fields=fields)
    given = {"lora": "oil", "text": "another prompt", "batch": 9, "size": "1x1", "apiKey": "k"}
    accepted = accept_parameters(model, given)
    assert accepted.values == {"lora": "oil"}
    assert accepted.dropped == ("text", "batch", "size")


def test_a_seed_is_a_whole_number_in_a_template_too() -> None:
    model = sample_model(parameters={}, open_parameters=True)
    assert accept_parameters(model, {"seed": "7", "other": "7"}).values == {"seed": 7, "other": "7"}
    for wrong in ("seven", 1e308, {"a": 1}, True):
        with pytest.raises(BadParameter, match="seed cannot be"):
            accept_parameters(model, {"seed": wrong})


@pytest.mark.parametrize("open_parameters", [False, True])
def test_more_parameters_than_any_model_has_are_refused(open_parameters: bool) -> None:
    model = sample_model(open_parameters=open_parameters)
    with pytest.raises(BadParameter, match="501 parameters"):
        accept_parameters(model, {f"p{place}": 1 for place in range(501)})

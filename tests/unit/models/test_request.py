from collections.abc import Sequence
from typing import Any

import pytest

from harness.sample_models import sample_model
from limner.errors import (
    BadParameter,
    LimnerError,
    PromptEmpty,
    PromptTooLong,
    PromptTooShort,
    ReferenceNotSupported,
    ReferencesMissing,
    TooManyReferences,
    UnsupportedSize,
)
from limner.models.image_request import ReferenceImage
from limner.models.model import Model
from limner.models.parts import Role
from limner.models.request import ImageSettings, PlannedRequests, check_references, plan_requests

MODEL = sample_model()


def planned(
    settings: dict[str, Any],
    roles: Sequence[Role] = (),
    *,
    model: Model = MODEL,
    seed: int = 7,
    max_prompt: int = 4000,
) -> PlannedRequests:
    references = [
        ReferenceImage(role, f"ast_{index}", "digest", "image/png")
        for index, role in enumerate(roles)
    ]
    wanted = ImageSettings.model_validate({"prompt": "a fox"} | settings)
    return plan_requests(model, wanted, references, seed=seed, max_prompt=max_prompt)


def test_one_request_says_everything() -> None:
    plan = planned(
        {
            "aspectRatio": "16:9",
            "style": "cinematic",
            "quality": "hd",
            "format": "webp",
            "params": {"seed": 42, "guidance": 3},
        },
        ["image", "style"],
    )
    (request,) = plan.requests
    assert (request.model, request.provider, request.endpoint) == ("acme/brush", "acme", "brush-1")
    assert (request.width, request.height, request.count) == (1368, 768, 1)
    assert request.prompt == "a fox"
    assert request.styled_prompt.startswith("a fox, cinematic")
    assert (request.seed, request.quality, request.format) == (42, "hd", "webp")
    assert request.params == {"guidance": 3}
    assert [reference.role for reference in request.references] == ["image", "style"]
    assert plan.warnings == ()
    assert plan.size.said_ratio == "16:9"


def test_without_settings_the_defaults_of_the_model_hold() -> None:
    (request,) = planned({}).requests
    assert (request.width, request.height) == (1024, 1024)
    assert (request.seed, request.quality, request.format) == (7, "standard", "png")
    assert request.styled_prompt == "a fox"


def test_many_images_are_asked_for_in_several_requests_with_seeds_in_a_row() -> None:
    plan = planned({"count": 10, "params": {"seed": 100}})
    assert [(request.count, request.seed) for request in plan.requests] == [
        (4, 100),
        (4, 104),
        (2, 108),
    ]


def test_more_images_than_the_model_makes_are_refused() -> None:
    with pytest.raises(BadParameter, match="at most 10 images"):
        planned({"count": 11})


def test_parameters_the_model_does_not_know_are_dropped_and_told() -> None:
    plan = planned({"params": {"steps": 20, "seed": 1}})
    assert plan.dropped_params == ("steps",)
    assert [warning.as_json() for warning in plan.warnings] == [
        {
            "code": "dropped_parameter",
            "message": "Brush has no parameter 'steps'; it was dropped.",
        }
    ]
    assert plan.requests[0].params == {}


def test_an_unknown_style_is_dropped_and_told() -> None:
    plan = planned({"style": "cubist"})
    assert plan.requests[0].style == "auto"
    assert [warning.code for warning in plan.warnings] == ["dropped_style"]


def test_a_style_of_the_models_own_is_passed_on_without_words() -> None:
    (request,) = planned({"style": "ink"}).requests
    assert (request.style, request.styled_prompt) == ("ink", "a fox")


def test_a_quality_the_model_does_not_have() -> None:
    with pytest.raises(BadParameter, match="'ultra'") as told:
        planned({"quality": "ultra"})
    assert told.value.hint == "It takes: standard, hd."


def test_a_quality_where_the_model_has_none_is_dropped_and_told() -> None:
    plan = planned({"quality": "hd"}, model=sample_model(qualities=[], default_quality=None))
    assert plan.requests[0].quality is None
    assert [warning.code for warning in plan.warnings] == ["dropped_quality"]


@pytest.mark.parametrize(
    ("prompt", "word"),
    [
        ('{"a": 1}', "JSON"),
        ("<div class='x'><b>hi</b></div>", "HTML"),
        ("import os\nprint(1)", "source code"),
    ],
)
def test_a_prompt_that_is_no_description_is_sent_and_told(prompt: str, word: str) -> None:
    plan = planned({"prompt": prompt})
    (warning,) = plan.warnings
    assert warning.code == "prompt_quality"
    assert word in warning.message
    assert plan.requests[0].prompt == prompt


@pytest.mark.parametrize(
    ("settings", "roles", "error"),
    [
        ({"prompt": ""}, [], PromptEmpty),
        ({"prompt": " \n\t"}, [], PromptEmpty),
        ({"prompt": "x" * 101}, [], PromptTooLong),
        ({"size": "3x3"}, [], UnsupportedSize),
        ({"params": {"seed": -1}}, [], BadParameter),
        ({}, ["mask"], ReferenceNotSupported),
        ({}, ["style", "style"], TooManyReferences),
        ({}, ["image"] * 4, TooManyReferences),
        ({}, ["image", "image", "image", "style"], TooManyReferences),
    ],
)
def test_what_the_model_cannot_do_is_refused(
    settings: dict[str, Any], roles: list[Role], error: type[LimnerError]
) -> None:
    with pytest.raises(error):
        planned(settings, roles)


def test_the_shorter_limit_on_prompts_holds() -> None:
    assert planned({"prompt": "x" * 100}).requests
    with pytest.raises(PromptTooLong, match="51 characters; the longest is 50"):
        planned({"prompt": "x" * 51}, max_prompt=50)


def test_a_model_without_a_limit_of_its_own_takes_what_the_installation_allows() -> None:
    model = sample_model(max_prompt=None)
    assert planned({"prompt": "x" * 9_000}, model=model, max_prompt=9_000).requests
    with pytest.raises(PromptTooLong, match="the longest is 9,000"):
        planned({"prompt": "x" * 9_001}, model=model, max_prompt=9_000)


def test_a_refused_reference_is_told_with_those_the_model_takes() -> None:
    with pytest.raises(ReferenceNotSupported) as told:
        planned({}, ["endImage"])
    assert told.value.hint == "References it takes: image, style."
    with pytest.raises(ReferenceNotSupported) as told:
        planned({}, ["image"], model=sample_model(sockets=[], max_references=0))
    assert told.value.hint == "References it takes: none at all."


@pytest.mark.parametrize("count", [0, 16, -1, 1.5])
def test_counts_that_nobody_makes(count: float) -> None:
    with pytest.raises(ValueError, match="count"):
        ImageSettings.model_validate({"prompt": "x", "count": count})


def test_a_seed_that_nobody_said_is_one_the_model_takes() -> None:
    plan = planned({"count": 3}, seed=4_000_000_000)
    assert all(
        request.seed >= 0 and request.seed + request.count <= 1_001 for request in plan.requests
    )


def test_the_last_images_seed_is_one_the_model_takes() -> None:
    assert planned({"count": 3, "params": {"seed": 998}}).requests[0].seed == 998
    with pytest.raises(BadParameter) as refused:
        planned({"count": 3, "params": {"seed": 999}})
    assert refused.value.hint == "Take a seed of at most 998."


def test_a_refused_reference_is_told_with_the_models_that_take_it() -> None:
    bare = sample_model(id="bare", title="Bare", sockets=[], max_references=0)
    off = sample_model(id="off", title="Off", enabled=False)
    with pytest.raises(ReferenceNotSupported) as refused:
        check_references(bare, ["style"], [bare, off, MODEL])
    assert refused.value.hint == (
        "References it takes: none at all. Models that take this one: Brush."
    )


def test_a_mask_belongs_to_an_image() -> None:
    model = sample_model(
        sockets=[{"role": "image", "limit": 1}, {"role": "mask", "limit": 1}], max_references=2
    )
    assert planned({}, ["image", "mask"], model=model).requests
    with pytest.raises(ReferencesMissing, match="no image it belongs to"):
        planned({}, ["mask"], model=model)


def test_a_model_that_works_on_an_image_needs_one() -> None:
    model = sample_model(needs_references=True, takes_prompt=False)
    assert planned({"prompt": ""}, ["image"], model=model).requests
    with pytest.raises(ReferencesMissing, match="works on an image"):
        planned({}, [], model=model)


def test_a_prompt_too_short_for_the_model_is_told_before_it_is_sent() -> None:
    model = sample_model(min_prompt=3)
    with pytest.raises(PromptTooShort, match="wants 3"):
        planned({"prompt": "a"}, model=model)
    assert planned({"prompt": "fox"}, model=model).requests


def test_a_model_without_a_seed_is_sent_none() -> None:
    model = sample_model(parameters={})
    assert [request.seed for request in planned({"count": 5}, model=model).requests] == [None, None]


def test_what_could_steer_the_request_itself_never_leaves() -> None:
    internal = {"_secret": 1, "webhook": "x", "headers": {}, "apiKey": "k", "baseUrl": "u"}
    plan = planned({"params": internal | {"guidance": 3, "strange": 1}})
    assert plan.requests[0].params == {"guidance": 3}
    assert plan.dropped_params == ("strange",)


def test_a_template_takes_every_parameter_but_a_second_size() -> None:
    model = sample_model(template=True, open_parameters=True, parameters={})
    params = {"strange": [1], "image_size": "huge", "_x": 1, "nothing": None}
    plan = planned({"params": params}, model=model)
    assert plan.requests[0].params == {"strange": [1]}
    assert plan.dropped_params == ("image_size",)

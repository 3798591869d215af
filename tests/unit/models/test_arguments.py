"""A request's body is under the provider's own names, and nothing else is in it."""

from __future__ import annotations

from typing import Any

import pytest

from harness.sample_models import sample_model
from limner.models.image_request import ReferenceImage
from limner.models.model import Model
from limner.models.request import ImageSettings, plan_requests

FIELDS = {
    "prompt": "prompt",
    "count": "n",
    "size": "size",
    "quality": "quality",
    "style": "style",
    "format": "output_format",
}


def body(model: Model, roles: tuple[Any, ...] = (), **settings: Any) -> Any:
    references = [
        ReferenceImage(role, f"ast_{place}", "digest", "image/png")
        for place, role in enumerate(roles)
    ]
    wanted = ImageSettings.model_validate({"prompt": "a fox"} | settings)
    planned = plan_requests(model, wanted, references, seed=7, max_prompt=4000)
    return planned.requests[0].arguments


def sized(form: str, **sizing: Any) -> Model:
    fields = FIELDS | {
        "width": "w",
        "height": "h",
        "aspect_ratio": "a.ratio",
        "resolution": "a.res",
    }
    given = {"default": "1024x1024", "sizes": ["1024x1024"], "form": form} | sizing
    return sample_model(
        sizing=given, fields=fields, parameters={}, qualities=[], default_quality=None
    )


def test_everything_has_the_providers_name() -> None:
    model = sample_model(
        fields=FIELDS,
        native_formats=["png", "webp"],
        sizing={"form": "text", "default": "1024x1024"},
        parameters={
            "seed": {"type": "integer", "x-field": "options.seed"},
            "guidance": {"type": "number"},
        },
    )
    told = body(model, count=3, style="ink", quality="hd", format="webp", params={"guidance": 2})
    assert told == {
        "prompt": "a fox",
        "n": 3,
        "size": "1024x1024",
        "quality": "hd",
        "style": "ink",
        "output_format": "webp",
        "options": {"seed": 7},
        "guidance": 2,
    }


def test_what_has_no_name_is_not_told() -> None:
    assert body(sample_model(parameters={})) == {}


@pytest.mark.parametrize(
    ("model", "told"),
    [
        (sized("sides"), {"w": 1024, "h": 1024}),
        (sized("object"), {"size": {"width": 1024, "height": 1024}}),
        (sized("text"), {"size": "1024x1024"}),
        (sized("none"), {}),
        (
            sized("ratio", default="1:1", aspect_ratios=["1:1"], resolutions=["1K"]),
            {"a": {"ratio": "1:1", "res": "1K"}},
        ),
        (sized("text", default="auto", auto="send"), {"size": "auto"}),
        (sized("object", default="auto", auto="omit"), {}),
        (
            sized(
                "ratio",
                default="auto",
                auto="send",
                aspect_ratios=["1:1"],
                resolutions=["2K"],
                default_resolution="2K",
            ),
            {"a": {"ratio": "auto", "res": "2K"}},
        ),
    ],
)
def test_a_size_in_every_form(model: Model, told: dict[str, Any]) -> None:
    assert body(model) == {"prompt": "a fox", "n": 1} | told


def test_a_preset_is_told_by_its_name() -> None:
    model = sized("object", image_sizes=["landscape_4_3"])
    assert body(model, imageSize="landscape_4_3")["size"] == "landscape_4_3"


def test_a_format_the_provider_does_not_make_is_asked_for_lossless() -> None:
    model = sample_model(fields=FIELDS, parameters={}, native_formats=["jpeg", "png"])
    assert body(model, format="webp")["output_format"] == "png"
    only_jpeg = sample_model(fields=FIELDS, parameters={}, native_formats=["jpeg"])
    assert "output_format" not in body(only_jpeg, format="webp")


def test_references_choose_the_other_endpoint_with_its_size_and_parameters() -> None:
    model = sample_model(
        fields=FIELDS,
        sizing={"form": "text", "default": "1024x1024", "edit_default": "auto", "auto": "send"},
        edit={
            "endpoint": "brush-1/edit",
            "without": ["tiling"],
            "parameters": {"strength": {"type": "number"}},
        },
    )
    wanted = ImageSettings(prompt="a fox", params={"tiling": True, "strength": 0.5})
    picture = ReferenceImage("image", "ast_1", "digest", "image/png")
    edit = plan_requests(model, wanted, [picture], seed=1, max_prompt=4000)
    assert edit.requests[0].endpoint == "brush-1/edit"
    assert edit.requests[0].arguments["size"] == "auto"
    assert edit.requests[0].params == {"strength": 0.5}
    assert edit.dropped_params == ("tiling",)
    plain = plan_requests(model, wanted, [], seed=1, max_prompt=4000)
    assert plain.requests[0].endpoint == "brush-1"
    assert plain.dropped_params == ("strength",)


def test_references_have_the_providers_field_and_say_what_they_are_for() -> None:
    model = sample_model(
        sockets=[
            {"role": "image", "limit": 3, "field": "image_urls"},
            {
                "role": "style",
                "limit": 1,
                "field": "image_urls",
                "instruction": "Image {number} shows the style.",
            },
            {"role": "mask", "limit": 1, "field": "mask_url", "many": False},
        ]
    )
    references = [
        ReferenceImage(role, f"ast_{role}", "digest", "image/png")
        for role in ("image", "style", "mask")
    ]
    planned = plan_requests(
        model, ImageSettings(prompt="a fox"), references, seed=1, max_prompt=4000
    )
    (request,) = planned.requests
    placed = [(reference.field, reference.many) for reference in request.references]
    assert placed == [("image_urls", True), ("image_urls", True), ("mask_url", False)]
    assert request.styled_prompt == "a fox\nImage 2 shows the style."


def test_a_default_is_sent_only_where_the_providers_own_is_another() -> None:
    model = sample_model(
        fields={},
        parameters={
            "steps": {"type": "integer", "default": 4, "x-field": "n", "x-send-default": True},
            "guidance": {"type": "number", "default": 7},
        },
        sizing={"form": "none", "default": "1024x1024"},
    )
    assert body(model) == {"n": 4}
    assert body(model, params={"steps": 9}) == {"n": 9}


def test_a_templates_parameters_are_told_under_the_very_names_that_were_given() -> None:
    model = sample_model(fields=FIELDS, parameters={}, open_parameters=True)
    told = body(model, params={"prompt.x": 1, "options.depth": {"a": 2}})
    assert (told["prompt"], told["prompt.x"]) == ("a fox", 1)
    assert told["options.depth"] == {"a": 2}

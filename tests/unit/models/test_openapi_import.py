"""A contract is made of what an endpoint's OpenAPI document tells."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.contracts import published_contracts
from limner.errors import BadField
from limner.models.model import Model
from limner.models.openapi_import import contract_from

NULL = {"type": "null"}
PRESETS = ["square_hd", "landscape_4_3", "auto"]


def document(properties: dict[str, Any], required: tuple[str, ...] = ()) -> dict[str, Any]:
    """An OpenAPI document of one endpoint with such an input."""
    schema = {"type": "object", "properties": properties, "required": list(required)}
    size = {"type": "object", "properties": {"width": {"type": "integer", "maximum": 2048}}}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Input"}}}
    return {
        "openapi": "3.0.4",
        "info": {"title": "Brush", "description": "Paints  quickly."},
        "paths": {"/acme/brush": {"post": {"requestBody": {"content": content}}}},
        "components": {"schemas": {"Input": schema, "ImageSize": size}},
    }


def imported(properties: dict[str, Any], required: tuple[str, ...] = ()) -> Model:
    return Model.model_validate(contract_from(document(properties, required), "acme"))


def test_fields_of_known_names_become_what_the_model_can_do() -> None:
    model = imported(
        {
            "prompt": {"type": "string", "minLength": 3, "maxLength": 50_000},
            "image_size": {
                "anyOf": [{"$ref": "#/components/schemas/ImageSize"}, {"enum": PRESETS}]
            },
            "num_images": {"type": "integer", "maximum": 4},
            "output_format": {"enum": ["jpeg", "png"]},
            "quality": {"enum": ["low", "high"], "default": "high"},
            "image_urls": {"type": "array", "maxItems": 3},
            "mask_url": {"anyOf": [{"type": "string"}, NULL]},
            "guidance_scale": {"type": "number", "minimum": 0, "maximum": 20},
            "sync_mode": {"type": "boolean"},
        }
    )
    assert (model.id, model.endpoint, model.title) == ("acme/brush", "acme/brush", "Brush")
    assert model.description == "Paints quickly."
    assert (model.min_prompt, model.max_prompt) == (3, 50_000)
    assert model.sizing.image_sizes == ("square_hd", "landscape_4_3")
    assert (model.sizing.auto, model.sizing.custom and model.sizing.custom.max) == ("send", 2048)
    assert (model.max_per_request, model.native_formats) == (4, ("png", "jpeg"))
    assert (model.qualities, model.default_quality) == (("low", "high"), "high")
    assert [(s.role, s.limit, s.field, s.many) for s in model.sockets] == [
        ("image", 3, "image_urls", True),
        ("mask", 1, "mask_url", False),
    ]
    assert list(model.parameters) == ["guidance_scale"]
    assert model.price is None


def test_a_model_with_a_seed_makes_one_image_a_request() -> None:
    seed = {"anyOf": [{"type": "integer"}, NULL], "title": "Seed"}
    model = imported({"num_images": {"maximum": 4}, "seed": seed})
    assert model.max_per_request == 1
    assert model.parameters["seed"] == {"type": "integer", "title": "Seed"}


def test_a_ratio_and_a_resolution() -> None:
    model = imported(
        {
            "aspect_ratio": {"enum": ["auto", "21:9", "1:1"]},
            "resolution": {"enum": ["1K", "2K", "8K"], "default": "2K"},
        }
    )
    sizing = model.sizing
    assert (sizing.form, sizing.default, sizing.auto) == ("ratio", "1:1", "send")
    assert (sizing.aspect_ratios, sizing.resolutions) == (("21:9", "1:1"), ("1K", "2K"))
    assert sizing.default_resolution == "2K"


def test_what_needs_an_image_and_no_prompt_says_so() -> None:
    model = imported({"image_url": {"type": "string"}}, required=("image_url",))
    assert (model.needs_references, model.takes_prompt) == (True, False)
    assert model.sizing.form == "none"


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"paths": []},
        {"paths": {"/a": {"get": {}}}},
        {"paths": {"/a": {"post": {}}, "/b": {"post": {}}}},
        {"paths": {"/a": {"post": {"requestBody": {"content": None}}}}},
        {"paths": {"/a": {"post": {"requestBody": {"$ref": "#/loop"}}}}},
    ],
)
def test_what_describes_no_endpoint_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadField, match="document"):
        contract_from(wrong, "acme")


def test_an_endpoint_is_chosen_by_name() -> None:
    described = document({"prompt": {"type": "string"}})
    described["paths"]["/other"] = {"post": {}}
    assert contract_from(described, "acme", "acme/brush")["id"] == "acme/brush"
    with pytest.raises(BadField, match="'acme/none'"):
        contract_from(described, "acme", "acme/none")


def test_a_schema_that_refers_to_itself_ends() -> None:
    described = document({"a": {"$ref": "#/components/schemas/Loop"}})
    described["components"]["schemas"]["Loop"] = {
        "type": "object",
        "properties": {"again": {"$ref": "#/components/schemas/Loop"}},
    }
    assert Model.model_validate(contract_from(described, "acme"))
    described["components"]["schemas"]["Loop"] = {"$ref": "#/components/schemas/Loop"}
    assert Model.model_validate(contract_from(described, "acme"))


def test_schemas_that_unfold_to_more_than_any_memory_holds_are_refused() -> None:
    described = document({"a": {"$ref": "#/components/schemas/L0"}})
    for level in range(10):
        next_one = {"$ref": f"#/components/schemas/L{level + 1}"}
        described["components"]["schemas"][f"L{level}"] = {"anyOf": [next_one] * 60}
    with pytest.raises(BadField, match="refer to one another"):
        contract_from(described, "acme")


@pytest.mark.parametrize("name", ["image_size", "aspect_ratio", "resolution", "output_format"])
def test_choices_that_are_no_words_are_none(name: str) -> None:
    described = document({"aspect_ratio": {"enum": ["1:1"]}, name: {"enum": [[], {}, 5]}})
    assert Model.model_validate(contract_from(described, "acme"))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "enum", "anyOf", "items", "properties", "maximum", "minLength"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


# How quickly examples are made depends on what else the machine does.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "prompt",
                "image_size",
                "aspect_ratio",
                "resolution",
                "num_images",
                "seed",
                "quality",
                "output_format",
                "image_urls",
                "other",
            ]
        ),
        ANYTHING,
        max_size=6,
    )
)
def test_whatever_a_document_says_it_is_read_or_refused(properties: dict[str, Any]) -> None:
    contract_from(document(properties), "acme")


def test_every_published_image_endpoint_can_be_imported() -> None:
    folder = published_contracts()
    endpoints = {} if folder is None else json.loads((folder / "fal-endpoints.json").read_bytes())
    for endpoint, described in endpoints.items():
        if described["category"] != "image":
            continue
        text = json.dumps(described["input"]).replace("#/$defs/", "#/components/schemas/")
        schema = json.loads(text)
        whole = document({})
        whole["paths"] = {f"/{endpoint}": whole["paths"]["/acme/brush"]}
        whole["components"]["schemas"] = schema.pop("$defs", {}) | {"Input": schema}
        model = Model.model_validate(contract_from(whole, "acme", endpoint))
        assert model.takes_prompt
        assert "prompt" not in model.parameters

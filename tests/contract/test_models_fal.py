"""fal's contracts: what they accept is what fal takes, what they refuse is never sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest

from harness.contracts import published_contracts
from limner.errors import (
    BadParameter,
    PromptTooLong,
    PromptTooShort,
    ReferenceNotSupported,
    ReferencesMissing,
    RequestError,
    TooManyReferences,
    UnsupportedSize,
)
from limner.models.catalog import Catalog, load_models
from limner.models.image_request import ImageRequest, ReferenceImage
from limner.models.model import Model
from limner.models.parts import Role
from limner.models.price import Asked, price_of, usual
from limner.models.request import ImageSettings, PlannedRequests, plan_requests
from limner.providers.fal.provider import body_of
from limner.providers.fal.uploads import data_uri
from limner.testing.emulators.fal.inputs import Endpoints, Picture
from limner.testing.pictures import plain_png

CATALOG = Catalog(load_models())
MODELS = [model for model in CATALOG if model.provider == "fal"]
UNKNOWN = CATALOG.get("fal-ai/not/in-the-catalogue")
EACH_MODEL = pytest.mark.parametrize("model", MODELS, ids=[model.id for model in MODELS])
EACH_AND_UNKNOWN = pytest.mark.parametrize(
    "model", [*MODELS, UNKNOWN], ids=[model.id for model in [*MODELS, UNKNOWN]]
)
ENDPOINTS = Endpoints(published_contracts())
REFERENCE = data_uri(plain_png(96, 64, "reference", 1), "image/png")

COLOUR = {"r": 0, "g": 128, "b": 255}
SAMPLES: Mapping[str, tuple[Any, ...]] = {
    "colors": ([], [COLOUR], [COLOUR, COLOUR]),
    "background_color": (COLOUR,),
    "system_prompt": ("", "Draw simply."),
    "negative_prompt": ("", "people"),
}
WRONG: Mapping[str, tuple[Any, ...]] = {
    "colors": ([{"r": 256, "g": 0, "b": 0}], [{"r": 1}], "red"),
    "background_color": ([0, 0, 0], {**COLOUR, "a": 1}),
    "system_prompt": (5, "x" * 50_001),
    "negative_prompt": (5, "x" * 2_501),
}
RATIOS_BY_NAME = {"square": "1:1", "landscape": "16:9", "portrait": "9:16"}
NEEDED_WITH: Mapping[Role, tuple[Role, ...]] = {"mask": ("image",), "endImage": ("startImage",)}

Case = tuple[dict[str, Any], tuple[Role, ...]]


def least(model: Model) -> tuple[Role, ...]:
    """The references a model cannot do without."""
    return ("image",) if model.needs_references else ()


def reference_sets(model: Model) -> Iterator[tuple[Role, ...]]:
    """None where that is possible, and each kind of reference, alone and as many as go."""
    yield least(model)
    for socket in model.sockets:
        # A mask belongs to a picture, and an end to a beginning, so there is one with it.
        base = NEEDED_WITH.get(socket.role, ())
        most = min(socket.limit, model.max_references - len(base))
        yield (*base, socket.role)
        yield (*base, *(socket.role,) * most)


def accepted(model: Model) -> Iterator[Case]:
    """Settings and references that the contract offers, each of its values at least once."""
    for roles in dict.fromkeys(reference_sets(model)):
        held = model.for_references() if roles else model
        yield {}, roles
        yield {"count": model.max_count, "style": "watercolor"}, roles
        yield from ((size, roles) for size in sizes(held))
        yield from (({"quality": quality}, roles) for quality in model.qualities)
        yield from (({"format": format}, roles) for format in model.formats)
        yield from (({"params": {name: value}}, roles) for name, value in parameters(held))


def sizes(model: Model) -> Iterator[dict[str, Any]]:
    sizing = model.sizing
    yield from ({"aspectRatio": ratio} for ratio in sizing.ratios_offered)
    yield from ({"size": size} for size in (*sizing.sizes, *sizing.ratios.values()))
    yield from ({"imageSize": preset} for preset in sizing.image_sizes)
    yield from (
        {"aspectRatio": ratio, "resolution": resolution}
        for ratio, resolution in product(sizing.ratios_offered, sizing.resolutions)
    )
    yield from ({"resolution": resolution} for resolution in sizing.resolutions)
    if sizing.auto:
        yield {"size": "auto"}
    yield from (
        {"aspectRatio": named}
        for named, ratio in RATIOS_BY_NAME.items()
        if ratio in sizing.ratios_offered
    )


def parameters(model: Model) -> Iterator[tuple[str, Any]]:
    for name, schema in model.parameters.items():
        for value in values(name, schema):
            yield name, value


def values(name: str, schema: Mapping[str, Any]) -> Iterator[Any]:
    if name in SAMPLES:
        yield from SAMPLES[name]
    elif schema["type"] == "boolean":
        yield from (True, False)
    elif "enum" in schema:
        yield from schema["enum"]
    else:
        yield from (schema["minimum"], schema["maximum"])


def refused(model: Model) -> Iterator[tuple[Case, type[RequestError]]]:
    """Settings that cannot become an order, each of its own kind."""
    roles = least(model)
    for size in ("1x1x1", "0x512", "16x16", "20000x20000"):
        yield ({"size": size}, roles), UnsupportedSize
    yield ({"imageSize": "no_such_preset"}, roles), UnsupportedSize
    yield ({"aspectRatio": "0:1"}, roles), UnsupportedSize
    yield ({"aspectRatio": "100:1"}, roles), UnsupportedSize
    yield ({"resolution": "9K"}, roles), UnsupportedSize
    for name, schema in model.parameters.items():
        for value in wrong_values(name, schema):
            yield ({"params": {name: value}}, roles), BadParameter
    if model.qualities:
        yield ({"quality": "ultra"}, roles), BadParameter
    if model.takes_prompt:
        yield ({"prompt": "x" * 4001}, roles), PromptTooLong
    if model.min_prompt > 1:
        yield ({"prompt": "x"}, roles), PromptTooShort
    if model.needs_references:
        yield ({}, ()), ReferencesMissing
    if model.max_references:
        role = model.sockets[0].role
        yield ({}, (role,) * (model.max_references + 1)), TooManyReferences
    taken = model.limit_of("endImage") > 0
    yield ({}, ("endImage",)), ReferencesMissing if taken else ReferenceNotSupported


def wrong_values(name: str, schema: Mapping[str, Any]) -> Iterator[Any]:
    if name in WRONG:
        yield from WRONG[name]
        return
    yield "no such value"
    if "minimum" in schema:
        yield from (schema["minimum"] - 1, schema["maximum"] + 1)


def plan(model: Model, case: Case) -> PlannedRequests:
    settings, roles = case
    asked = ImageSettings.model_validate({"prompt": "a red fox", **settings})
    references = [ReferenceImage(role, "ast_1", "digest", "image/png") for role in roles]
    return plan_requests(model, asked, references, seed=2**33 + 7, max_prompt=4000)


def pictures(request: ImageRequest) -> tuple[Picture, ...]:
    """What fal makes of a request, which it must not refuse."""
    body = body_of(request, [REFERENCE] * len(request.references))
    assert ENDPOINTS.fault_of(request.endpoint, body, {}) is None, body
    return ENDPOINTS.pictures(request.endpoint, body, {})


@EACH_AND_UNKNOWN
def test_every_accepted_setting_is_a_request_that_is_taken(model: Model) -> None:
    for case in accepted(model):
        requests = plan(model, case).requests
        assert sum(request.count for request in requests) == case[0].get("count", 1)
        for request in requests:
            made = pictures(request)
            assert len(made) == request.count, case
            assert request.seed is None or made[0].seed == request.seed, case
            if request.exact_size:
                assert made[0].size == (request.width, request.height), case


@EACH_MODEL
def test_each_endpoint_is_one_that_is_known(model: Model) -> None:
    """Nothing here would be checked, were an endpoint misspelt."""
    if published_contracts() is not None:
        for endpoint in {model.endpoint, model.for_references().endpoint}:
            refusal = ENDPOINTS.fault_of(endpoint, {"no_such_field": 1}, {})
            assert refusal is not None, endpoint


@EACH_MODEL
def test_what_would_be_refused_is_never_sent(model: Model) -> None:
    for case, error in refused(model):
        with pytest.raises(error):
            plan(model, case)


@EACH_MODEL
def test_no_parameter_the_model_lacks_is_sent(model: Model) -> None:
    params = {"negative_prompt": "people", "image_size": "square", "webhook": "http://x"}
    planned = plan(model, ({"params": params}, least(model)))
    for request in planned.requests:
        assert pictures(request)
    known = "negative_prompt" in model.parameters
    assert ("negative_prompt" in planned.dropped_params) is not known


def test_an_unknown_endpoint_gets_every_parameter_but_sizes() -> None:
    params = {"strength": 0.5, "seed": 3, "width": 64, "_secret": 1, "headers": {}}
    planned = plan(UNKNOWN, ({"params": params, "imageSize": "square"}, ("image",)))
    (request,) = planned.requests
    assert body_of(request, [REFERENCE]) == {
        "prompt": "a red fox",
        "image_size": "square",
        "strength": 0.5,
        "seed": 3,
        "image_url": REFERENCE,
    }
    assert planned.dropped_params == ("width",)


def test_an_unknown_endpoint_is_sent_no_size_unless_one_is_asked_for() -> None:
    (request,) = plan(UNKNOWN, ({}, ())).requests
    assert body_of(request, []) == {"prompt": "a red fox"}


@EACH_MODEL
def test_every_price_has_its_date_and_source(model: Model) -> None:
    assert model.price is None or (model.price.read and model.price.source)


@pytest.mark.parametrize(
    ("model_id", "asked", "bounds"),
    [
        ("fal-ai/flux-2", Asked(1024, 1024), (12_000, 24_000)),
        ("fal-ai/flux-2", Asked(1024, 768, references=(None, None)), (33_000, 108_000)),
        ("fal-ai/flux-2-pro", Asked(1024, 768), (30_000, 30_000)),
        ("fal-ai/nano-banana-2", Asked(resolution="2K"), (120_000, 120_000)),
        (
            "fal-ai/nano-banana-2",
            Asked(resolution="1K", params={"enable_web_search": True, "thinking_level": "high"}),
            (97_000, 97_000),
        ),
        ("openai/gpt-image-2", Asked(1536, 1024, quality="high"), (165_000, 165_000)),
        ("openai/gpt-image-2", Asked(1024, 1024, quality="auto"), (6_000, 211_000)),
        ("openai/gpt-image-2", Asked(1120, 896, quality="low"), (5_000, 6_000)),
        ("openai/gpt-image-2", Asked(1536, 864, quality="high"), (145_000, 158_000)),
        ("openai/gpt-image-2", Asked(2880, 2880, quality="high"), (401_000, 722_000)),
        ("bytedance/seedream/v5/lite/text-to-image", Asked(2048, 2048), (35_000, 35_000)),
        ("bytedance/seedance-2.0", Asked(), (1_517_000, 1_517_000)),
        ("bytedance/seedance-2.0", Asked(params={"duration": "8"}), (2_427_200, 2_427_200)),
        (
            "bytedance/seedance-2.0",
            Asked(params={"duration": "4", "resolution": "480p"}),
            (538_400, 538_400),
        ),
        ("bytedance/seedance-2.0", Asked(params={"duration": "auto"}), (0, 4_551_000)),
        (
            "bytedance/seedance-2.0",
            Asked(params={"duration": "auto", "resolution": "1080p"}, seconds=6.5),
            (4_433_000, 4_433_000),
        ),
        ("fal-ai/veo3.1", Asked(), (3_200_000, 3_200_000)),
        (
            "fal-ai/veo3.1",
            Asked(params={"duration": "4s", "generate_audio": False}),
            (800_000, 800_000),
        ),
        ("fal-ai/veo3.1", Asked(params={"resolution": "4k"}), (4_800_000, 4_800_000)),
        (
            "fal-ai/mmaudio-v2",
            Asked(params={"duration": 20}, references=(None,)),
            (20_000, 20_000),
        ),
    ],
)
def test_prices(model_id: str, asked: Asked, bounds: tuple[int, int]) -> None:
    price = price_of(CATALOG.get(model_id), 1, asked)
    assert price is not None
    assert (price.lower, price.upper) == bounds


class TestWhatIsOffered:
    def test_one_is_enabled_and_makes_2k(self) -> None:
        (enabled,) = [model for model in MODELS if model.enabled and model.task == "image"]
        assert enabled.title == "Seedream V5 Lite"
        assert usual(enabled).pixels == 2048 * 2048

    def test_flux_is_the_default_of_the_provider(self) -> None:
        assert CATALOG.choose(None, "fal").id == "fal-ai/flux-2"

    def test_what_is_shut_down_names_one_that_lives_on(self) -> None:
        gone = [model for model in MODELS if model.shutdown]
        assert [model.id for model in gone] == ["fal-ai/gpt-image-1.5"]
        assert CATALOG.get(str(gone[0].successor)).shutdown is None

    def test_the_endpoints_that_need_a_picture_take_no_prompt(self) -> None:
        assert {model.title for model in MODELS if model.needs_references} == {
            "Clarity Upscaler",
            "BiRefNet",
        }
        assert not any(model.takes_prompt for model in MODELS if model.needs_references)

    def test_unknown_prices_stay_unknown(self) -> None:
        assert UNKNOWN.price is None
        assert price_of(CATALOG.get("fal-ai/birefnet/v2"), 1) is None
        assert price_of(CATALOG.get("fal-ai/mmaudio-v2"), 1) is None
        assert price_of(CATALOG.get("fal-ai/veo3.1"), 1, Asked(references=(None,))) is None
        assert price_of(CATALOG.get("fal-ai/clarity-upscaler"), 1) is None

"""Google's contracts: what they accept is what Google takes, what they refuse is never sent."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from harness.calls import RecordedCall
from limner.errors import (
    BadParameter,
    ReferenceNotSupported,
    RequestError,
    TooManyReferences,
    UnsupportedSize,
)
from limner.models.catalog import load_catalog
from limner.models.comparison import MadeImage, differences
from limner.models.image_request import ReferenceImage
from limner.models.model import Model
from limner.models.parts import Role
from limner.models.price import price_of
from limner.models.request import ImageSettings, PlannedRequests, plan_requests
from limner.providers.google.provider import body_of
from limner.testing.emulators.google.models import IMAGE_MODELS
from limner.testing.emulators.google.request import PictureWish, picture_wish
from limner.testing.emulators.google.schema import read_request
from limner.testing.pictures import plain_png

PROVIDER = "google"
MODELS = [model for model in load_catalog() if model.provider == PROVIDER]
WITH_MODEL = pytest.mark.parametrize("model", MODELS, ids=[model.id for model in MODELS])
REFERENCE = plain_png(32, 18, "reference", 1)

Case = tuple[dict[str, Any], tuple[Role, ...]]


def accepted(model: Model) -> Iterator[Case]:
    """Settings and references that the contract offers, each of its values at least once."""
    sizing = model.sizing
    yield {}, ()
    for ratio, resolution in product((*sizing.aspect_ratios, "auto"), sizing.resolutions):
        yield {"aspectRatio": ratio, "resolution": resolution}, ()
    for preset in sizing.image_sizes:
        yield {"imageSize": preset}, ()
    for named in ("square", "landscape", "portrait", "1024x1024"):
        yield ({"size": named} if "x" in named else {"aspectRatio": named}), ()
    for name, schema in model.parameters.items():
        for value in _values(schema):
            yield {"params": {name: value}}, ()
    for socket in model.sockets:
        yield {}, (socket.role,)
        yield {"aspectRatio": "1:1"}, (socket.role,) * socket.limit
    yield {"count": model.max_count, "style": "watercolor", "format": "webp"}, ()


def _values(schema: dict[str, Any]) -> Iterator[Any]:
    yield from schema.get("enum", ())
    if "minimum" in schema:
        yield from (schema["minimum"], schema["maximum"])
    if "default" in schema:
        yield schema["default"]


def refused(model: Model) -> Iterator[tuple[Case, type[RequestError]]]:
    """Settings that Google would refuse for this model, each of its own kind."""
    yield ({"aspectRatio": "7:5"}, ()), UnsupportedSize
    yield ({"size": "640x480"}, ()), UnsupportedSize
    yield ({"imageSize": "square"}, ()), UnsupportedSize
    for resolution in {"512", "1K", "2K", "3K", "4K"} - set(model.sizing.resolutions):
        yield ({"resolution": resolution}, ()), UnsupportedSize
    for ratio in {"1:8", "8:1"} - set(model.sizing.aspect_ratios):
        yield ({"aspectRatio": ratio}, ()), UnsupportedSize
    for name, schema in model.parameters.items():
        wrong = ["no such value"]
        if "minimum" in schema:
            wrong += [schema["minimum"] - 1, schema["maximum"] + 1]
        for value in wrong:
            yield ({"params": {name: value}}, ()), BadParameter
    for role in ("mask", "startImage", "endImage"):
        yield ({}, (role,)), ReferenceNotSupported
    for socket in model.sockets:
        yield ({}, (socket.role,) * (socket.limit + 1)), TooManyReferences
    most: list[Role] = ["image"] * model.limit_of("image")
    yield ({}, (*most, "style")), TooManyReferences


def _planned(model: Model, case: Case) -> PlannedRequests:
    settings, roles = case
    asked = ImageSettings.model_validate({"prompt": "a fox", **settings})
    references = [ReferenceImage(role, "ast_1", "digest", "image/png") for role in roles]
    return plan_requests(model, asked, references, seed=7, max_prompt=4000)


async def _wishes(model: Model, case: Case) -> list[PictureWish]:
    """What Google's own checks make of the requests for a case."""
    wishes = []
    for request in _planned(model, case).requests:
        body = await body_of(request, RecordedCall(files={"digest": REFERENCE}))
        read, violations = read_request(body)
        assert violations == [], (case, violations)
        assert str(read).upper() == str(body).upper(), "every name is Google's own"
        wishes.append(picture_wish(request.endpoint, IMAGE_MODELS[request.endpoint], read))
    return wishes


@WITH_MODEL
async def test_every_accepted_setting_is_a_request_google_takes(model: Model) -> None:
    for case in accepted(model):
        settings, roles = case
        wishes = await _wishes(model, case)
        assert len(wishes) == settings.get("count", 1)
        assert len({wish.seed for wish in wishes}) == len(wishes)
        for wish in wishes:
            assert len(wish.references) == len(roles)
            assert wish.prompt.startswith("a fox")


@WITH_MODEL
async def test_the_size_that_comes_is_as_near_as_google_makes_it(model: Model) -> None:
    for ratio, resolution in product(model.sizing.aspect_ratios, model.sizing.resolutions):
        case: Case = ({"aspectRatio": ratio, "resolution": resolution}, ())
        (request,) = _planned(model, case).requests
        (wish,) = await _wishes(model, case)
        assert differences(request, [MadeImage(*wish.pixels, transparent=False)]) == ()


@WITH_MODEL
async def test_an_edit_keeps_the_ratio_of_its_image(model: Model) -> None:
    (wish,) = await _wishes(model, ({}, ("image",)))
    width, height = wish.pixels
    assert width / height == pytest.approx(16 / 9, rel=0.05)


@WITH_MODEL
def test_what_google_would_refuse_is_never_sent(model: Model) -> None:
    for case, expected in refused(model):
        with pytest.raises(expected):
            _planned(model, case)


@WITH_MODEL
def test_every_case_has_a_price(model: Model) -> None:
    for case in accepted(model):
        (request, *_) = _planned(model, case).requests
        price = price_of(model, 1, request.asked)
        assert price is not None, case
        assert 0 < price.lower < price.upper, case


def test_every_image_model_of_google_has_a_contract() -> None:
    assert {model.endpoint for model in MODELS} == IMAGE_MODELS.keys()


def test_successors_and_fallbacks_are_models_of_the_catalogue() -> None:
    catalog = load_catalog()
    for model in MODELS:
        for other in filter(None, (model.successor, *model.fallbacks)):
            assert other in catalog
            assert other != model.id


def test_the_provider_alone_means_nano_banana_2() -> None:
    assert load_catalog().choose(None, PROVIDER).id == "gemini-3.1-flash-image"

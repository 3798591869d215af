"""Google's contracts: what they accept is what Google takes, what they refuse is never sent."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from harness.calls import RecordedCall
from limner.errors import (
    BadParameter,
    ReferenceNotSupported,
    ReferencesMissing,
    RequestError,
    TooManyReferences,
    UnsupportedSize,
)
from limner.models.catalog import load_catalog
from limner.models.comparison import MadeImage, differences
from limner.models.image_request import ReferenceImage
from limner.models.model import Model
from limner.models.parts import Role
from limner.models.price import Price, price_of
from limner.models.request import ImageSettings, PlannedRequests, plan_requests
from limner.providers.google.interaction import body_of_film
from limner.providers.google.provider import body_of
from limner.testing.emulators.google.film_request import film_wish
from limner.testing.emulators.google.models import FILM_MODELS, IMAGE_MODELS
from limner.testing.emulators.google.request import PictureWish, picture_wish
from limner.testing.emulators.google.schema import read_request
from limner.testing.pictures import plain_png

PROVIDER = "google"
ALL_MODELS = [model for model in load_catalog() if model.provider == PROVIDER]
MODELS = [model for model in ALL_MODELS if model.task == "image"]
FILM_MAKERS = [model for model in ALL_MODELS if model.task == "video"]
WITH_MODEL = pytest.mark.parametrize("model", MODELS, ids=[model.id for model in MODELS])
WITH_FILM_MAKER = pytest.mark.parametrize("model", FILM_MAKERS, ids=lambda model: model.id)
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


FILM_CASES: list[Case] = [
    ({}, ()),
    ({}, ("startImage",)),
    ({}, ("endImage", "startImage")),
    *(({"aspectRatio": ratio}, ()) for ratio in ("16:9", "9:16", "auto", "landscape", "portrait")),
    *(({"params": {"duration": seconds}}, ()) for seconds in (*range(3, 11), "3s", "10s")),
    *(({"params": {"resolution": lines}}, ()) for lines in ("360p", "720p", "1080p", "4k")),
    ({"count": 4, "style": "watercolor"}, ("startImage",)),
]
FILM_REFUSALS: list[tuple[Case, type[RequestError]]] = [
    (({"aspectRatio": "1:1"}, ()), UnsupportedSize),
    (({"size": "640x480"}, ()), UnsupportedSize),
    (({"params": {"duration": 2}}, ()), BadParameter),
    (({"params": {"duration": 11}}, ()), BadParameter),
    (({"params": {"duration": 4.5}}, ()), BadParameter),
    (({"params": {"resolution": "480p"}}, ()), BadParameter),
    (({"count": 5}, ()), BadParameter),
    (({}, ("endImage",)), ReferencesMissing),
    (({}, ("startImage", "startImage")), TooManyReferences),
    *((({}, (role,)), ReferenceNotSupported) for role in ("image", "mask", "video")),
]


@WITH_FILM_MAKER
@pytest.mark.parametrize("case", FILM_CASES, ids=str)
def test_every_accepted_setting_is_a_film_google_takes(model: Model, case: Case) -> None:
    settings, roles = case
    requests = _planned(model, case).requests
    assert len(requests) == settings.get("count", 1)
    for request in requests:
        name = request.endpoint.removeprefix("interactions/")
        images = [base64.b64encode(REFERENCE).decode()] * len(roles)
        wish = film_wish(body_of_film(name, request, images))
        assert (wish.model, wish.images) == (model.id, len(roles))
        assert wish.in_background
        assert wish.by_uri
        assert ("<FIRST_FRAME>" in wish.prompt) == ("startImage" in roles)
        assert ("<LAST_FRAME>" in wish.prompt) == ("endImage" in roles)
        assert "a fox" in wish.prompt
        seconds = str(settings.get("params", {}).get("duration", 8)).removesuffix("s")
        assert wish.seconds == float(seconds)


def test_the_first_image_goes_first_however_they_are_wired() -> None:
    (model,) = FILM_MAKERS
    (request,) = _planned(model, ({}, ("endImage", "startImage"))).requests
    body = body_of_film(model.id, request, ["last", "first"])
    [said] = body["input"]
    assert [part.get("data") for part in said["content"]] == ["first", "last", None]
    assert said["content"][-1]["text"].startswith("<FIRST_FRAME> <LAST_FRAME> a fox")


@WITH_FILM_MAKER
@pytest.mark.parametrize(("case", "expected"), FILM_REFUSALS, ids=str)
def test_a_film_google_would_refuse_is_never_ordered(
    model: Model, case: Case, expected: type[RequestError]
) -> None:
    with pytest.raises(expected):
        _planned(model, case)


@WITH_FILM_MAKER
def test_the_price_of_a_film_is_known_for_the_resolution_that_has_one(model: Model) -> None:
    def price(lines: str) -> Price | None:
        case: Case = ({"params": {"resolution": lines, "duration": 4}}, ())
        return price_of(model, 1, _planned(model, case).requests[0].asked)

    known = price("720p")
    assert known is not None
    assert 0 < known.lower == 4 * 101_360 < known.upper < 4 * 101_360 + 1_000
    assert [price(lines) for lines in ("360p", "1080p", "4k")] == [None] * 3


def test_every_film_model_of_google_has_a_contract() -> None:
    assert {model.id for model in FILM_MAKERS} == FILM_MODELS.keys()


def test_successors_and_fallbacks_are_models_of_the_catalogue() -> None:
    catalog = load_catalog()
    for model in MODELS:
        for other in filter(None, (model.successor, *model.fallbacks)):
            assert other in catalog
            assert other != model.id


def test_the_provider_alone_means_nano_banana_2() -> None:
    assert load_catalog().choose(None, PROVIDER).id == "gemini-3.1-flash-image"

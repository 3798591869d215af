"""Contracts of OpenAI's models and of the dialect of other servers: what they accept is what the
published API takes, what they refuse is never sent."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from harness.contracts import published_contracts
from limner.errors import BadParameter, RequestError, TooManyReferences, UnsupportedSize
from limner.models.catalog import Catalog, load_models
from limner.models.dialects import served
from limner.models.image_request import ImageRequest, ReferenceImage
from limner.models.model import Model
from limner.models.parts import Role
from limner.models.price import Asked, cost_of, price_of
from limner.models.request import ImageSettings, PlannedRequests, plan_requests
from limner.providers._openai_requests import shape
from limner.providers.compatible import CompatibleProvider, CompatibleServer
from limner.testing.emulators.openai.models import MODELS as EMULATED
from limner.testing.emulators.openai.reading import Body
from limner.testing.emulators.openai.rules import Rules
from limner.testing.emulators.schemas import Contract
from limner.testing.pictures import plain_png

SERVER = CompatibleProvider("box", CompatibleServer(url="http://127.0.0.1:9/v1"))
CATALOG = Catalog(served(load_models(), [SERVER]))
MODELS = [model for model in CATALOG if model.provider in ("openai", "box")]
MODELS.append(CATALOG.get("box/own-model"))
EACH_MODEL = pytest.mark.parametrize("model", MODELS, ids=[model.id for model in MODELS])
PUBLISHED = "openai-images.json"
PICTURE = plain_png(64, 48, "reference", 1)

Case = tuple[dict[str, Any], tuple[Role, ...]]


def published() -> Contract | None:
    """OpenAI's schemas of August 2026, where they are there, with what came after them.

    Newer are, by the types of OpenAI's own client of November 2026: the qualities xhigh and max
    of GPT Image 2.5, and the field complexity of GPT Image 2.6.
    """
    folder = published_contracts()
    if folder is None:
        return None
    document = copy.deepcopy(json.loads((folder / PUBLISHED).read_text(encoding="utf-8")))
    for name in ("CreateImageRequest", "CreateImageEditRequest"):
        properties = document["components"]["schemas"][name]["properties"]
        properties["quality"]["enum"] += ["xhigh", "max"]
        properties["complexity"] = {"type": "string", "enum": ["low", "medium", "high"]}
    return Contract(document)


CONTRACT = published()
RULES = Rules(published_contracts())


def accepted(model: Model) -> Iterator[Case]:
    """Settings and references that the contract offers, each of its values at least once."""
    yield {}, ()
    yield {"count": model.max_count}, ()
    yield from (({wish: value}, ()) for wish, value in _sizes(model))
    for ratio, resolution in product(model.sizing.ratios_offered, model.sizing.resolutions):
        yield {"aspectRatio": ratio, "resolution": resolution}, ()
    yield from (({"quality": quality}, ()) for quality in model.qualities)
    yield from (({"style": style}, ()) for style in (*model.own_styles, "watercolor"))
    yield from (({"format": format}, ()) for format in model.formats)
    yield from _with_parameters(model, ())
    for socket in model.sockets:
        others: tuple[Role, ...] = () if socket.role == "image" else ("image",)
        room = model.max_references - len(others)
        yield {}, (*others, *(socket.role,) * min(socket.limit, room))
        yield from _with_parameters(model, ("image",))


def _sizes(model: Model) -> Iterator[tuple[str, str]]:
    sizing = model.sizing
    yield from (("aspectRatio", ratio) for ratio in sizing.ratios_offered)
    yield from (("size", size) for size in sizing.sizes)
    yield from (("imageSize", preset) for preset in sizing.image_sizes)
    if sizing.auto:
        yield "size", "auto"
    if "16:9" in sizing.ratios_offered:
        yield from (("aspectRatio", named) for named in ("square", "landscape", "portrait"))


def _with_parameters(model: Model, roles: tuple[Role, ...]) -> Iterator[Case]:
    held = model.for_references() if roles else model
    for name, schema in held.parameters.items():
        for value in _values(schema):
            yield {"params": {name: value}, "format": "webp"}, roles


def _values(schema: dict[str, Any]) -> Iterator[Any]:
    yield from schema.get("enum", ())
    if "minimum" in schema:
        yield from (schema["minimum"], schema["maximum"])
    if "default" in schema:
        yield schema["default"]


def refused(model: Model) -> Iterator[tuple[Case, type[RequestError]]]:
    """Settings that the API would refuse for this model, each of its own kind."""
    yield ({"size": "1x1x1"}, ()), UnsupportedSize
    if not model.open_parameters:
        yield ({"size": "1000x1000"}, ()), UnsupportedSize
        yield ({"size": "256x256"}, ()), UnsupportedSize
        yield ({"size": "8192x8192"}, ()), UnsupportedSize
        yield ({"aspectRatio": "10:1"}, ()), UnsupportedSize
    for name, schema in model.parameters.items():
        wrong = ["no such value"]
        if "minimum" in schema:
            wrong += [schema["minimum"] - 1, schema["maximum"] + 1]
        for value in wrong:
            yield ({"params": {name: value}}, ()), BadParameter
    if model.qualities:
        yield ({"quality": "ultra"}, ()), BadParameter
    for socket in model.sockets:
        yield ({}, (socket.role,) * (socket.limit + 1)), TooManyReferences


def plan(model: Model, case: Case) -> PlannedRequests:
    settings, roles = case
    asked = ImageSettings.model_validate({"prompt": "a fox", **settings})
    references = [ReferenceImage(role, "ast_1", "digest", "image/png") for role in roles]
    return plan_requests(model, asked, references, seed=7, max_prompt=4000)


def as_sent(request: ImageRequest) -> Body:
    """What the provider sends, with a picture for each reference."""
    body = shape(request, None).body
    roles = [reference.role for reference in request.references]
    images = tuple(PICTURE for role in roles if role != "mask")
    mask = PICTURE if "mask" in roles else None
    if not roles:
        return Body(body, "CreateImageRequest", body, body)
    files = {"image": ["file"] * len(images) if len(images) > 1 else "file"}
    checked = {**body, **files, **({"mask": "file"} if mask else {})}
    return Body(body, "CreateImageEditRequest", checked, body, images, mask)


@EACH_MODEL
def test_every_accepted_setting_is_a_request_that_is_taken(model: Model) -> None:
    for case in accepted(model):
        requests = plan(model, case).requests
        assert sum(request.count for request in requests) == case[0].get("count", 1)
        for request in requests:
            body = as_sent(request)
            if CONTRACT is not None:
                pointer = f"/components/schemas/{body.schema}"
                assert CONTRACT.complaints(body.checked, pointer) == [], (case, body.fields)
            order = RULES.ordered(body, edit=bool(request.references))
            assert order.prompt.startswith("a fox"), case
            if request.exact_size:
                assert (order.width, order.height) == (request.width, request.height), case


@EACH_MODEL
def test_what_would_be_refused_is_never_sent(model: Model) -> None:
    for case, error in refused(model):
        with pytest.raises(error):
            plan(model, case)


@EACH_MODEL
def test_no_parameter_the_model_lacks_is_sent(model: Model) -> None:
    if model.open_parameters:
        return
    planned = plan(model, ({"params": {"seed": 7, "steps": 30, "background": "opaque"}}, ()))
    body = planned.requests[0].arguments
    assert "seed" not in body
    assert "steps" not in body
    assert set(planned.dropped_params) >= {"seed", "steps"}


@EACH_MODEL
def test_the_price_of_every_setting_is_known_or_unknown_for_all(model: Model) -> None:
    """A price that is known for some settings and not for others would surprise."""
    known = set()
    for quality, size in product(model.qualities or (None,), (*model.sizing.sizes, "auto")):
        width, _, height = size.partition("x")
        sides = (int(width), int(height)) if height else (None, None)
        asked = Asked(*sides, quality=quality)
        known.add(price_of(model, 1, asked) is not None)
    assert len(known) == 1


class TestWhatIsOffered:
    def test_only_one_is_enabled_and_it_needs_the_business_tier(self) -> None:
        enabled = [model for model in MODELS if model.enabled]
        assert [(model.id, model.tier) for model in enabled] == [("gpt-image-2", "business")]

    def test_shut_down_models_name_one_that_lives_on(self) -> None:
        gone = {model.id: model for model in MODELS if model.shutdown}
        assert {id: str(model.shutdown) for id, model in gone.items()} == {
            "gpt-image-1.5": "2026-12-01",
            "dall-e-3": "2026-05-12",
        }
        for model in gone.values():
            assert model.successor is not None
            assert CATALOG.get(model.successor).shutdown is None

    @pytest.mark.parametrize(
        ("quality", "size", "usd"),
        [
            ("high", (1024, 1024), 211_000),
            ("medium", (1536, 1024), 42_000),
            ("low", (3840, 2160), 12_000),
            ("high", (2160, 3840), 401_000),
        ],
    )
    def test_the_published_prices(self, quality: str, size: tuple[int, int], usd: int) -> None:
        price = price_of(CATALOG.get("gpt-image-2"), 1, Asked(*size, quality=quality))
        assert price is not None
        assert (price.lower, price.upper) == (usd, usd)

    @pytest.mark.parametrize("quality", ["low", "medium", "high"])
    def test_the_emulator_charges_no_more_than_the_estimate(self, quality: str) -> None:
        model = CATALOG.get("gpt-image-2")
        for ratio in model.sizing.ratios_offered:
            (request,) = plan(model, ({"aspectRatio": ratio, "quality": quality}, ())).requests
            price = price_of(model, 1, request.asked)
            assert request.width is not None
            assert request.height is not None
            tokens = EMULATED["gpt-image-2"].tokens(quality, request.width, request.height)
            cost = cost_of(model, 1, request.asked, micro_usd=None, usage={"image_output": tokens})
            assert price is not None
            assert cost is not None
            # Prices are published rounded to thousandths of a dollar.
            assert 0 < cost <= price.upper + 500

    def test_a_size_or_quality_that_is_left_open_has_two_bounds(self) -> None:
        price = price_of(CATALOG.get("gpt-image-2"), 1, Asked(quality="auto"))
        assert price is not None
        assert price.lower < price.upper

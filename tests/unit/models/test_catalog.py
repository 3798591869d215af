from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from harness.sample_models import sample_model
from limner.errors import (
    ModelLocked,
    ModelRetired,
    TierRequired,
    UnknownModel,
    UnsupportedSize,
    WrongModel,
)
from limner.models.catalog import Catalog, load_catalog, load_models
from limner.models.dialects import served
from limner.models.model import Model
from limner.models.parameters import accept_parameters
from limner.models.parts import IMAGE_TASKS, Task
from limner.models.price import price_of
from limner.models.sizing import SizeWish, resolve_size
from limner.models.usable import NoProviders

PLAIN = sample_model()
OFF = sample_model(id="other/off", provider="other", enabled=False)
SECOND = sample_model(id="other/on", provider="other")
CATALOG = Catalog([OFF, PLAIN, SECOND])
SHIPPED = list(load_catalog())


def test_the_first_enabled_model_is_the_default() -> None:
    assert CATALOG.default() is PLAIN
    assert CATALOG.choose(None, None) is PLAIN


def test_a_model_is_chosen_by_id_or_as_its_providers_first() -> None:
    assert CATALOG.choose("other/off", None) is OFF
    assert CATALOG.choose(None, "other") is SECOND
    assert CATALOG.choose("acme/brush", "other") is PLAIN
    assert "acme/brush" in CATALOG


def test_an_unknown_model_is_told_with_those_there_are() -> None:
    with pytest.raises(UnknownModel, match="'nobody/x'") as told:
        CATALOG.get("nobody/x")
    assert told.value.hint == "Models: acme/brush, other/off, other/on."


def test_a_provider_without_models_is_told_with_those_that_have_them() -> None:
    with pytest.raises(UnknownModel, match="'nobody'") as told:
        CATALOG.choose(None, "nobody")
    assert told.value.hint == "Providers with image models: acme, other."


def test_a_catalogue_where_nothing_is_enabled_has_no_default() -> None:
    with pytest.raises(UnknownModel, match="No image model is enabled"):
        Catalog([OFF]).default()


def test_something_is_enabled_as_shipped() -> None:
    assert load_catalog().default() in SHIPPED


@pytest.mark.parametrize("model", SHIPPED, ids=lambda model: model.id)
def test_every_size_a_shipped_model_offers_can_be_made(model: Model) -> None:
    sizing = model.sizing
    wishes = [
        SizeWish(),
        *(SizeWish(aspect_ratio=ratio) for ratio in sizing.aspect_ratios),
        *(SizeWish(size=size) for size in sizing.sizes),
        *(SizeWish(image_size=name) for name in sizing.image_sizes),
        *(
            SizeWish(aspect_ratio=ratio, resolution=resolution)
            for ratio in sizing.aspect_ratios
            for resolution in sizing.resolutions
        ),
    ]
    for wish in wishes:
        size = resolve_size(sizing, wish)
        assert size.width is None or size.width > 0
        assert size.height is None or size.height > 0


@pytest.mark.parametrize("model", SHIPPED, ids=lambda model: model.id)
def test_every_default_of_a_shipped_model_is_one_it_takes(model: Model) -> None:
    defaults = {
        name: schema["default"] for name, schema in model.parameters.items() if "default" in schema
    }
    assert accept_parameters(model, defaults).values == defaults
    assert model.default_quality is None or model.default_quality in model.qualities


@pytest.mark.parametrize("model", SHIPPED, ids=lambda model: model.id)
def test_the_price_of_a_shipped_model_can_be_read(model: Model) -> None:
    price = price_of(model, 1)
    assert price is None or 0 <= price.lower <= price.upper


@dataclass
class Facts(NoProviders):
    """Providers: those that are ready, elsewhere than at home, and with a default of their own."""

    ready: set[str] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)
    defaults: dict[str, str] = field(default_factory=dict)

    def unavailable_reason(self, name: str) -> str | None:
        return None if name in self.ready else f"Set {name.upper()}_KEY."

    def own_address(self, name: str) -> bool:
        return name not in self.elsewhere

    def default_model(self, name: str) -> str | None:
        return self.defaults.get(name)


def catalog(*models: Model, **rules: Any) -> Catalog:
    rules.setdefault("providers", Facts(ready={"acme", "other"}))
    return Catalog(models, **rules)


def test_the_default_is_the_first_that_is_ready() -> None:
    first = sample_model(id="a", provider="paid", order=1)
    last = sample_model(id="b", order=1000)
    assert catalog(last, first).default() is last
    ready = Facts(ready={"paid", "acme"})
    assert catalog(last, first, providers=ready).default() is first


def test_a_provider_has_the_default_that_is_configured_or_its_own() -> None:
    plain = sample_model(id="plain", order=1)
    own = sample_model(id="own", provider_default=True, enabled=False)
    assert catalog(plain, own).choose(None, "acme") is own
    facts = Facts(defaults={"acme": "plain"})
    assert catalog(plain, own, providers=facts).choose(None, "acme") is plain


def test_a_retired_model_says_so_and_names_its_successor() -> None:
    gone = sample_model(shutdown="2026-05-12", successor="acme/brush-2")
    for today, retired in ((date(2026, 5, 11), False), (date(2026, 5, 12), True)):
        shelf = catalog(gone, today=lambda today=today: today)
        reason = shelf.unavailable_reason(gone)
        if not retired:
            assert reason is None
            continue
        assert reason == "It was shut down on 2026-05-12. Use acme/brush-2 instead."
        with pytest.raises(ModelRetired) as told:
            shelf.require_usable(gone)
        assert told.value.hint == "Use acme/brush-2 instead."


def test_a_server_elsewhere_may_go_on_with_a_retired_model() -> None:
    gone = sample_model(shutdown="2020-01-01")
    facts = Facts(ready={"acme"}, elsewhere={"acme"})
    assert catalog(gone, providers=facts).unavailable_reason(gone) is None


@pytest.mark.parametrize(("tier", "fits"), [("free", False), ("pro", True), ("enterprise", True)])
def test_a_model_of_a_higher_tier_is_refused(tier: Any, fits: bool) -> None:
    model = sample_model(tier="pro")
    shelf = catalog(model, tier=tier)
    assert (shelf.unavailable_reason(model) is None) is fits
    if not fits:
        with pytest.raises(TierRequired, match="needs the pro tier"):
            shelf.require_usable(model)


def test_where_models_are_locked_only_enabled_ones_may_be_used() -> None:
    catalog(OFF).require_usable(OFF)
    locked = catalog(OFF, locked=True)
    assert "not enabled" in (locked.unavailable_reason(OFF) or "")
    with pytest.raises(ModelLocked):
        locked.require_usable(OFF)


ANY = sample_model(id="any", template=True, id_prefixes=["acme/"], endpoint="any")


def test_a_template_stands_for_every_endpoint_that_is_not_in_the_catalogue() -> None:
    shelf = catalog(PLAIN, ANY)
    assert shelf.get("acme/brush") is PLAIN
    unknown = shelf.get("acme/new/thing")
    assert (unknown.id, unknown.endpoint) == ("acme/new/thing", "acme/new/thing")
    assert shelf.choose("no/prefix", "acme").endpoint == "no/prefix"
    assert "any" not in [model.id for model in shelf]
    with pytest.raises(UnknownModel):
        shelf.get("no/prefix")


@dataclass(frozen=True)
class Box:
    """A server that may speak a dialect."""

    name: str
    dialect: str | None = None


def test_every_server_of_a_dialect_has_its_models() -> None:
    spoken = sample_model(id="three", provider="dialect", for_dialect=True, endpoint="three")
    others = sample_model(
        id="any", provider="dialect", for_dialect=True, template=True, endpoint="any"
    )
    known = served(
        [PLAIN, spoken, others], [Box("acme"), Box("one", "dialect"), Box("two", "dialect")]
    )
    shelf = catalog(*known)
    assert [model.id for model in shelf] == ["acme/brush", "one/three", "two/three"]
    assert shelf.get("one/three").endpoint == "three"
    assert shelf.choose("three", "two").provider == "two"
    far = shelf.get("two/some/model")
    assert (far.id, far.provider, far.endpoint) == ("two/some/model", "two", "some/model")
    assert shelf.choose("what/ever", "one").endpoint == "what/ever"
    assert served([spoken], [Box("acme")]) == []


@pytest.mark.parametrize("model", SHIPPED, ids=lambda model: model.id)
def test_a_shipped_model_makes_1024_squared_where_it_can_and_nothing_is_said(model: Model) -> None:
    try:
        square = resolve_size(model.sizing, SizeWish(size="1024x1024"))
    except UnsupportedSize:
        return
    assert resolve_size(model.sizing, SizeWish()) == square


@pytest.mark.parametrize("model", SHIPPED, ids=lambda model: model.id)
def test_a_shipped_model_is_described_in_one_line(model: Model) -> None:
    assert 0 < len(model.description) <= 85
    assert model.description.endswith(".")


class TestTasks:
    def test_each_task_has_a_default_of_its_own(self) -> None:
        catalog = Catalog(load_models())
        tasks: list[Task] = ["upscale", "remove_background", "video", "audio"]
        assert {catalog.default(task).task for task in tasks} == set(tasks)

    @pytest.mark.parametrize("task", ["upscale", "remove_background", "video", "audio"])
    def test_what_is_switched_off_is_no_default_but_may_be_named(self, task: Task) -> None:
        models = [model.model_copy(update={"enabled": False}) for model in load_models()]
        catalog = Catalog(models)
        with pytest.raises(UnknownModel, match=r"No .+ model is enabled") as told:
            catalog.default(task)
        assert "Settings" in (told.value.hint or "")
        named = next(model.id for model in catalog if model.task == task)
        assert catalog.choose(named, None, (task,)).id == named

    @pytest.mark.parametrize("tasks", [IMAGE_TASKS, ("audio",)])
    def test_a_model_for_something_else_is_refused(self, tasks: tuple[Task, ...]) -> None:
        catalog = Catalog(load_models())
        with pytest.raises(WrongModel, match=r"Veo 3\.1 is a model for video"):
            catalog.choose("fal-ai/veo3.1", None, tasks)

    def test_an_endpoint_that_is_not_known_is_taken_for_what_is_asked(self) -> None:
        catalog = Catalog(load_models())
        assert catalog.choose("fal-ai/some/film", None, ("video",)).task == "video"
        assert catalog.choose("fal-ai/some/film", None).task == "image"

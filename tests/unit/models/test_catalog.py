import pytest

from harness.sample_models import sample_model
from limner.errors import UnknownModel
from limner.models.catalog import Catalog, load_catalog
from limner.models.model import Model
from limner.models.parameters import accept_parameters
from limner.models.price import price_of
from limner.models.sizing import SizeWish, resolve_size

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
    with pytest.raises(UnknownModel, match="No model is enabled"):
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

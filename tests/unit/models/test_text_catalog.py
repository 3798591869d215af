"""Text models are data; which one is meant follows from what is ready."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from limner.errors import ModelRetired, TierRequired, UnknownModel
from limner.models.text_catalog import TextCatalog, load_text_models
from limner.models.text_description import text_models_json
from limner.models.text_model import TextModel
from limner.models.usable import NoWriters
from limner.text import writer_types

TODAY = date(2026, 11, 26)


def text_model(model_id: str, **other: object) -> TextModel:
    shown = {"title": model_id.title(), "description": "For tests."}
    served = {"provider": model_id, "endpoint": model_id}
    return TextModel.model_validate({"id": model_id} | shown | served | other)


class Ready(NoWriters):
    """Writers of which some say why they cannot be asked."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        self._reasons = reasons

    def unavailable_reason(self, name: str) -> str | None:
        return self._reasons.get(name)

    def own_address(self, name: str) -> bool:
        return name != "proxied"


def catalog(*models: TextModel, reasons: Mapping[str, str] | None = None) -> TextCatalog:
    return TextCatalog(models, writers=Ready(reasons or {}), tier="pro", today=lambda: TODAY)


def test_the_shipped_models_have_a_writer_a_price_and_an_id_of_their_own() -> None:
    models = load_text_models()
    ids = [model.id for model in models]
    assert len(set(ids)) == len(ids)
    writers = {kind.__module__.split(".")[2] for kind in writer_types()}
    assert {model.provider for model in models} <= writers
    assert all(model.prices for model in models if not model.template)


def test_the_default_is_the_first_that_is_ready() -> None:
    models = (text_model("second", order=2), text_model("first", order=1))
    assert catalog(*models).default().id == "first"
    assert catalog(*models, reasons={"first": "Set a key."}).default().id == "second"
    with pytest.raises(UnknownModel):
        catalog(text_model("off", enabled=False)).default()


def test_a_template_stands_for_the_models_that_begin_with_its_prefix() -> None:
    known = catalog(text_model("any", template=True, id_prefix="own/"), text_model("own/known"))
    other = known.get("own/llama3.2:8b")
    assert (other.id, other.endpoint, other.title) == (
        "own/llama3.2:8b",
        "llama3.2:8b",
        "llama3.2:8b",
    )
    assert known.get("own/known").title == "Own/Known"
    for unknown in ("own/", "other"):
        with pytest.raises(UnknownModel) as caught:
            known.get(unknown)
        assert "own/…" in (caught.value.hint or "")


def test_models_that_are_offered_are_listed_in_the_place_of_their_template() -> None:
    any_model = text_model("any", template=True, id_prefix="own/", order=5)
    models = [any_model, text_model("early", order=1), text_model("late", order=9)]
    known = TextCatalog(models, offered=["own/b", "own/a"])
    assert [model.id for model in known] == ["early", "own/b", "own/a", "late"]
    with pytest.raises(UnknownModel):
        TextCatalog(models, offered=["other/a"])


def test_a_prefix_belongs_to_a_template() -> None:
    for wrong in ({"template": True}, {"id_prefix": "own/"}):
        with pytest.raises(ValueError, match="id_prefix"):
            text_model("any", **wrong)


def test_a_retired_model_names_its_successor_at_its_own_address_only() -> None:
    over = {"shutdown": date(2026, 11, 1), "successor": "newer"}
    retired, proxied = text_model("old", **over), text_model("proxied", **over)
    known = catalog(retired, proxied, text_model("newer", order=200))
    with pytest.raises(ModelRetired) as caught:
        known.require_usable(retired)
    assert "newer" in (caught.value.hint or "")
    known.require_usable(proxied)
    assert known.default().id == "proxied"


def test_a_model_of_a_higher_tier_is_refused() -> None:
    with pytest.raises(TierRequired):
        catalog().require_usable(text_model("fine", tier="business"))
    catalog().require_usable(text_model("fine", tier="pro"))


def test_the_interface_tells_what_is_ready_and_what_a_prompt_costs() -> None:
    priced = text_model("priced", prices=[{"input": "1", "output": "5", "read": TODAY}])
    known = catalog(
        priced,
        text_model("bare", order=200),
        text_model("any", template=True, id_prefix="own/"),
        reasons={"priced": "Set a key."},
    )
    answer = text_models_json(known)
    first, second = answer["items"]
    (template,) = answer["templates"]
    assert answer["default"] == "bare"
    assert (first["available"], first["unavailableReason"]) == (False, "Set a key.")
    assert first["price"] == {
        "creditsMin": 0,
        "creditsMax": 10,
        "unit": "prompt",
        "usd": "0.00905",
        "inputUsd": "1",
        "outputUsd": "5",
        "read": "2026-11-26",
    }
    assert (second["price"], second["isDefault"]) == (None, True)
    assert template["idPrefix"] == "own/"

"""A model is described with what this installation knows of it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from limner.models.catalog import Catalog
from limner.models.description import catalog_json, model_json
from limner.models.model import Edit, Model
from limner.models.parts import Sizing
from limner.models.price_rule import PerImage
from limner.models.usable import NoProviders
from limner.testing.models import fake_models

PLAIN = fake_models()[0]


@dataclass
class Providers(NoProviders):
    """Providers that are all out of order for the same reason, if there is one."""

    reason: str | None = None

    def title(self, name: str) -> str:
        return f"The {name} company"

    def unavailable_reason(self, name: str) -> str | None:
        return self.reason


def changed(**facts: object) -> Model:
    return PLAIN.model_copy(update=facts)


def test_the_first_enabled_model_is_the_default() -> None:
    off, on = changed(id="off", enabled=False), changed(id="on")
    described = catalog_json(Catalog([off, on]), 4000)
    assert described["default"] == "on"
    assert [(item["id"], item["isDefault"]) for item in described["items"]] == [
        ("off", False),
        ("on", True),
    ]


@pytest.mark.parametrize("models", [[], [changed(enabled=False)]])
def test_without_an_enabled_model_there_is_no_default(models: list[Model]) -> None:
    assert catalog_json(Catalog(models), 4000)["default"] is None


@pytest.mark.parametrize(
    ("enabled", "reason", "told"),
    [
        (True, None, None),
        (True, "Set X_KEY.", "Set X_KEY."),
        (False, "Set X_KEY.", "Set X_KEY."),
        (False, None, None),
    ],
)
def test_what_cannot_be_chosen_says_why(
    enabled: bool, reason: str | None, told: str | None
) -> None:
    model = changed(enabled=enabled)
    item = model_json(model, Catalog([model], providers=Providers(reason)), 4000)
    assert (item["available"], item["unavailableReason"]) == (told is None, told)
    assert item["providerTitle"] == "The fake company"


@pytest.mark.parametrize(
    ("price", "told"),
    [
        (None, None),
        (
            PerImage(usd="0.0351", usd_min="0.02"),
            {"creditsMin": 20, "creditsMax": 36, "unit": "image", "usd": "0.0351", "read": None},
        ),
        (
            PerImage(usd="0"),
            {"creditsMin": 0, "creditsMax": 0, "unit": "image", "usd": "0", "read": None},
        ),
    ],
)
def test_a_price_is_an_interval_and_an_unknown_one_is_null(
    price: PerImage | None, told: dict[str, object] | None
) -> None:
    model = changed(price=price)
    assert model_json(model, Catalog([model]), 4000)["price"] == told


@pytest.mark.parametrize(
    ("own", "installation", "longest"),
    [(4000, 100, 100), (4000, 9000, 4000), (None, 9000, 9000)],
)
def test_the_longest_prompt_is_the_smaller_limit(
    own: int | None, installation: int, longest: int
) -> None:
    model = changed(max_prompt=own)
    assert model_json(model, Catalog([model]), installation)["maxPrompt"] == longest


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (None, "1024x1024"),
        (Edit(endpoint="e"), "1024x1024"),
        (Edit(endpoint="e", sizing=Sizing(default="auto", auto="send")), "auto"),
        (Edit(endpoint="e", sizing=Sizing(default="1:1", edit_default="auto")), "auto"),
    ],
)
def test_the_size_of_an_edit_where_none_is_said(edit: Edit | None, told: str) -> None:
    model = changed(edit=edit, sizing=Sizing(default="1024x1024"))
    assert model_json(model, Catalog([model]), 4000)["sizing"]["editDefault"] == told

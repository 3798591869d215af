"""Which models the doctor warns of."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from harness.sample_models import sample_model
from limner.cli.model_checks import check_models
from limner.models.catalog import Catalog
from limner.models.text_catalog import TextCatalog

TODAY = date(2026, 11, 21)


def told(**contract: Any) -> dict[str, tuple[str, str, str | None]]:
    catalog = Catalog([sample_model(**contract)], texts=TextCatalog(()), today=lambda: TODAY)
    checks = check_models(catalog, TODAY)
    return {check.title: (check.state, check.detail, check.hint) for check in checks}


@pytest.mark.parametrize(
    ("shutdown", "detail"),
    [
        ("2026-05-12", "Brush is enabled, but was shut down on 2026-05-12."),
        ("2026-11-21", "Brush is enabled, but was shut down on 2026-11-21."),
        ("2026-11-22", "Brush is shut down on 2026-11-22, in 1 day."),
        ("2026-12-21", "Brush is shut down on 2026-12-21, in 30 days."),
    ],
)
def test_an_enabled_model_that_ends_within_thirty_days_is_told_of(
    shutdown: str, detail: str
) -> None:
    warned = told(shutdown=shutdown, successor="acme/brush-2")
    assert warned["Model acme/brush"] == ("warning", detail, "Use acme/brush-2 instead.")


@pytest.mark.parametrize(
    "contract",
    [{}, {"shutdown": "2026-12-22"}, {"shutdown": "2026-05-12", "enabled": False}],
)
def test_no_other_model_is(contract: dict[str, Any]) -> None:
    assert "Model acme/brush" not in told(**contract)


def test_a_model_without_a_successor_has_to_be_replaced_by_choice() -> None:
    assert told(shutdown="2026-05-12")["Model acme/brush"][2] == "Choose another model."


def test_how_many_can_be_used_is_said() -> None:
    assert told()["Image models"] == ("ok", "1 of 1 can be used; Brush where none is named", None)
    state, detail, hint = told(shutdown="2026-05-12")["Image models"]
    assert (state, detail) == ("warning", "0 of 1 can be used")
    assert hint is not None

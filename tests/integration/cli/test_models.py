"""`limner models`: what can make images here."""

from __future__ import annotations

from harness.shell import Shell
from limner.models.catalog import load_catalog


def test_every_model_is_listed_with_price_sizes_and_availability(shell: Shell) -> None:
    listed = shell("models")
    assert listed.code == 0
    for model in load_catalog():
        [line] = [line for line in listed.out.splitlines() if line.startswith(model.id)]
        assert model.title in line
    assert "(default)" in listed.out


def test_the_contracts_are_given_as_json(shell: Shell) -> None:
    models = shell("models", "--json").json
    assert [item["id"] for item in models["items"]] == [model.id for model in load_catalog()]
    [default] = [item for item in models["items"] if item["isDefault"]]
    assert default["id"] == models["default"]
    assert default["price"] == {"creditsMin": 0, "creditsMax": 0, "unit": "image", "usd": "0"}
    assert default["parameters"]["properties"]["seed"]["type"] == "integer"

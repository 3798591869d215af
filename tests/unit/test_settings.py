"""Settings read from the environment."""

from pathlib import Path

import pytest
from pydantic import AliasChoices, Field, ValidationError
from pydantic_settings import SettingsConfigDict

from limner.errors import BadField
from limner.settings import Section, Settings, child_environment


class OwnSettings(Section):
    """What a provider might declare."""

    model_config = SettingsConfigDict(env_nested_delimiter="__")

    port: int = Field(1, validation_alias="SOME_PROVIDERS_PORT")
    word: str = Field("", validation_alias=AliasChoices("SOME_WORD", "OTHER_WORD"))
    ports: dict[str, int] = Field(default_factory=dict, validation_alias="SOME_PROVIDERS_PORTS")


@pytest.mark.parametrize(
    ("written", "entries"),
    [
        ("", ()),
        ("pictures.internal", ("pictures.internal",)),
        (
            " a.internal, 10.0.0.0/8 ,,[::1],fd00::/8",
            ("a.internal", "10.0.0.0/8", "[::1]", "fd00::/8"),
        ),
    ],
)
def test_private_hosts_are_separated_by_commas(
    monkeypatch: pytest.MonkeyPatch, written: str, entries: tuple[str, ...]
) -> None:
    monkeypatch.setenv("LIMNER_ALLOW_PRIVATE_HOSTS", written)
    assert Settings().allow_private_hosts == entries


@pytest.mark.parametrize("written", ["10.0.0.0/33", "http://pictures.internal", "a/b"])
def test_what_has_a_slash_must_be_a_network(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("LIMNER_ALLOW_PRIVATE_HOSTS", written)
    with pytest.raises(ValidationError, match="allow_private_hosts"):
        Settings()


def test_a_providers_own_settings_are_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_PROVIDERS_PORT", "7")
    assert Settings().section(OwnSettings).port == 7


def test_an_empty_variable_of_a_provider_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_PROVIDERS_PORT", "")
    assert Settings().section(OwnSettings).port == 1


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        ("SOME_PROVIDERS_PORT", "many", "SOME_PROVIDERS_PORT:"),
        ("SOME_PROVIDERS_PORTS", '{"left": "many"}', "SOME_PROVIDERS_PORTS__LEFT:"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_by_its_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, named: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadField, match=named):
        Settings().section(OwnSettings)


def test_a_child_is_given_what_is_named_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"HF_HOME": "here", "HOME": "there", "HOMEBREW_TOKEN": "a secret", "HF": "not this"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    passed = child_environment(("HF_", "HOME"))
    assert {name: passed[name] for name in given if name in passed} == {
        "HF_HOME": "here",
        "HOME": "there",
    }
    assert not given.keys() & child_environment().keys()


def test_what_stands_in_the_file_gives_way_to_the_environment_part_by_part(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "limner.toml").write_text(
        'SOME_PROVIDERS_PORT = 2\nSOME_WORD = "file"\n[SOME_PROVIDERS_PORTS]\na = 1\nb = 1\n'
    )
    from_file = Settings().section(OwnSettings)
    assert (from_file.port, from_file.word, from_file.ports) == (2, "file", {"a": 1, "b": 1})
    monkeypatch.setenv("SOME_PROVIDERS_PORT", "3")
    monkeypatch.setenv("OTHER_WORD", "environment")
    monkeypatch.setenv("SOME_PROVIDERS_PORTS__B", "2")
    monkeypatch.setenv("SOME_PROVIDERS_PORTS__C", "3")
    both = Settings().section(OwnSettings)
    assert (both.port, both.word) == (3, "environment")
    assert both.ports == {"a": 1, "b": 2, "c": 3}

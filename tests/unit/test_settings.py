"""Settings read from the environment."""

import pytest
from pydantic import ValidationError

from limner.settings import Settings


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

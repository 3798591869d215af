"""Tokens that let someone ask after one run."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limner.errors import TokenExpired, TokenInvalid
from limner.storage.secrets import Keyring
from limner.storage.tokens import TOKEN_SECONDS, StatusTokens, TokenFacts

NOON = 1_800_000_000
KEYRING = Keyring(b"a secret of some length")


def tokens_at(seconds: int) -> StatusTokens:
    """Tokens made or read at a moment in Unix seconds."""
    return StatusTokens(KEYRING, lambda: seconds * 1_000_000)


def test_it_says_what_it_is_for_and_for_how_long() -> None:
    token = tokens_at(NOON).sign("run_1", "ws_1", "acme", "wf_1")
    expected = TokenFacts("run_1", "ws_1", "acme", "wf_1", NOON + TOKEN_SECONDS)
    assert tokens_at(NOON).read(token) == expected
    assert tokens_at(NOON + TOKEN_SECONDS - 1).read(token) == expected
    with pytest.raises(TokenExpired):
        tokens_at(NOON + TOKEN_SECONDS).read(token)


def test_alteration_is_looked_at_before_expiry() -> None:
    token = tokens_at(NOON).sign("run_1", "ws_1", "acme", None)
    with pytest.raises(TokenInvalid):
        tokens_at(NOON + TOKEN_SECONDS).read(token[:-1])


def test_it_is_good_only_where_it_was_made() -> None:
    token = StatusTokens(Keyring(b"another secret of some length")).sign("run_1", "w", "a", None)
    with pytest.raises(TokenInvalid):
        StatusTokens(KEYRING).read(token)


def test_a_signature_for_something_else_is_worthless() -> None:
    body = base64.urlsafe_b64encode(b'["run_1","ws_1","acme",null,9999999999]').decode()
    with pytest.raises(TokenInvalid):
        StatusTokens(KEYRING).read(f"{body}.{KEYRING.sign('file-url-v1', body)}")


@given(st.text(max_size=200))
def test_nothing_else_is_a_token(text: str) -> None:
    with pytest.raises(TokenInvalid):
        StatusTokens(KEYRING).read(text)

"""Secrets as people paste them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

_LONGEST = 16_384


def _one_word(secret: SecretStr) -> SecretStr:
    word = secret.get_secret_value().strip()
    if not word.isascii() or not word.isprintable() or " " in word:
        raise ValueError("it is one word, without blanks, line breaks or accents")
    if not word:
        raise ValueError("it is empty")
    return SecretStr(word)


def _one_line(secret: SecretStr) -> SecretStr:
    if not secret.get_secret_value().isprintable():
        raise ValueError("it is one line, without control characters")
    return secret


Token = Annotated[SecretStr, Field(max_length=_LONGEST), AfterValidator(_one_word)]
"""A token or key, without what copying has put around it."""

Password = Annotated[SecretStr, Field(max_length=1_000), AfterValidator(_one_line)]
"""A password, with its blanks."""

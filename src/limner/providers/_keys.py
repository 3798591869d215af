"""Keys of providers as people set them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, SecretStr


def _one_word(key: SecretStr) -> SecretStr:
    """The key without what copying or a file has put around it: it has to fit into a header."""
    word = key.get_secret_value().strip()
    if not word.isascii() or not word.isprintable() or " " in word:
        raise ValueError("a key is one word, without blanks, line breaks or accents")
    return SecretStr(word)


Key = Annotated[SecretStr, AfterValidator(_one_word)]

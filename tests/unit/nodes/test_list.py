"""Texts that are split into items."""

from __future__ import annotations

from typing import Any

import pytest

from limner.errors import BadField
from limner.nodes.list import Split, split_items


@pytest.mark.parametrize(
    ("split", "text", "items"),
    [
        ("lines", " a \n\n b\r\n", ["a", "b"]),
        ("csv", "colour\nred\nblue\n", ["red", "blue"]),
        ("csv", 'name,size\n"a, b",2\n', [{"name": "a, b", "size": "2"}]),
        ("csv", "", []),
        ("csv", "\ufeffname,size\r\nfox,2\r\n", [{"name": "fox", "size": "2"}]),
        (
            "csv",
            "name\tsize\na, b\t2\nfox\t",
            [{"name": "a, b", "size": "2"}, {"name": "fox", "size": ""}],
        ),
        ("csv", 'name;"a, b"\nfox;1,5', [{"name": "fox", "a, b": "1,5"}]),
        ("csv", "product\na; b", ["a; b"]),
        ("json", '["a", 1, {"b": null}]', ["a", 1, {"b": None}]),
        ("json", "[]", []),
    ],
)
def test_a_text_becomes_items(split: Split, text: str, items: list[Any]) -> None:
    assert split_items(text, split) == items


@pytest.mark.parametrize(
    ("split", "text"),
    [
        ("json", "{}"),
        ("json", "[1,"),
        ("json", "[NaN]"),
        ("json", '["\\ud800"]'),
        ("json", "[" * 100_000),
        ("csv", "a,b\n1\n"),
        ("csv", "a,b,a\n1,2,3\n"),
        ("csv", "," * 5_000 + "\n" + "," * 5_000),
        ("csv", "a,b\n" + "x" * 200_000 + ",1"),
        ("lines", "a\n" * 100_001),
        ("json", '["a",' + "[" * 101 + "]" * 101 + "]"),
        ("json", "[" * 5_000 + "]" * 5_000),
        ("json", "[" + "9" * 6_000 + "]"),
        ("json", "[1e400]"),
        ("csv", 'a\n"b'),
    ],
)
def test_what_is_no_list_is_refused(split: Split, text: str) -> None:
    with pytest.raises(BadField):
        split_items(text, split)

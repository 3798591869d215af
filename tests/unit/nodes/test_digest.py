"""What a text model is told of earlier results: what a picture can be made of, in few bytes."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from limner.nodes._digest import MOST_BYTES, Result, digest_of_results

JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def digest(*values: Any, wish: str = "") -> Any:
    results = [Result(f"node_{place}", "prompt", value) for place, value in enumerate(values)]
    return json.loads(digest_of_results(results, wish))


def values(*given: Any) -> list[Any]:
    return [result["value"] for result in digest(*given)["results"]]


def test_each_result_says_where_it_comes_from() -> None:
    found = digest_of_results([Result("headline", "prompt", "Autumn sale")], "cosy")
    assert json.loads(found) == {
        "wish": "cosy",
        "results": [{"from": "headline", "as": "prompt", "value": "Autumn sale"}],
    }


def test_an_image_is_told_by_its_prompt() -> None:
    made = {"attachmentId": "ast_1", "url": "http://x", "prompt": "a fox", "revised_prompt": None}
    revised = made | {"revised_prompt": "a red fox"}
    assert values(made, revised) == ["a fox", "a red fox"]


def test_addresses_private_keys_and_empty_values_are_left_out() -> None:
    record = {"title": "Market", "url": "https://x.example", "_metadata": {"a": "b"}, "tags": []}
    assert values(record, "data:image/png;base64,xx", None, "  ") == [{"title": "Market"}]


def test_without_anything_there_is_no_digest() -> None:
    assert digest_of_results([], " ") == ""
    assert digest_of_results([Result("photo", "image", {"attachmentId": "ast_1"})], "") == ""


def test_texts_are_shortened_before_results_are_left_out() -> None:
    long = "word " * 1000
    shortened = values(*[long] * 5)
    assert len(shortened) == 5
    assert all(text.endswith("…") for text in shortened)
    assert 0 < len(values(*[long] * 500)) < 500


@given(st.lists(JSON, max_size=8), st.text(max_size=5000))
def test_a_digest_is_json_and_never_too_large(given_values: list[Any], wish: str) -> None:
    results = [Result("a_node", "image", value) for value in given_values]
    text = digest_of_results(results, wish)
    assert len(text.encode()) <= MOST_BYTES
    assert not text or isinstance(json.loads(text)["results"], list)

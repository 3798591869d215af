"""Words of the command line become values of the types a workflow asks for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from limner.cli.values import FileValue, read_image, read_inputs, read_pairs, read_param
from limner.errors import BadField, FileTooLarge
from limner.nodes.contract import HandleType, RunInput


def test_a_value_may_hold_anything_an_equals_sign_too() -> None:
    assert read_pairs(["prompt=a=b", "style=", "n=1 2"]) == {
        "prompt": "a=b",
        "style": "",
        "n": "1 2",
    }


@pytest.mark.parametrize("word", ["prompt", "=value", ""])
def test_what_is_no_pair_is_named(word: str) -> None:
    with pytest.raises(BadField, match=repr(word)):
        read_pairs([word])


def test_a_name_is_given_once() -> None:
    with pytest.raises(BadField, match="twice"):
        read_pairs(["a=1", "a=2"])


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "12", "12"),
        ("text", "@home", "@home"),
        ("number", "12", 12),
        ("number", "-0.5", -0.5),
        ("number", "1e3", 1000.0),
        ("boolean", "true", True),
        ("boolean", "No", False),
        ("boolean", "1", True),
        ("list", '["a", 2]', ["a", 2]),
        ("params", '{"seed": 4}', {"seed": 4}),
        ("image", "photos/fox.png", FileValue(Path("photos/fox.png"))),
        ("image", "@fox.png", FileValue(Path("fox.png"))),
        ("image", "ast_0sgcfkyzr521exbh3k9fb2kjkk", "ast_0sgcfkyzr521exbh3k9fb2kjkk"),
        ("image", "https://example.com/fox.png", "https://example.com/fox.png"),
        ("image", "@data:image/png;base64,", FileValue(Path("data:image/png;base64,"))),
        ("file", "fox.png", FileValue(Path("fox.png"))),
    ],
)
def test_a_value_is_read_by_the_type_of_its_input(kind: HandleType, text: str, value: Any) -> None:
    read = read_inputs([RunInput("it", kind)], {"it": text})["it"]
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "text"), [("number", "many"), ("boolean", "maybe"), ("list", "[1,"), ("params", "x")]
)
def test_a_value_of_another_type_names_its_input(kind: HandleType, text: str) -> None:
    with pytest.raises(BadField, match="'it'"):
        read_inputs([RunInput("it", kind)], {"it": text})


def test_json_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "items.json"
    file.write_text(json.dumps(["a", "b"]), encoding="utf-8")
    assert read_inputs([RunInput("it", "list")], {"it": f"@{file}"}) == {"it": ["a", "b"]}
    with pytest.raises(BadField, match="cannot be read"):
        read_inputs([RunInput("it", "list")], {"it": f"@{file}.not"})


def test_an_unknown_name_is_left_to_the_run() -> None:
    assert read_inputs([RunInput("it", "number")], {"other": "x"}) == {"other": "x"}


@pytest.mark.parametrize(
    ("text", "value"), [("4", 4), ("0.5", 0.5), ("true", True), ("a fox", "a fox"), ("", "")]
)
def test_a_parameter_is_json_where_it_can_be(text: str, value: Any) -> None:
    assert read_param(text) == value


def test_an_image_file_is_read_up_to_the_upload_limit(tmp_path: Path) -> None:
    small, large = tmp_path / "small.png", tmp_path / "large.png"
    small.write_bytes(b"bytes")
    with large.open("wb") as file:
        file.truncate(10 * 1024 * 1024 + 1)
    assert read_image(small) == b"bytes"
    with pytest.raises(FileTooLarge):
        read_image(large)
    with pytest.raises(BadField, match="cannot be read"):
        read_image(tmp_path)

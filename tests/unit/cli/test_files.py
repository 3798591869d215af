"""Images become whole files under true names, and none is written over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from limner.cli.files import ResultImage, file_names, images_in, write_new
from limner.errors import StorageError


def image(asset_id: str, mime_type: str = "image/png") -> dict[str, Any]:
    return {"url": "http://…", "_metadata": {"attachmentId": asset_id, "mimeType": mime_type}}


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        (image("ast_1"), ["ast_1"]),
        ([image("ast_1"), None, image("ast_2")], ["ast_1", "ast_2"]),
        ([[image("ast_1")], [image("ast_2")]], ["ast_1", "ast_2"]),
        (image("ast_1") | {"images": [image("ast_1"), image("ast_2")]}, ["ast_1", "ast_2"]),
        ({"items": [], "images": [image("ast_3")]}, ["ast_3"]),
        ("a text", []),
        (None, []),
        ({"a": 1}, []),
    ],
)
def test_the_images_of_a_value_are_found_in_order(value: Any, ids: list[str]) -> None:
    assert [found.asset_id for found in images_in("it", value)] == ids


def test_names_are_those_of_the_results_with_true_extensions() -> None:
    images = [
        ResultImage("cover", "ast_1", "image/jpeg"),
        ResultImage("shots", "ast_2", "image/png"),
        ResultImage("shots", "ast_3", "image/webp"),
        ResultImage("../../etc/passwd", "ast_4", "image/png"),
    ]
    assert file_names(images) == ["cover.jpg", "shots-1.png", "shots-2.webp", "passwd.png"]


def test_a_taken_name_gets_a_number(tmp_path: Path) -> None:
    contents = [b"first", b"second", b"third"]
    written = [write_new(tmp_path / "fox.png", content) for content in contents]
    assert [path.name for path in written] == ["fox.png", "fox-2.png", "fox-3.png"]
    assert [path.read_bytes() for path in written] == contents


def test_replacing_is_said(tmp_path: Path) -> None:
    write_new(tmp_path / "fox.png", b"first")
    assert write_new(tmp_path / "fox.png", b"second", replace=True).read_bytes() == b"second"
    assert [path.name for path in tmp_path.iterdir()] == ["fox.png"]


def test_folders_are_made(tmp_path: Path) -> None:
    assert write_new(tmp_path / "a" / "b" / "fox.png", b"fox").read_bytes() == b"fox"


def test_nothing_is_left_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"in the way")
    with pytest.raises(StorageError, match="cannot be written"):
        write_new(tmp_path / "file" / "fox.png", b"fox")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]

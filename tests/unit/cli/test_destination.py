"""Where images go is known, and objected to, before any is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from limner.cli.destination import destination_for, format_for, name_from
from limner.errors import BadField


def test_one_image_goes_into_the_file_asked_for() -> None:
    destination = destination_for(Path("art/fox.jpeg"), "a fox", 1, overwrite=False)
    assert destination.path(0, "image/jpeg") == Path("art/fox.jpeg")


def test_several_images_are_numbered() -> None:
    destination = destination_for(Path("fox.png"), "a fox", 3, overwrite=False)
    paths = [destination.path(index, "image/png") for index in range(3)]
    assert paths == [Path("fox-1.png"), Path("fox-2.png"), Path("fox-3.png")]


def test_a_folder_or_none_takes_names_from_the_prompt(tmp_path: Path) -> None:
    here = destination_for(None, "A fox, at dusk!", 1, overwrite=False)
    assert here.path(0, "image/webp") == Path("a-fox-at-dusk.webp")
    new = destination_for(Path("pictures"), "a fox", 2, overwrite=False)
    assert new.path(1, "image/jpeg") == Path("pictures/a-fox-2.jpg")
    dotted = tmp_path / "v1.2"
    dotted.mkdir()
    assert destination_for(dotted, "a fox", 1, overwrite=False).folder == dotted


def test_a_file_that_is_there_is_objected_to(tmp_path: Path) -> None:
    taken = tmp_path / "fox.png"
    taken.touch()
    with pytest.raises(BadField, match="there already"):
        destination_for(taken, "a fox", 1, overwrite=False)
    assert destination_for(taken, "a fox", 1, overwrite=True).path(0, "image/png") == taken
    (tmp_path / "fox-2.png").touch()
    with pytest.raises(BadField, match=r"fox-2\.png"):
        destination_for(taken, "a fox", 3, overwrite=False)


def test_a_name_that_is_no_image_is_objected_to() -> None:
    with pytest.raises(BadField, match=r"\.gif"):
        destination_for(Path("fox.gif"), "a fox", 1, overwrite=False)


@pytest.mark.parametrize(
    ("out", "wanted", "format"),
    [
        (None, None, None),
        (None, "webp", "webp"),
        ("fox.jpg", None, "jpeg"),
        ("fox.JPEG", None, "jpeg"),
        ("fox.png", "png", "png"),
        ("pictures", None, None),
    ],
)
def test_the_format_is_what_the_name_says(
    out: str | None, wanted: str | None, format: str | None
) -> None:
    assert format_for(Path(out) if out else None, wanted) == format


def test_a_name_and_a_format_that_differ_are_objected_to() -> None:
    with pytest.raises(BadField, match="JPEG under a name that says PNG"):
        format_for(Path("fox.png"), "jpeg")


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("A fox, at dusk!", "a-fox-at-dusk"),
        ("../../etc/passwd", "etc-passwd"),
        ("東京の夜", "東京の夜"),
        ("...", "image"),
        ("word " * 40, "word-word-word-word-word-word-word-word-word-word"[:49]),
        ("x" * 200, "x" * 50),
    ],
)
def test_a_name_is_made_of_the_first_words(prompt: str, name: str) -> None:
    assert name_from(prompt) == name

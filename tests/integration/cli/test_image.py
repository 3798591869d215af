"""`limner image`: a prompt becomes a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from harness.shell import Shell
from limner.testing.pictures import plain_png

SMALL = ("--size", "64x64")


def facts(path: Path) -> tuple[str | None, tuple[int, int]]:
    with Image.open(path) as image:
        return image.format, image.size


def test_a_prompt_becomes_the_file_asked_for(shell: Shell) -> None:
    made = shell("image", "a fox", "--size", "96x64", "--out", "fox.png")
    assert (made.code, made.out, made.err) == (0, "fox.png\n", "")
    assert facts(shell.folder / "fox.png") == ("PNG", (96, 64))
    assert [path.name for path in shell.folder.iterdir()] == ["fox.png"]


def test_the_same_seed_makes_the_same_bytes_and_another_one_others(shell: Shell) -> None:
    for name, seed in (("a.png", "5"), ("b.png", "5"), ("c.png", "6")):
        assert shell("image", "a fox", *SMALL, "--seed", seed, "--out", name).code == 0
    first, same, other = (
        (shell.folder / name).read_bytes() for name in ("a.png", "b.png", "c.png")
    )
    assert first == same
    assert first != other


@pytest.mark.parametrize(("name", "format"), [("fox.jpg", "JPEG"), ("fox.webp", "WEBP")])
def test_the_files_name_says_the_format(shell: Shell, name: str, format: str) -> None:
    assert shell("image", "a fox", *SMALL, "--out", name).code == 0
    assert facts(shell.folder / name)[0] == format


def test_without_a_file_the_prompt_names_it(shell: Shell) -> None:
    for expected in ("a-fox.webp", "a-fox-2.webp"):
        made = shell("image", "A fox!", *SMALL, "--format", "webp")
        assert (made.code, made.out) == (0, f"{expected}\n")
        assert facts(shell.folder / expected)[0] == "WEBP"


def test_several_images_are_numbered(shell: Shell) -> None:
    made = shell("image", "a fox", *SMALL, "--count", "2", "--out", "den/fox.png")
    assert made.out.split() == ["den/fox-1.png", "den/fox-2.png"]
    first, second = (shell.folder / name for name in made.out.split())
    assert first.read_bytes() != second.read_bytes()


def test_a_file_that_is_there_is_kept_unless_told(shell: Shell) -> None:
    (shell.folder / "fox.png").write_bytes(b"mine")
    refused = shell("image", "a fox", *SMALL, "--out", "fox.png")
    assert refused.code == 2
    assert "there already" in refused.err
    assert (shell.folder / "fox.png").read_bytes() == b"mine"
    assert shell("image", "a fox", *SMALL, "--out", "fox.png", "--force").code == 0
    assert facts(shell.folder / "fox.png")[0] == "PNG"


def test_a_prompt_is_no_template(shell: Shell) -> None:
    run = shell("image", "a {{ fox }} {% if %}", *SMALL, "--out", "fox.png", "--json").json
    assert run["status"] == "succeeded"
    assert run["nodes"]["picture"]["output"]["prompt"] == "a {{ fox }} {% if %}"
    assert run["files"] == ["fox.png"]


def test_a_reference_is_uploaded_and_used(shell: Shell) -> None:
    (shell.folder / "photo.png").write_bytes(plain_png(80, 80, "photo", 1))
    words = ("image", "a fox", *SMALL, "--seed", "1")
    shell(*words, "--out", "plain.png")
    run = shell(*words, "--reference", "photo.png", "--out", "woven.png", "--json").json
    assert run["status"] == "succeeded"
    plain, woven = (shell.folder / name for name in ("plain.png", "woven.png"))
    assert plain.read_bytes() != woven.read_bytes()


def test_a_resolution_goes_with_a_ratio(shell: Shell) -> None:
    wide = ("--aspect-ratio", "21:9", "--resolution", "1K")
    assert shell("image", "a fox", *wide, "--out", "fox.png").code == 0
    assert facts(shell.folder / "fox.png")[1] == (1568, 672)


def test_a_quality_the_model_does_not_have_is_dropped_with_a_warning(shell: Shell) -> None:
    made = shell("image", "a fox", *SMALL, "--quality", "high", "--out", "fox.png")
    assert made.code == 0
    assert "no quality" in made.err


def test_an_unknown_parameter_is_dropped_with_a_warning(shell: Shell) -> None:
    made = shell("image", "a fox", *SMALL, "--param", "sharpness=4", "--out", "fox.png")
    assert made.code == 0
    assert "sharpness" in made.err


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--size", "9x9"], "9x9"),
        (["--model", "nobody/nothing"], "nobody/nothing"),
        (["--count", "16"], "count"),
        (["--format", "gif"], "format"),
        (["--out", "fox.gif"], ".gif"),
        (["--out", "fox.png", "--format", "jpeg"], "JPEG"),
        (["--param", "seed"], "name=value"),
        (["--param", "seed=often"], "seed"),
        (["--seed", "-1"], "seed"),
        (["--reference", "nowhere.png"], "nowhere.png"),
    ],
)
def test_what_cannot_work_is_said_and_nothing_is_made(
    shell: Shell, words: list[str], complaint: str
) -> None:
    made = shell("image", "a fox", *words)
    assert made.code == 2, made.err
    assert complaint in made.err
    assert "Traceback" not in made.err
    assert list(shell.folder.iterdir()) == []


def test_an_empty_prompt_is_bad_input(shell: Shell) -> None:
    made = shell("image", "  ")
    assert made.code == 2
    assert "prompt" in made.err


def test_a_reference_that_is_no_image_is_bad_input(shell: Shell) -> None:
    (shell.folder / "photo.png").write_text("<svg/>", encoding="utf-8")
    made = shell("image", "a fox", "--reference", "photo.png")
    assert made.code == 2
    assert "PNG, JPEG or WebP" in made.err


def test_problems_are_told_as_json_where_json_is_asked_for(shell: Shell) -> None:
    made = shell("image", "a fox", "--size", "9x9", "--json")
    assert made.code == 2
    [problem] = made.json["error"]["errors"]
    assert (problem["code"], problem["field"]) == ("unsupported_size", "size")

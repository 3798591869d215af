import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sample_models import sample_model, sized_model
from limner.errors import UnsupportedSize
from limner.models.sizing import SizeWish, resolve_size

LISTED = sample_model().sizing
FREE = sized_model(custom={"min": 64, "max": 4096}).sizing


@pytest.mark.parametrize(
    ("wish", "size", "said"),
    [
        (SizeWish(), "1024x1024", None),
        (SizeWish(size="1024x1792"), "1024x1792", None),
        (SizeWish(size=" 1024X1792 "), "1024x1792", None),
        (SizeWish(image_size="square_hd"), "1024x1024", None),
        (SizeWish(image_size="landscape_4_3"), "1024x768", None),
        (SizeWish(aspect_ratio="1:1"), "1024x1024", "1:1"),
        (SizeWish(aspect_ratio="square"), "1024x1024", "square"),
        (SizeWish(aspect_ratio="16:9"), "1368x768", "16:9"),
        (SizeWish(aspect_ratio="landscape"), "1368x768", "landscape"),
        (SizeWish(aspect_ratio="portrait"), "768x1368", "portrait"),
        (SizeWish(resolution="2K"), "2048x2048", None),
        (SizeWish(aspect_ratio="1:1", resolution="2K"), "2048x2048", "1:1"),
    ],
)
def test_every_form_of_a_size(wish: SizeWish, size: str, said: str | None) -> None:
    found = resolve_size(LISTED, wish)
    assert (found.text, found.said_ratio) == (size, said)


@pytest.mark.parametrize(
    "wish",
    [
        SizeWish(size="1000x1000"),
        SizeWish(size="big"),
        SizeWish(size="1024x"),
        SizeWish(size="1024x1024x3"),
        SizeWish(size="0x0"),
        SizeWish(size="-5x5"),
        SizeWish(size="١٠٢٤x١٠٢٤"),
        SizeWish(image_size="portrait_16_9"),
        SizeWish(image_size="huge"),
        SizeWish(aspect_ratio="3:2"),
        SizeWish(aspect_ratio="0:1"),
        SizeWish(aspect_ratio="16:9\n"),
        SizeWish(aspect_ratio="wide"),
        SizeWish(resolution="4K"),
        SizeWish(resolution="8K"),
    ],
)
def test_what_the_model_cannot_make_is_refused_with_what_it_can(wish: SizeWish) -> None:
    with pytest.raises(UnsupportedSize) as told:
        resolve_size(LISTED, wish)
    assert told.value.code == "unsupported_size"
    assert (told.value.hint or "").startswith("It takes: ")


@pytest.mark.parametrize(
    "wish",
    [
        SizeWish(aspect_ratio="1:1", size="1024x1024"),
        SizeWish(size="1024x1024", image_size="square_hd"),
        SizeWish(size="1024x1024", resolution="2K"),
        SizeWish(image_size="square_hd", resolution="1K"),
    ],
)
def test_a_size_said_twice_is_refused(wish: SizeWish) -> None:
    with pytest.raises(UnsupportedSize, match="more than once"):
        resolve_size(LISTED, wish)


def test_a_model_of_any_size_keeps_to_its_bounds() -> None:
    assert resolve_size(FREE, SizeWish(size="64x4096")).text == "64x4096"
    for size in ("63x64", "64x4097", "99999x64"):
        with pytest.raises(UnsupportedSize, match="not a size") as told:
            resolve_size(FREE, SizeWish(size=size))
        assert "from 64 to 4096 pixels" in (told.value.hint or "")


@given(st.integers(1, 9999), st.integers(1, 9999), st.sampled_from([None, "1K", "2K"]))
def test_a_free_ratio_is_made_within_bounds_or_refused(
    width: int, height: int, resolution: str | None
) -> None:
    wish = SizeWish(aspect_ratio=f"{width}:{height}", resolution=resolution)
    try:
        size = resolve_size(FREE, wish)
    except UnsupportedSize:
        assert not 1 / 64 < width / height < 64 or max(width / height, height / width) > 40
        return
    assert 64 <= size.width <= 4096
    assert 64 <= size.height <= 4096
    assert size.width % 8 == size.height % 8 == 0
    assert abs(size.width / size.height - width / height) < 0.1 * width / height


@pytest.mark.parametrize("ratio", ["1:1", "16:9", "9:16", "3:2", "4:3", "21:9", "5:4"])
@pytest.mark.parametrize("resolution", ["2K", "4K"])
def test_rounding_to_steps_never_leaves_the_bounds_in_pixels(ratio: str, resolution: str) -> None:
    """At 4K these bounds leave no room above, at 2K none below."""
    bounds = {"max": 16384, "min_pixels": 2048**2, "max_pixels": 4096**2}
    sizing = sized_model(
        custom=bounds, resolutions=["2K", "4K"], aspect_ratios=[], form="object"
    ).sizing
    found = resolve_size(sizing, SizeWish(aspect_ratio=ratio, resolution=resolution))
    assert found.width is not None
    assert found.height is not None
    assert 2048**2 <= found.width * found.height <= 4096**2


def test_the_made_ratio_is_in_lowest_terms() -> None:
    assert resolve_size(LISTED, SizeWish(size="1024x1792")).ratio == "4:7"


RATIO = sized_model(
    form="ratio",
    default="1:1",
    edit_default="auto",
    aspect_ratios=["1:1", "16:9", "4:3"],
    sizes=[],
    image_sizes=["landscape_16_9", "square"],
    resolutions=["1K", "2K"],
    auto="omit",
).sizing


@pytest.mark.parametrize(
    ("wish", "word", "resolution"),
    [
        (SizeWish(), "1:1", "1K"),
        (SizeWish(aspect_ratio="landscape"), "16:9", "1K"),
        (SizeWish(aspect_ratio="4:3", resolution="2K"), "4:3", "2K"),
        (SizeWish(resolution="2K"), "1:1", "2K"),
        (SizeWish(size="1024x1024"), "1:1", "1K"),
        (SizeWish(size="2048x2048"), "1:1", "2K"),
        (SizeWish(image_size="landscape_16_9"), "16:9", "1K"),
        (SizeWish(aspect_ratio="auto"), "auto", "1K"),
    ],
)
def test_a_model_that_is_told_a_ratio(wish: SizeWish, word: str, resolution: str) -> None:
    found = resolve_size(RATIO, wish)
    assert (found.word, found.resolution, found.exact) == (word, resolution, False)


@pytest.mark.parametrize(
    "wish",
    [
        SizeWish(aspect_ratio="9:16"),
        SizeWish(size="1792x1024"),
        SizeWish(size="512x512"),
        SizeWish(resolution="4K"),
        SizeWish(image_size="portrait_16_9"),
    ],
)
def test_a_ratio_that_cannot_be_told_is_refused_with_the_choices(wish: SizeWish) -> None:
    with pytest.raises(UnsupportedSize) as told:
        resolve_size(RATIO, wish)
    assert (told.value.hint or "").startswith("It takes: ")


def test_an_edit_keeps_the_size_of_what_is_edited_where_the_model_can() -> None:
    found = resolve_size(RATIO, SizeWish(), edit=True)
    assert (found.word, found.width, found.text) == ("auto", None, "auto")
    assert resolve_size(LISTED, SizeWish(), edit=True).text == "1024x1024"


def test_a_ratio_may_stand_for_a_size_that_is_nearly_it() -> None:
    sizing = sized_model(aspect_ratios=[], ratios={"16:9": "1792x1024"}, sizes=[]).sizing
    found = resolve_size(sizing, SizeWish(aspect_ratio="landscape"))
    assert (found.text, found.said_ratio) == ("1792x1024", "landscape")
    assert resolve_size(sizing, SizeWish(size="1792x1024")).text == "1792x1024"
    with pytest.raises(UnsupportedSize, match="not a size"):
        resolve_size(sizing, SizeWish(aspect_ratio="4:3"))


@pytest.mark.parametrize(
    ("preset", "size", "word"),
    [
        ("square_hd", "1024x1024", "square_hd"),
        ("landscape_16_9", "1536x864", None),
        ("square", "1024x1024", None),
    ],
)
def test_a_preset_of_pixels_the_model_does_not_make_is_a_size_of_that_shape(
    preset: str, size: str, word: str | None
) -> None:
    sizing = sized_model(
        form="object",
        sizes=[],
        aspect_ratios=[],
        ratios={"1:1": "1024x1024", "16:9": "1536x864"},
        image_sizes=["square_hd", "square", "landscape_16_9"],
        custom={"max": 3840, "min_pixels": 655_360},
    ).sizing
    found = resolve_size(sizing, SizeWish(image_size=preset))
    assert (found.text, found.word) == (size, word)


def test_a_resolution_is_refused_with_the_sizes_where_there_are_no_resolutions() -> None:
    sizing = sized_model(resolutions=[]).sizing
    with pytest.raises(UnsupportedSize) as told:
        resolve_size(sizing, SizeWish(resolution="2K"))
    assert "1024x1024" in (told.value.hint or "")


def test_a_model_without_sizes_takes_none() -> None:
    sizing = sized_model(form="none").sizing
    assert resolve_size(sizing, SizeWish()).width is None
    with pytest.raises(UnsupportedSize, match="takes no size"):
        resolve_size(sizing, SizeWish(size="64x64"))


@pytest.mark.parametrize(
    ("size", "allowed"),
    [("1024x1024", True), ("1024x1032", False), ("256x256", False), ("3072x512", False)],
)
def test_custom_sizes_keep_steps_pixels_and_ratio(size: str, allowed: bool) -> None:
    custom = {"max": 3840, "multiple_of": 16, "min_pixels": 655_360, "max_ratio": 3}
    sizing = sized_model(custom=custom, sizes=[], default="1024x1024").sizing
    if allowed:
        assert resolve_size(sizing, SizeWish(size=size)).text == size
    else:
        with pytest.raises(UnsupportedSize) as told:
            resolve_size(sizing, SizeWish(size=size))
        assert "in steps of 16" in (told.value.hint or "")

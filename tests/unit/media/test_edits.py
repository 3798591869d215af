"""What is done to images: sizes, places and colours come out as they were asked for."""

from __future__ import annotations

import pytest
from PIL import Image

from harness.pictures import (
    BLUE,
    GREEN,
    RED,
    WHITE,
    corner,
    opened,
    photo,
    png_bomb,
    quadrants,
    saved,
)
from limner.errors import BadField, DamagedImage, ImageTooLarge
from limner.media.edits.compose import Compose, compose
from limner.media.edits.crop import RatioCrop, Rectangle, crop_pixels, crop_ratio
from limner.media.edits.mask import Mask, mask
from limner.media.edits.parts import Anchor
from limner.media.edits.reformat import Reformat, reformat
from limner.media.edits.resize import NOT_ENLARGED, Fit, Resize, resize

QUADRANTS = saved(quadrants(96, 64), "PNG")
BLACK = (0, 0, 0)


def plain(width: int, height: int, colour: tuple[int, ...], mode: str = "RGB") -> bytes:
    return saved(Image.new(mode, (width, height), colour), "PNG")


def pixel(data: bytes, x: int, y: int) -> tuple[int, ...]:
    found = opened(data).convert("RGBA").getpixel((x, y))
    assert isinstance(found, tuple)
    return found


def colours(data: bytes, *places: tuple[int, int]) -> list[tuple[int, ...]]:
    return [pixel(data, *place)[:3] for place in places]


def half_clear() -> bytes:
    """Red at the left, nothing at the right."""
    image = Image.new("RGBA", (20, 10), (0, 0, 0, 0))
    image.paste((255, 0, 0, 255), (0, 0, 10, 10))
    return saved(image, "PNG")


class TestCrop:
    @pytest.mark.parametrize(
        ("rectangle", "size", "top_left"),
        [
            (Rectangle(0, 0, 48, 32), (48, 32), RED),
            (Rectangle(48, 0), (48, 64), GREEN),
            (Rectangle(48, 32, 10, None), (10, 32), WHITE),
        ],
    )
    def test_pixels(
        self, rectangle: Rectangle, size: tuple[int, int], top_left: tuple[int, ...]
    ) -> None:
        made = crop_pixels([QUADRANTS], rectangle)
        assert (made.width, made.height) == size == opened(made.data).size
        assert pixel(made.data, 0, 0)[:3] == top_left

    @pytest.mark.parametrize(
        "rectangle",
        [
            Rectangle(0, 0, 97, 10),
            Rectangle(90, 0, 7, 10),
            Rectangle(96, 0),
            Rectangle(0, 0, 0, 0),
            Rectangle(-1, 0, 5, 5),
        ],
    )
    def test_what_leaves_the_image_is_refused(self, rectangle: Rectangle) -> None:
        with pytest.raises(BadField, match="96 × 64"):
            crop_pixels([QUADRANTS], rectangle)

    @pytest.mark.parametrize(
        ("ratio", "size"),
        [((1, 1), (64, 64)), ((3, 1), (96, 32)), ((2, 3), (43, 64)), ((1000, 1), (96, 1))],
    )
    def test_the_largest_part_of_a_ratio(
        self, ratio: tuple[int, int], size: tuple[int, int]
    ) -> None:
        made = crop_ratio([QUADRANTS], RatioCrop(*ratio))
        assert (made.width, made.height) == size

    @pytest.mark.parametrize(
        ("anchor", "colour"),
        [("left", RED), ("right", GREEN), ("top_left", RED), ("bottom_right", GREEN)],
    )
    def test_an_anchor_says_which_part_stays(self, anchor: Anchor, colour: tuple[int, ...]) -> None:
        made = crop_ratio([QUADRANTS], RatioCrop(1, 2, anchor))
        assert corner(opened(made.data), "top", "left") == colour

    def test_a_jpeg_stays_one(self) -> None:
        made = crop_ratio([saved(photo(), "JPEG")], RatioCrop(1, 1))
        assert opened(made.data).format == "JPEG"


class TestResize:
    @pytest.mark.parametrize(
        ("width", "height", "fit", "size"),
        [
            (48, None, "contain", (48, 32)),
            (None, 32, "cover", (48, 32)),
            (48, 48, "contain", (48, 32)),
            (48, 48, "cover", (48, 48)),
            (48, 48, "exact", (48, 48)),
            (96, 64, "exact", (96, 64)),
        ],
    )
    def test_smaller(
        self, width: int | None, height: int | None, fit: Fit, size: tuple[int, int]
    ) -> None:
        made = resize([QUADRANTS], Resize(width, height, fit))
        assert (made.width, made.height) == size == opened(made.data).size
        assert made.notes == ()

    @pytest.mark.parametrize(
        ("width", "height", "fit", "size"),
        [
            (192, None, "contain", (96, 64)),
            (192, 192, "contain", (96, 64)),
            (192, 192, "cover", (64, 64)),
            (192, 192, "exact", (64, 64)),
            (48, 192, "exact", (16, 64)),
        ],
    )
    def test_nothing_is_enlarged_unasked(
        self, width: int | None, height: int | None, fit: Fit, size: tuple[int, int]
    ) -> None:
        made = resize([QUADRANTS], Resize(width, height, fit))
        assert (made.width, made.height) == size
        assert made.notes == (NOT_ENLARGED,)
        asked = resize([QUADRANTS], Resize(width, height, fit, enlarge=True))
        assert (asked.width, asked.height) in {(width, height), (192, 128)}
        assert asked.notes == ()

    def test_a_size_beyond_all_measure_takes_no_memory(self) -> None:
        with pytest.raises(ImageTooLarge):
            resize([QUADRANTS], Resize(16_384, 16_384, "exact", enlarge=True))

    def test_cover_keeps_the_middle(self) -> None:
        made = resize([QUADRANTS], Resize(32, 64, "cover"))
        assert corner(opened(made.data), "top", "left") == RED
        assert corner(opened(made.data), "bottom", "right") == WHITE


class TestReformat:
    @pytest.mark.parametrize("format", ["png", "jpeg", "webp"])
    def test_formats(self, format: str) -> None:
        made = reformat([QUADRANTS], Reformat(format))  # type: ignore[arg-type]
        assert (opened(made.data).format or "").lower() == format

    def test_quality_makes_it_smaller(self) -> None:
        data = saved(photo(400, 300), "PNG")
        low, high = (reformat([data], Reformat("jpeg", quality)) for quality in (20, 95))
        assert len(low.data) < len(high.data)

    @pytest.mark.parametrize(
        ("format", "background", "colour"),
        [
            ("jpeg", "", WHITE),
            ("jpeg", "#0000ff", BLUE),
            ("png", "#00ff00", GREEN),
            ("webp", "lime", GREEN),
        ],
    )
    def test_a_background_lies_under_what_is_clear(
        self, format: str, background: str, colour: tuple[int, ...]
    ) -> None:
        wanted = Reformat(format, 100, lossless=True, background=background)  # type: ignore[arg-type]
        made = reformat([half_clear()], wanted)
        assert all(
            abs(found - wanted_) < 6
            for found, wanted_ in zip(pixel(made.data, 17, 5), colour, strict=False)
        )
        assert opened(made.data).mode == "RGB"

    def test_what_is_clear_stays_so_without_one(self) -> None:
        made = reformat([half_clear()], Reformat("webp", lossless=True))
        assert pixel(made.data, 17, 5)[3] == 0

    @pytest.mark.parametrize("background", ["#12", "nocolour", "rgb(1,2", "#gggggg"])
    def test_what_is_no_color_is_said_so(self, background: str) -> None:
        with pytest.raises(BadField, match="is no color"):
            reformat([half_clear()], Reformat("png", background=background))


class TestCompose:
    def test_a_row_is_as_high_as_its_lowest_image(self) -> None:
        made = compose(
            [plain(40, 20, RED), plain(20, 10, GREEN)], Compose("row", gap=4, background="blue")
        )
        assert (made.width, made.height) == (44, 10)
        assert colours(made.data, (5, 5), (21, 5), (30, 5)) == [RED, BLUE, GREEN]

    def test_a_column_is_as_wide_as_its_narrowest(self) -> None:
        made = compose([plain(40, 20, RED), plain(20, 10, GREEN)], Compose("column"))
        assert (made.width, made.height) == (20, 20)
        assert colours(made.data, (5, 5), (5, 15)) == [RED, GREEN]

    def test_a_grid_goes_row_by_row(self) -> None:
        images = [plain(10, 10, colour) for colour in (RED, GREEN, BLUE, RED, GREEN)]
        made = compose(images, Compose("grid", columns=2, gap=2))
        assert (made.width, made.height) == (22, 34)
        places = ((5, 5), (17, 5), (5, 17), (17, 17), (5, 29), (17, 29))
        assert colours(made.data, *places) == [RED, GREEN, BLUE, RED, GREEN, WHITE]

    @pytest.mark.parametrize(("count", "columns"), [(1, 1), (4, 2), (5, 3), (9, 3)])
    def test_a_grid_is_about_square(self, count: int, columns: int) -> None:
        made = compose([plain(10, 10, RED)] * count, Compose("grid"))
        assert made.width == columns * 10

    @pytest.mark.parametrize(
        ("anchor", "where"),
        [("top_left", (2, 2)), ("bottom_right", (17, 17)), ("center", (10, 10))],
    )
    def test_an_overlay_stands_at_its_anchor(self, anchor: Anchor, where: tuple[int, int]) -> None:
        wanted = Compose("overlay", anchor=anchor, gap=1, scale=0.2)
        made = compose([plain(20, 20, RED), plain(100, 100, GREEN)], wanted)
        assert (made.width, made.height) == (20, 20)
        image = opened(made.data).convert("RGB")
        green = [(x, y) for x in range(20) for y in range(20) if image.getpixel((x, y)) == GREEN]
        assert where in green
        assert len(green) == 16

    def test_an_overlay_larger_than_the_image_is_made_to_fit(self) -> None:
        made = compose([plain(20, 10, RED), plain(40, 40, GREEN)], Compose("overlay"))
        assert colours(made.data, (10, 5), (1, 5)) == [GREEN, RED]

    def test_an_overlay_may_be_seen_through(self) -> None:
        made = compose([plain(9, 9, BLACK), plain(9, 9, WHITE)], Compose("overlay", opacity=0.5))
        assert 120 < pixel(made.data, 4, 4)[0] < 135

    def test_a_clear_background_is_kept(self) -> None:
        made = compose([plain(10, 10, RED)] * 3, Compose("grid", background="transparent"))
        assert pixel(made.data, 15, 15)[3] == 0
        assert pixel(made.data, 5, 5) == (*RED, 255)

    def test_more_than_fits_takes_no_memory(self) -> None:
        wide = plain(20_000, 1, RED)
        tall = plain(1, 20_000, RED)
        with pytest.raises(ImageTooLarge):
            compose([wide, tall], Compose("grid"))


class TestMask:
    def test_white_where_the_image_is_clear(self) -> None:
        made = mask([half_clear()], Mask("alpha"))
        assert colours(made.data, (3, 5), (17, 5)) == [BLACK, WHITE]

    def test_white_where_the_image_is_bright(self) -> None:
        made = mask([QUADRANTS], Mask("luminance", threshold=200))
        assert colours(made.data, (5, 5), (90, 60)) == [BLACK, WHITE]
        shades = mask([QUADRANTS], Mask("luminance"))
        assert colours(shades.data, (5, 5)) == [(76, 76, 76)]

    def test_white_where_the_image_has_a_color(self) -> None:
        made = mask([QUADRANTS], Mask("color", colour="#f01010", tolerance=20))
        assert colours(made.data, (5, 5), (90, 5), (5, 60), (90, 60)) == [
            WHITE,
            BLACK,
            BLACK,
            BLACK,
        ]

    def test_it_can_be_turned_over(self) -> None:
        made = mask([half_clear()], Mask("alpha", invert=True))
        assert colours(made.data, (3, 5), (17, 5)) == [WHITE, BLACK]

    def test_an_edge_may_fade(self) -> None:
        made = mask([half_clear()], Mask("alpha", feather=4))
        (left, _, _), (edge, _, _), (right, _, _) = colours(made.data, (0, 5), (10, 5), (19, 5))
        assert left < 20 < edge < 235 < right


@pytest.mark.parametrize(
    ("data", "error"),
    [(QUADRANTS[:90], DamagedImage), (png_bomb(20_000, 20_000), ImageTooLarge)],
)
def test_hostile_images_are_refused_by_every_edit(data: bytes, error: type[Exception]) -> None:
    for work in (
        lambda: crop_ratio([data], RatioCrop(1, 1)),
        lambda: resize([data], Resize(10, None)),
        lambda: reformat([data], Reformat("png")),
        lambda: compose([QUADRANTS, data], Compose()),
        lambda: mask([data], Mask()),
    ):
        with pytest.raises(error):
            work()

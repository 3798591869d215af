"""Uploads, conversions, thumbnails and crops, judged by the pixels that come out."""

import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from harness.pictures import (
    BLUE,
    GPS,
    QUADRANTS,
    RED,
    WHITE,
    corner,
    opened,
    photo,
    png,
    png_bomb,
    png_chunk,
    profile_with_red_and_blue_swapped,
    quadrants,
    saved,
    small_png,
    with_orientation,
)
from limner.errors import BadField, DamagedImage, FileTooLarge, ImageTooLarge, UnsupportedType
from limner.media.image import (
    FIRST_FRAME_ONLY,
    MAX_UPLOAD_BYTES,
    THUMBNAIL_WIDTHS,
    Encoded,
    convert,
    crop,
    normalise_upload,
    thumbnail,
)

UPLOADABLE = ("png", "jpeg", "webp")


def like(colour: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(one - two) <= 16 for one, two in zip(colour, other, strict=True))


@pytest.mark.parametrize("format", UPLOADABLE)
def test_an_upload_keeps_its_format_and_its_looks(format: str) -> None:
    original = saved(photo(), format, quality=90)

    kept = normalise_upload(original)

    image = opened(kept.data)
    assert (kept.mime, kept.width, kept.height) == (f"image/{format}", 96, 64)
    assert image.size == (96, 64)
    assert image.get_format_mimetype() == kept.mime
    difference = ImageChops.difference(opened(original).convert("RGB"), image.convert("RGB"))
    assert max(high for _, high in difference.getextrema()) <= (0 if format == "png" else 24)


def test_a_lossless_webp_stays_lossless() -> None:
    original = saved(photo(), "webp", lossless=True)
    kept = normalise_upload(original)
    assert opened(kept.data).tobytes() == opened(original).tobytes()


@pytest.mark.parametrize("format", UPLOADABLE)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_applied(format: str, orientation: int) -> None:
    kept = normalise_upload(with_orientation(format, orientation))

    image = opened(kept.data)
    assert (kept.width, kept.height) == image.size == (96, 64)
    for (vertical, horizontal), colour in QUADRANTS.items():
        assert like(corner(image, vertical, horizontal), colour)
    assert not image.getexif()


@pytest.mark.parametrize("format", UPLOADABLE)
def test_place_and_personal_metadata_are_dropped(format: str) -> None:
    exif = Image.Exif()
    exif[0x013B] = "SECRET-ARTIST"
    exif.get_ifd(GPS)[2] = (45.0, 28.0, 0.0)
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SECRET-PLACE</x:xmpmeta>"
    original = saved(photo(), format, exif=exif, **({} if format == "png" else {"xmp": xmp}))
    assert b"SECRET" in original

    kept = normalise_upload(original)

    assert b"SECRET" not in kept.data
    assert not opened(kept.data).getexif()


def test_a_comment_is_dropped() -> None:
    original = saved(photo(), "jpeg", comment=b"SECRET")
    assert b"SECRET" not in normalise_upload(original).data


@pytest.mark.parametrize("format", UPLOADABLE)
def test_colours_are_brought_to_srgb(format: str) -> None:
    profile = profile_with_red_and_blue_swapped()
    original = saved(Image.new("RGB", (16, 16), RED), format, icc_profile=profile, quality=95)

    image = opened(normalise_upload(original).data)

    assert like(corner(image, "top", "left"), BLUE)
    assert "icc_profile" not in image.info


def test_colours_under_transparency_are_brought_to_srgb_too() -> None:
    profile = profile_with_red_and_blue_swapped()
    original = saved(Image.new("RGBA", (8, 8), (*RED, 100)), "png", icc_profile=profile)
    red, green, blue, alpha = opened(normalise_upload(original).data).getpixel((0, 0))
    assert like((red, green, blue), BLUE)
    assert alpha == 100


@pytest.mark.parametrize("profile", [b"", b"no profile at all", bytes(500)])
def test_a_broken_profile_is_ignored(profile: bytes) -> None:
    original = saved(Image.new("RGB", (16, 16), RED), "png", icc_profile=profile)
    assert opened(normalise_upload(original).data).getpixel((0, 0)) == RED


def test_a_profile_of_another_colour_space_is_ignored() -> None:
    profile = profile_with_red_and_blue_swapped()
    original = saved(Image.new("L", (16, 16), 200), "png", icc_profile=profile)
    assert opened(normalise_upload(original).data).getpixel((0, 0)) == (200, 200, 200)


def test_cmyk_becomes_rgb() -> None:
    original = saved(Image.new("CMYK", (16, 16), (0, 255, 255, 0)), "jpeg")
    image = opened(normalise_upload(original).data)
    assert image.mode == "RGB"
    assert like(image.getpixel((8, 8)), RED)


def test_sixteen_bit_grey_is_scaled_not_clipped() -> None:
    row = b"\0" + b"".join(value.to_bytes(2, "big") for value in (0, 255, 0x8000, 0xFFFF))
    image = opened(normalise_upload(png(4, 1, 16, 0, zlib.compress(row))).data)
    assert [image.getpixel((x, 0))[0] for x in range(4)] == [0, 0, 127, 255]


@pytest.mark.parametrize(("colour", "channels"), [(2, 3), (4, 2), (6, 4)])
def test_sixteen_bit_colour_and_alpha(colour: int, channels: int) -> None:
    row = b"\0" + (0x8080).to_bytes(2, "big") * channels
    image = opened(normalise_upload(png(1, 1, 16, colour, zlib.compress(row))).data)
    assert set(image.getpixel((0, 0))) == {0x80}
    assert image.mode == ("RGB" if colour == 2 else "RGBA")


def test_a_palette_keeps_its_transparency() -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([*RED, *BLUE])
    image.putpixel((1, 0), 1)
    kept = opened(normalise_upload(saved(image, "png", transparency=1)).data)
    assert kept.getpixel((0, 0)) == (*RED, 255)
    assert kept.getpixel((1, 0))[3] == 0


def test_a_palette_without_transparency_is_opaque() -> None:
    kept = opened(normalise_upload(saved(quadrants().quantize(8), "png")).data)
    assert kept.mode == "RGB"
    assert like(corner(kept, "top", "left"), RED)


def test_one_bit_and_grey_become_rgb() -> None:
    for mode in ("1", "L"):
        kept = opened(normalise_upload(saved(Image.new(mode, (3, 3), 255), "png")).data)
        assert (kept.mode, kept.getpixel((1, 1))) == ("RGB", WHITE)


def test_transparency_that_hides_nothing_is_dropped() -> None:
    assert opened(normalise_upload(saved(photo().convert("RGBA"), "png")).data).mode == "RGB"


@pytest.mark.parametrize("format", ["webp", "png"])
def test_of_an_animation_the_first_frame_stays(format: str) -> None:
    frames = [Image.new("RGB", (32, 32), colour) for colour in (RED, BLUE, WHITE)]
    animation = saved(frames[0], format, save_all=True, append_images=frames[1:], duration=50)

    kept = normalise_upload(animation)

    assert kept.notes == (FIRST_FRAME_ONLY,)
    assert like(corner(opened(kept.data), "top", "left"), RED)
    assert getattr(opened(kept.data), "n_frames", 1) == 1


def test_a_still_image_carries_no_note() -> None:
    assert normalise_upload(saved(photo(), "webp")).notes == ()


@pytest.mark.parametrize("format", UPLOADABLE)
@pytest.mark.parametrize("tail", [b"PK\x03\x04 a zip", b"<script>alert(1)</script>"])
def test_what_follows_the_image_is_left_behind(format: str, tail: bytes) -> None:
    kept = normalise_upload(saved(photo(), format) + tail)
    assert tail not in kept.data


def test_giant_and_explosive_text_is_left_behind() -> None:
    bomb = b"workflow\0\0" + zlib.compress(bytes(200_000_000), 1)
    text = png_chunk(b"zTXt", bomb), png_chunk(b"tEXt", b"prompt\0" + b"x" * 8_000_000)

    kept = normalise_upload(small_png(*text))

    assert opened(kept.data).getpixel((0, 0)) == WHITE
    assert len(kept.data) < 200


@pytest.mark.parametrize("format", UPLOADABLE)
def test_a_truncated_image_is_damaged(format: str) -> None:
    whole = saved(photo(400, 300), format)
    for part in (0.5, 0.9):
        with pytest.raises(DamagedImage) as refused:
            normalise_upload(whole[: int(len(whole) * part)])
        assert refused.value.code == "damaged_image"


def test_a_flipped_bit_in_the_pixels_is_damage() -> None:
    data = bytearray(saved(photo(), "png"))
    at = data.index(b"IDAT") + 20
    data[at] ^= 0xFF
    with pytest.raises(DamagedImage, match="checksum"):
        normalise_upload(bytes(data))


def test_damage_beside_the_picture_is_forgiven() -> None:
    profile = bytearray(png_chunk(b"iCCP", b"name\0\0" + zlib.compress(b"profile")))
    profile[-1] ^= 0xFF
    assert normalise_upload(small_png(bytes(profile))).width == 1


def test_a_bomb_is_refused() -> None:
    with pytest.raises(ImageTooLarge):
        normalise_upload(png_bomb(20_000, 20_000))


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(UnsupportedType, match="empty"):
        normalise_upload(b"")


@pytest.mark.parametrize("format", ["gif", "avif"])
def test_formats_only_providers_may_send(format: str) -> None:
    data = saved(photo(), format)
    with pytest.raises(UnsupportedType):
        normalise_upload(data)
    assert convert(data, "png").mime == "image/png"


def test_ten_megabytes_are_the_limit() -> None:
    small = saved(photo(), "png")
    normalise_upload(small + bytes(MAX_UPLOAD_BYTES - len(small)))
    with pytest.raises(FileTooLarge):
        normalise_upload(small + bytes(MAX_UPLOAD_BYTES - len(small) + 1))


@given(data=st.data(), format=st.sampled_from(UPLOADABLE))
@settings(deadline=None, max_examples=150)
def test_damage_of_any_kind_is_an_upload_error(data: st.DataObject, format: str) -> None:
    broken = bytearray(saved(photo(24, 16), format))
    for _ in range(data.draw(st.integers(1, 8))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    try:
        kept = normalise_upload(bytes(broken))
    except (UnsupportedType, DamagedImage, ImageTooLarge):
        return
    assert opened(kept.data).size == (kept.width, kept.height)


@pytest.mark.parametrize("source", ["png", "jpeg", "webp", "gif", "avif"])
@pytest.mark.parametrize("target", UPLOADABLE)
def test_converts_everything_to_everything(source: str, target: str) -> None:
    made = convert(saved(quadrants(), source), target)  # type: ignore[arg-type]
    image = opened(made.data)
    assert (made.mime, image.get_format_mimetype()) == (f"image/{target}",) * 2
    assert like(corner(image, "top", "left"), RED)


def test_jpeg_puts_transparency_on_white() -> None:
    clear = saved(Image.new("RGBA", (16, 16), (*RED, 0)), "png")
    assert like(opened(convert(clear, "jpeg").data).getpixel((8, 8)), WHITE)


@pytest.mark.parametrize("target", ["png", "webp"])
def test_transparency_survives_where_it_can(target: str) -> None:
    clear = saved(Image.new("RGBA", (16, 16), (*RED, 100)), "png")
    made = opened(convert(clear, target).data)  # type: ignore[arg-type]
    assert made.getpixel((8, 8))[3] == 100


def test_lower_quality_is_smaller() -> None:
    data = saved(Image.effect_noise((256, 256), 80).convert("RGB"), "png")
    for target in ("jpeg", "webp"):
        sizes = [len(convert(data, target, quality).data) for quality in (20, 60, 95)]
        assert sizes == sorted(sizes)


def test_a_side_too_long_for_the_format_is_refused() -> None:
    data = png_bomb(20_000, 2)
    assert convert(data, "jpeg").width == 20_000
    with pytest.raises(ImageTooLarge, match="16383"):
        convert(data, "webp")


@pytest.mark.parametrize("width", THUMBNAIL_WIDTHS)
@pytest.mark.parametrize("format", UPLOADABLE)
def test_thumbnails_keep_the_ratio(width: int, format: str) -> None:
    made = thumbnail(saved(quadrants(1200, 800), format), width)
    image = opened(made.data)
    assert made.mime == "image/webp"
    assert (made.width, made.height) == image.size == (width, round(width * 2 / 3))
    for (vertical, horizontal), colour in QUADRANTS.items():
        assert like(corner(image, vertical, horizontal), colour)


def test_a_thumbnail_is_upright() -> None:
    image = opened(thumbnail(with_orientation("jpeg", 6), 64).data)
    assert image.size == (64, 43)
    for (vertical, horizontal), colour in QUADRANTS.items():
        assert like(corner(image, vertical, horizontal), colour)


def test_thumbnails_are_never_larger_than_the_image() -> None:
    assert thumbnail(saved(photo(30, 20), "png"), 256).width == 30


def test_a_thumbnail_of_a_line_has_a_pixel() -> None:
    assert thumbnail(png_bomb(20_000, 1), 64).height == 1


def test_other_thumbnail_widths_are_refused() -> None:
    with pytest.raises(BadField, match="64, 256, 512, 1024"):
        thumbnail(saved(photo(), "png"), 65)


@given(x=st.integers(-5, 60), y=st.integers(-5, 60), w=st.integers(-2, 60), h=st.integers(-2, 60))
@settings(deadline=None)
def test_a_crop_is_the_rectangle_or_a_bad_field(x: int, y: int, w: int, h: int) -> None:
    image = photo(40, 30)
    fits = x >= 0 and y >= 0 and w >= 1 and h >= 1 and x + w <= 40 and y + h <= 30
    if fits:
        made = crop(saved(image, "png"), x, y, w, h)
        assert (made.width, made.height) == (w, h)
        assert opened(made.data).tobytes() == image.crop((x, y, x + w, y + h)).tobytes()
    else:
        with pytest.raises(BadField):
            crop(saved(image, "png"), x, y, w, h)


@pytest.mark.parametrize("format", UPLOADABLE)
def test_a_crop_keeps_the_format(format: str) -> None:
    made: Encoded = crop(saved(quadrants(), format), 0, 0, 40, 30)
    assert made.mime == f"image/{format}"
    assert like(corner(opened(made.data), "bottom", "right"), RED)


@pytest.mark.parametrize("format", ["gif", "avif"])
def test_a_crop_of_what_is_not_encoded_is_a_png(format: str) -> None:
    assert crop(saved(quadrants(), format), 0, 0, 40, 30).mime == "image/png"

"""What a file is: told by its content, and by what its sender says where that is silent."""

import io
import zipfile

import pytest

from harness.pictures import photo, saved
from limner.media.file_types import SHOWN_TYPES, type_of
from limner.media.names import true_name


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "a")
    return file.getvalue()


MP4 = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("data", "said", "told"),
    [
        (saved(photo(), "PNG"), "text/html", "image/png"),
        (saved(photo(), "JPEG"), "", "image/jpeg"),
        (saved(photo(), "GIF"), "image/png", "image/gif"),
        (b"%PDF-1.7 \0", "image/png", "application/pdf"),
        (MP4, "application/octet-stream", "video/mp4"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "video/mp4", "video/quicktime"),
        (b"\x1a\x45\xdf\xa3\x9fB\x82\x84webm", "", "video/webm"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "", "audio/wav"),
        (b"\xff\xfb\x90\x64\0\0\0\0", "", "audio/mpeg"),
        (b"\xff\xfea\0b\0", "text/plain", "application/octet-stream"),
        (zipped(), "", "application/zip"),
        (zipped(), WORD, WORD),
        (zipped(), "image/png", "application/zip"),
        (b'{"a": 1}', "application/json; charset=utf-8", "application/json"),
        (b"a,b\n1,2\n", "text/csv", "text/csv"),
        ("caffè".encode(), "", "text/plain"),
        (b"<script>alert(1)</script>", "image/png", "text/plain"),
        (b"<script>alert(1)</script>", "text/html", "text/html"),
        (b"\0\1\2\3", "text/html", "application/octet-stream"),
        (b"\0\1\2\3", "image/png", "application/octet-stream"),
        (b"\0\1\2\3", "video/mp4", "application/octet-stream"),
        (b"\0\1\2\3", "model/gltf-binary", "model/gltf-binary"),
        (b"\0\1\2\3", 'a/b"\r\nX: y', "application/octet-stream"),
        (b"\0\1\2\3", "a/" + "b" * 200, "application/octet-stream"),
        (b"", "", "text/plain"),
        (b"x" * 65_535 + "é".encode(), "", "text/plain"),
    ],
)
def test_a_type_is_told_by_content(data: bytes, said: str, told: str) -> None:
    assert type_of(data, said) == told


@pytest.mark.parametrize("said", sorted(SHOWN_TYPES))
@pytest.mark.parametrize("data", [b"<script>alert(1)</script>", b"\0<script>alert(1)</script>"])
def test_what_a_browser_may_show_is_never_taken_from_what_was_said(said: str, data: bytes) -> None:
    assert type_of(data, said) not in SHOWN_TYPES


@pytest.mark.parametrize(
    ("name", "mime_type", "true"),
    [
        ("photo.png", "image/jpeg", "photo.jpg"),
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("data.tar.gz", "application/gzip", "data.tar.gz"),
        ("notes.md", "text/plain", "notes.md"),
        ("movie", "video/mp4", "movie.mp4"),
        ("thing", "model/gltf-binary", "thing.bin"),
    ],
)
def test_a_name_has_the_true_extension(name: str, mime_type: str, true: str) -> None:
    assert true_name(name, mime_type) == true

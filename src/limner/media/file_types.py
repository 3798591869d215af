"""What a file is, told by its first bytes; by what was said of it only where they are silent. Pure.

Sources: the signatures of WHATWG MIME Sniffing sections 6.1 to 6.2; ISO/IEC 14496-12 section 4.3
for the brands of MP4; RFC 8794 for EBML; ISO/IEC 11172-3 section 2.4.1.3 for MPEG audio frames.
"""

from __future__ import annotations

import codecs
import re

from limner.media.formats import UPLOAD_FORMATS, sniff

UNKNOWN = "application/octet-stream"
_LONGEST_TYPE = 128
TYPE_BYTES = 64 * 1024
"""How much of the beginning of a file its type is told by."""

IMAGE_TYPES = frozenset(format.mime for format in UPLOAD_FORMATS)
"""What Limner keeps as an image: encoded by itself, with a size in pixels."""

_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
)
_ZIP = "application/zip"
_EBML = b"\x1a\x45\xdf\xa3"
_BRANDS = {
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heif",
}
_LAYER_THREE = frozenset({0xFB, 0xFA, 0xF3, 0xF2, 0xE3, 0xE2})
_TOLD_BY_CONTENT = frozenset(
    {
        *IMAGE_TYPES,
        *(found for _, found in _SIGNATURES),
        *_BRANDS.values(),
        *("image/gif", "image/avif", "video/mp4", "video/webm", "video/x-matroska", "audio/wav"),
        _ZIP,
    }
)
"""Types that the first bytes would have told: none of them is believed without."""

SHOWN_TYPES = IMAGE_TYPES | {
    *("video/mp4", "video/webm", "video/quicktime"),
    *("audio/mpeg", "audio/mp4", "audio/ogg", "audio/flac", "audio/wav"),
}
"""What a browser may show by itself: nothing in them can be run. All else is only downloaded."""

_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*", re.ASCII)
_TEXTUAL = re.compile(
    r"text/.+|.+\+(json|xml)|application/(json|xml|javascript|x-ndjson|yaml|x-yaml|sql|toml)"
)


def type_of(data: bytes, said: str = "") -> str:
    """The MIME type of a file, without parameters; ``said`` is what its sender called it."""
    claimed = _plain(said)
    told = _told(data)
    if told == _ZIP and claimed.startswith("application/") and claimed not in _TOLD_BY_CONTENT:
        return claimed
    if told is not None:
        return told
    textual = _TEXTUAL.fullmatch(claimed) is not None
    if _is_text(data):
        return claimed if textual else "text/plain"
    return UNKNOWN if textual or claimed in _TOLD_BY_CONTENT else claimed or UNKNOWN


def _plain(said: str) -> str:
    bare = said.partition(";")[0].strip().lower()
    return bare if len(bare) <= _LONGEST_TYPE and _TYPE.fullmatch(bare) else ""


def _told(data: bytes) -> str | None:
    image = sniff(data)
    if image is not None:
        return image.mime
    for signature, found in _SIGNATURES:
        if data.startswith(signature):
            return found
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _ZIP
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12], "video/mp4")
    if data.startswith(_EBML):
        return "video/webm" if b"webm" in data[:64] else "video/x-matroska"
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "audio/wav"
    if data[:1] == b"\xff" and len(data) > 3 and data[1] in _LAYER_THREE:
        return "audio/mpeg"
    return None


def _is_text(data: bytes) -> bool:
    """Whether the beginning is UTF-8 without control characters that no text has."""
    start = data[:TYPE_BYTES]
    if b"\0" in start:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start, final=len(data) <= TYPE_BYTES)
    except UnicodeDecodeError:
        return False
    return True

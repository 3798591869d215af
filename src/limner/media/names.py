"""Names of files made safe: what a client calls a file is never a path. Pure."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

_EXTENSIONS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/avif": "avif",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "video/quicktime": "mov",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "audio/wav": "wav",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/gzip": "gz",
    "application/json": "json",
    "text/plain": "txt",
    "text/csv": "csv",
    "text/html": "html",
    "text/markdown": "md",
}
_TRUE_BY_CONTENT = ("image/", "video/", "audio/", "application/pdf")
_UNSAFE = re.compile(r"[^\w.\- ]+")
_LONGEST = 120
_FALLBACK = "image"


def extension_of(mime_type: str) -> str:
    """`png` for `image/png`; `bin` for a type that has no extension of its own here."""
    return _EXTENSIONS.get(mime_type, "bin")


def true_name(name: str, mime_type: str) -> str:
    """A safe name whose extension is true: what the content tells wins over what was said."""
    path = PurePosixPath(safe_name(name))
    told = mime_type in _EXTENSIONS and mime_type.startswith(_TRUE_BY_CONTENT)
    if path.suffix and not told:
        return path.name
    return f"{path.stem}.{extension_of(mime_type)}"


def safe_name(name: str) -> str:
    """The base name of an uploaded file without anything a path or a header could trip over."""
    base = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    clean = _UNSAFE.sub("_", base).strip(" ._")
    return clean[-_LONGEST:].strip(" ._") or _FALLBACK

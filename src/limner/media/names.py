"""Names of files made safe: what a client calls a file is never a path. Pure."""

from __future__ import annotations

import re
import unicodedata

_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
_UNSAFE = re.compile(r"[^\w.\- ]+")
_LONGEST = 120
_FALLBACK = "image"


def extension_of(mime_type: str) -> str:
    """`png`, `jpg` or `webp`."""
    return _EXTENSIONS[mime_type]


def safe_name(name: str) -> str:
    """The base name of an uploaded file without anything a path or a header could trip over."""
    base = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    clean = _UNSAFE.sub("_", base).strip(" ._")
    return clean[-_LONGEST:].strip(" ._") or _FALLBACK

"""Images written out in text, as `data:image/png;base64,…` (RFC 2397). Pure."""

from __future__ import annotations

import msgspec

from limner.errors import BadField, FileTooLarge

_BASE64 = ";base64"


def is_data_uri(text: str) -> bool:
    """Whether a text means to be one."""
    return text.startswith("data:")


def read_data_uri(uri: str, max_bytes: int) -> bytes:
    """The bytes in a data URI; what it says of their type plays no part.

    Raises FileTooLarge beyond ``max_bytes``, before anything is decoded, and BadField for what
    is not Base64.
    """
    header, _, body = uri.partition(",")
    if not header.lower().endswith(_BASE64):
        raise BadField("The data URI is not in Base64.", hint="Write data:image/png;base64,…")
    size = len(body) // 4 * 3 - body[-2:].count("=")
    if size > max_bytes:
        raise FileTooLarge(f"The data URI holds {size:,} bytes; the limit is {max_bytes:,}.")
    try:
        # A fifth of the time of the standard library's, and as strict.
        return msgspec.convert(body, bytes)
    except msgspec.ValidationError:
        raise BadField("The data URI is damaged: it is not valid Base64.") from None

"""Bodies of requests: forms and files as bytes. Pure."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

_ESCAPED = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})
"""What could end a name in a header, as browsers write it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form; a file where it has a ``file_name``."""

    name: str
    content: bytes = field(repr=False)
    file_name: str | None = None
    media_type: str | None = None


def multipart(parts: Iterable[Part]) -> tuple[str, bytes]:
    """A form with files (RFC 7578): its media type and its bytes."""
    parts = list(parts)
    boundary = _boundary(parts)
    body = bytearray()
    for part in parts:
        disposition = f'form-data; name="{part.name.translate(_ESCAPED)}"'
        if part.file_name is not None:
            disposition += f'; filename="{part.file_name.translate(_ESCAPED)}"'
        body += f"--{boundary}\r\nContent-Disposition: {disposition}\r\n".encode()
        if part.media_type is not None:
            body += f"Content-Type: {part.media_type.translate(_ESCAPED)}\r\n".encode()
        body += b"\r\n" + part.content + b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    return f"multipart/form-data; boundary={boundary}", bytes(body)


def _boundary(parts: Iterable[Part]) -> str:
    """A line that stands in none of the parts."""
    while True:
        boundary = f"limner-{secrets.token_hex(16)}"
        if not any(boundary.encode() in part.content for part in parts):
            return boundary

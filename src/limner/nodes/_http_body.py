"""The body of a request from what a node says. Pure, but for the files it reads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal
from urllib.parse import urlencode

import msgspec

from limner.errors import BadField
from limner.nodes.contract import FileContent
from limner.services._multipart import Part, multipart

BodyType = Literal["json", "form", "multipart", "text", "file"]
Read = Callable[[object], Awaitable[FileContent]]

_TEXT = "text/plain; charset=utf-8"
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"


async def encoded_body(
    kind: BodyType, value: Any, files: Sequence[FileContent], file_field: str, read: Read
) -> tuple[str, bytes] | None:
    """The media type and the bytes of a body, None for none. Raises BadField.

    In a multipart form a value that stands for a file becomes one; ``files`` are wired in.
    """
    if kind == "multipart":
        parts = [part for pair in _pairs(value) for part in await _parts(*pair, read)]
        parts += [_file_part(file_field, one) for one in files]
        return multipart(parts)
    if kind == "file":
        return _only_file(files)
    if value is None or value == "":
        return None
    if kind == "form":
        return _FORM, urlencode([(name, _plain(one)) for name, one in _pairs(value)]).encode()
    if kind == "text":
        return _TEXT, _plain(value).encode()
    return _JSON, msgspec.json.encode(json_value(value))


def json_value(value: Any) -> Any:
    """A value, or the JSON that a text holds. Raises BadField."""
    if not isinstance(value, str):
        return value
    try:
        return msgspec.json.decode(value)
    except (ValueError, RecursionError) as error:
        raise BadField(
            f"body: This is not JSON: {error}.",
            hint="Write texts that come from elsewhere as {{ name.output.field | json }}.",
        ) from None


def _pairs(value: Any) -> list[tuple[str, Any]]:
    """The fields of a form: of an object, or of the JSON of one. Lists give a field each."""
    if value is None or value == "":
        return []
    fields = json_value(value)
    if not isinstance(fields, dict):
        raise BadField("body: A form is an object of names and values.")
    return [
        (name, item)
        for name, given in fields.items()
        for item in (given if isinstance(given, list) else [given])
        if item is not None
    ]


async def _parts(name: str, value: Any, read: Read) -> list[Part]:
    if _is_file(value):
        return [_file_part(name, await read(value))]
    return [Part(name, _plain(value).encode())]


def _is_file(value: Any) -> bool:
    """Whether a value is the output object of a file, or its JSON as a template writes it."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            value = msgspec.json.decode(value)
        except (ValueError, RecursionError):
            return False
    return isinstance(value, dict) and isinstance(value.get("attachmentId"), str)


def _file_part(name: str, file: FileContent) -> Part:
    return Part(name, file.content, file.name, file.mime_type)


def _only_file(files: Sequence[FileContent]) -> tuple[str, bytes]:
    if len(files) != 1:
        raise BadField(
            f"A file as the body is one file; {len(files)} are wired in.",
            hint="Wire one file, or send several as multipart.",
        )
    return files[0].mime_type, files[0].content


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()

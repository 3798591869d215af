"""Reads a multipart body (RFC 7578) as it arrives, within limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from limner.errors import BadField, FileTooLarge, InputError, UnsupportedMediaType
from limner.server.body import body_chunks

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

FORM_TYPE = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class FormLimits:
    """How much a form may hold. Sizes in bytes."""

    parts: int
    field_bytes: int
    file_bytes: int
    all_bytes: int


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file, the field it stands in, and the name its sender gave it."""

    field: str
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """What a form held, in its order; of fields with one name the last."""

    fields: dict[str, str]
    files: Sequence[FormFile]


@dataclass(slots=True)
class _Part:
    """One part while it is read. Of what is too large only the length is kept."""

    headers: dict[str, bytes] = field(default_factory=dict)
    header_name: bytearray = field(default_factory=bytearray)
    header_value: bytearray = field(default_factory=bytearray)
    name: str = ""
    file_name: str | None = None
    data: bytearray = field(default_factory=bytearray)
    length: int = 0


async def read_form(request: Request, limits: FormLimits) -> Form:
    """The form in a request.

    Raises UnsupportedMediaType for another body, InputError for a malformed one, BadField for
    too many parts and for fields that are no text or too long, FileTooLarge, and what
    ``body_chunks`` raises.
    """
    reader = _FormReader(_boundary(request), limits)
    length = 0
    async for chunk in body_chunks(request):
        length += len(chunk)
        if length > limits.all_bytes:
            raise FileTooLarge(
                f"The request has more than {limits.all_bytes} bytes; "
                f"a file has at most {limits.file_bytes}."
            )
        reader.feed(chunk)
    return reader.finished()


def is_form(request: Request) -> bool:
    """Whether a request says it brings one."""
    kind, _ = parse_options_header(request.headers.get("content-type"))
    return kind.lower() == FORM_TYPE.encode()


def _boundary(request: Request) -> bytes:
    _, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary")
    if not is_form(request) or not boundary:
        raise UnsupportedMediaType(f"The body is not {FORM_TYPE}.", hint="Send a form.")
    return boundary


class _FormReader:
    """Takes a multipart body apart."""

    def __init__(self, boundary: bytes, limits: FormLimits) -> None:
        self._limits = limits
        self._parts: list[_Part] = []
        self._complete = False
        with _plain_faults():
            self._parser = MultipartParser(boundary, self._callbacks())

    def feed(self, chunk: bytes) -> None:
        with _plain_faults():
            self._parser.write(chunk)

    def finished(self) -> Form:
        with _plain_faults():
            self._parser.finalize()
        if not self._complete:
            raise InputError("The form ends in the middle.")
        texts = [part for part in self._parts if part.file_name is None]
        files = [part for part in self._parts if part.file_name is not None]
        return Form(
            {part.name: self._text(part) for part in texts}, [self._file(part) for part in files]
        )

    def _callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        if len(self._parts) >= self._limits.parts:
            raise BadField(f"The form has more than {self._limits.parts} parts.")
        self._parts.append(_Part())

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._parts[-1].header_name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._parts[-1].header_value += data[start:end]

    def _header_end(self) -> None:
        part = self._parts[-1]
        part.headers[part.header_name.decode("latin-1").lower()] = bytes(part.header_value)
        part.header_name.clear()
        part.header_value.clear()

    def _headers_finished(self) -> None:
        part = self._parts[-1]
        _, options = parse_options_header(part.headers.get("content-disposition"))
        part.name = options.get(b"name", b"").decode("utf-8", "replace")
        file_name = options.get(b"filename")
        part.file_name = None if file_name is None else file_name.decode("utf-8", "replace")

    def _data(self, data: bytes, start: int, end: int) -> None:
        part = self._parts[-1]
        part.length += end - start
        if part.length <= self._longest(part):
            part.data += data[start:end]

    def _end(self) -> None:
        self._complete = True

    def _longest(self, part: _Part) -> int:
        return self._limits.field_bytes if part.file_name is None else self._limits.file_bytes

    def _file(self, part: _Part) -> FormFile:
        if part.length > self._limits.file_bytes:
            raise FileTooLarge(
                f"The file has {part.length} bytes; the limit is {self._limits.file_bytes}."
            )
        return FormFile(part.name, part.file_name or "", bytes(part.data))

    def _text(self, part: _Part) -> str:
        if part.length > self._limits.field_bytes:
            raise BadField(f"The field {part.name!r:.80} is too long.")
        try:
            text = part.data.decode()
        except UnicodeDecodeError:
            raise BadField(f"The field {part.name!r:.80} is not UTF-8 text.") from None
        if "\0" in text:
            raise BadField(f"The field {part.name!r:.80} contains the character NUL.")
        return text


class _plain_faults:
    """Turns the parser's faults into an InputError."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, FormParserError):
            raise InputError("The form is malformed.") from error

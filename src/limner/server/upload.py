"""Reads an uploaded file from a multipart body (RFC 7578) as it arrives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from limner.errors import BadField, FileTooLarge, InputError, UnsupportedMediaType
from limner.media.image import MAX_UPLOAD_BYTES
from limner.server.body import MAX_READ_BYTES, body_chunks

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

FILE_FIELD = "file"
_MOST_PARTS = 20
_LONGEST_FIELD = 1_000


@dataclass(slots=True)
class Upload:
    """A file with the name its sender gave it, and the other fields of the form."""

    name: str
    data: bytes
    fields: dict[str, str]


@dataclass(slots=True)
class _Part:
    """One part while it is read. Of a file that is too large only the length is kept."""

    headers: dict[str, bytes] = field(default_factory=dict)
    header_name: bytearray = field(default_factory=bytearray)
    header_value: bytearray = field(default_factory=bytearray)
    name: str = ""
    file_name: str | None = None
    data: bytearray = field(default_factory=bytearray)
    length: int = 0

    @property
    def limit(self) -> int:
        return _LONGEST_FIELD if self.file_name is None else MAX_UPLOAD_BYTES


async def read_upload(request: Request) -> Upload:
    """The file of a form.

    Raises UnsupportedMediaType for another body, InputError for a malformed one, BadField
    without a file, FileTooLarge beyond 10 MiB, and what ``body_chunks`` raises.
    """
    form = _Form(_boundary(request))
    length = 0
    async for chunk in body_chunks(request):
        length += len(chunk)
        if length > MAX_READ_BYTES:
            raise FileTooLarge(
                f"The request has more than {MAX_READ_BYTES} bytes; "
                f"a file has at most {MAX_UPLOAD_BYTES}."
            )
        form.feed(chunk)
    return form.finished()


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary")
    if kind.lower() != b"multipart/form-data" or not boundary:
        raise UnsupportedMediaType(
            "The body is not multipart/form-data.", hint=f"Send the file in a part {FILE_FIELD!r}."
        )
    return boundary


class _Form:
    """Takes a multipart body apart."""

    def __init__(self, boundary: bytes) -> None:
        self._parts: list[_Part] = []
        self._complete = False
        with _plain_faults():
            self._parser = MultipartParser(boundary, self._callbacks())

    def feed(self, chunk: bytes) -> None:
        with _plain_faults():
            self._parser.write(chunk)

    def finished(self) -> Upload:
        with _plain_faults():
            self._parser.finalize()
        if not self._complete:
            raise InputError("The form ends in the middle.")
        files = [part for part in self._parts if part.file_name is not None]
        if len(files) != 1 or files[0].name != FILE_FIELD:
            raise BadField(f"The form needs exactly one file, in the part {FILE_FIELD!r}.")
        file = files[0]
        if file.length > MAX_UPLOAD_BYTES:
            raise FileTooLarge(
                f"The file has {file.length} bytes; the limit is {MAX_UPLOAD_BYTES}."
            )
        fields = {part.name: _text(part) for part in self._parts if part.file_name is None}
        return Upload(file.file_name or "", bytes(file.data), fields)

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
        if len(self._parts) >= _MOST_PARTS:
            raise BadField(f"The form has more than {_MOST_PARTS} parts.")
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
        if part.length <= part.limit:
            part.data += data[start:end]

    def _end(self) -> None:
        self._complete = True


def _text(part: _Part) -> str:
    if part.length > _LONGEST_FIELD:
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

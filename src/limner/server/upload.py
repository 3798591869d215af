"""Reads an uploaded file from a form."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from limner.errors import BadField
from limner.media.image import MAX_UPLOAD_BYTES
from limner.server.body import MAX_READ_BYTES
from limner.server.form import FormLimits, read_form

FILE_FIELD = "file"
_LIMITS = FormLimits(
    parts=20, field_bytes=1_000, file_bytes=MAX_UPLOAD_BYTES, all_bytes=MAX_READ_BYTES
)


@dataclass(slots=True)
class Upload:
    """A file with the name its sender gave it, and the other fields of the form."""

    name: str
    data: bytes
    fields: dict[str, str]


async def read_upload(request: Request) -> Upload:
    """The file of a form. Raises BadField without one, and what ``read_form`` raises."""
    form = await read_form(request, _LIMITS)
    if [file.field for file in form.files] != [FILE_FIELD]:
        raise BadField(f"The form needs exactly one file, in the part {FILE_FIELD!r}.")
    [file] = form.files
    return Upload(file.name, file.data, form.fields)

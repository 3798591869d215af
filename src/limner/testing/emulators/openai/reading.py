"""Reads a request's body, JSON or form, into its fields and its pictures."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from limner.testing.emulators.openai import errors

_NUMBERS = frozenset({"n", "partial_images", "output_compression"})
_IMAGE_FIELDS = frozenset({"image", "image[]"})
_FILE_FIELDS = frozenset({"mask", "markup"})


@dataclass(frozen=True, slots=True)
class Body:
    """The fields of a request and its pictures.

    ``schema`` is the published schema that ``checked`` must meet; in ``checked`` the files
    of a form stand as strings, as the schema has them. ``noted`` is what is remembered.
    """

    fields: Mapping[str, Any]
    schema: str
    checked: Mapping[str, Any]
    noted: Mapping[str, Any]
    images: tuple[bytes, ...] = ()
    mask: bytes | None = None
    markup: bytes | None = None


async def read_generation(request: web.Request) -> Body:
    """Raises Refused for what is not a JSON object."""
    fields = await _json(request)
    return Body(fields, "CreateImageRequest", fields, fields)


async def read_edit(request: web.Request) -> Body:
    """Raises Refused for what is neither a JSON object nor a form with readable pictures."""
    if request.content_type == "application/json":
        return await _json_edit(request)
    return await _form_edit(request)


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        fields = await request.json()
    except ValueError:
        raise errors.unreadable() from None
    if not isinstance(fields, dict):
        raise errors.unreadable()
    return fields


async def _json_edit(request: web.Request) -> Body:
    fields = await _json(request)
    listed = fields.get("images")
    images = tuple(_referred(one) for one in listed) if isinstance(listed, list) else ()
    mask = _referred(fields["mask"]) if "mask" in fields else None
    rest = {name: value for name, value in fields.items() if name not in ("images", "mask")}
    noted = {**rest, "images": [_digest(image) for image in images]}
    return Body(rest, "EditImageBodyJsonParam", fields, noted, images, mask)


def _referred(reference: Any) -> bytes:
    """The picture in a data URI; other addresses and file ids are not known here."""
    address = reference.get("image_url") if isinstance(reference, dict) else None
    if not isinstance(address, str) or not address.startswith("data:image/"):
        raise errors.invalid("images", "expected image_url with a data URI.")
    try:
        return base64.b64decode(address.partition(",")[2], validate=True)
    except binascii.Error:
        raise errors.invalid("images", "the data URI is not base64.") from None


async def _form_edit(request: web.Request) -> Body:
    fields: dict[str, Any] = {}
    files: dict[str, list[bytes]] = {"image": []}
    noted: dict[str, Any] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            with value.file:
                data = value.file.read()
            files.setdefault("image" if name in _IMAGE_FIELDS else name, []).append(data)
            noted.setdefault(name, []).append(
                {"filename": value.filename, "type": value.content_type, "sha256": _digest(data)}
            )
        else:
            fields[name] = noted[name] = _typed(name, value)
    for name in files.keys() - {"image"} - _FILE_FIELDS:
        raise errors.unknown(name)
    checked = {**fields, **_as_strings(files)}
    images = tuple(files["image"])
    mask, markup = (files.get(name, [None])[0] for name in ("mask", "markup"))
    return Body(fields, "CreateImageEditRequest", checked, noted, images, mask, markup)


def _typed(name: str, value: Any) -> Any:
    """A form knows only text; what is a number or a truth is read as one."""
    if name in _NUMBERS or name == "stream":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _as_strings(files: Mapping[str, list[bytes]]) -> dict[str, Any]:
    single = {name: "file" for name in files if name in _FILE_FIELDS}
    match len(files["image"]):
        case 0:
            return single
        case 1:
            return {"image": "file", **single}
        case several:
            return {"image": ["file"] * several, **single}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

"""Files that a node's data name: those of earlier nodes, by templates, and kept ones. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from pydantic import BaseModel, Field

from limner.nodes._controls import Control, shown_as

_CONTROL: Control = "files"
_ASSET_PREFIX = "ast_"
_MOST = 50


def files_field(title: str, description: str, more: dict[str, Any] | None = None) -> Any:
    """A field for files: each is an asset's id, or a template such as `run.attachments.<node>`.

    ``more`` are further keys for its JSON Schema.
    """
    shown = shown_as(_CONTROL, template=True) | (more or {})
    return Field(
        default_factory=list,
        max_length=_MOST,
        title=title,
        description=description,
        json_schema_extra=shown,
    )


def only_of(kind: str) -> dict[str, Any]:
    """More keys for a field that takes files of one kind, such as images."""
    return {"x-media": kind}


def picked_values(data: BaseModel) -> list[Any]:
    """What the files that data name stand for, once templates are filled in: ids and the output
    objects of files, a node's together in a list."""
    return file_values(text for _, text in _picked(data))


def file_values(texts: Iterable[str]) -> list[Any]:
    """The same for texts that name files."""
    return [_value(text) for text in texts if text.strip()]


def assets_named(data: BaseModel) -> list[tuple[str, str]]:
    """The kept files among those that data name: for each its field and its asset's id."""
    return [(field, text) for field, text in _picked(data) if text.startswith(_ASSET_PREFIX)]


def _picked(data: BaseModel) -> Iterator[tuple[str, str]]:
    for name, info in type(data).model_fields.items():
        extra = info.json_schema_extra
        if isinstance(extra, dict) and extra.get("x-control") == _CONTROL:
            for text in getattr(data, name):
                yield info.alias or name, text


def _value(text: str) -> Any:
    """An output that came through a template is JSON in a text."""
    if text.lstrip()[:1] in ("{", "["):
        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError):
            return text
    return text.strip()

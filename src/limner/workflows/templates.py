"""Templates: workflows that ship with Limner, to begin from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import msgspec

from limner.errors import NotFound

_RECORD, _PICTURE = ".json", ".webp"


@dataclass(frozen=True, slots=True)
class Template:
    """A workflow with what a person reads before choosing it. ``picture`` is a WebP, if any."""

    id: str
    title: str
    category: str
    description: str
    document: dict[str, Any]
    picture: bytes | None

    def summary(self) -> dict[str, Any]:
        """What a list tells of it."""
        return {
            "id": self.id,
            "title": self.title,
            "category": self.category,
            "description": self.description,
            "picture": None if self.picture is None else f"/api/templates/{self.id}/picture",
        }


@cache
def all_templates() -> tuple[Template, ...]:
    """The templates of ``data/templates``, in the order of the numbers in their files' names."""
    folder = resources.files("limner.workflows") / "data" / "templates"
    files = {file.name: file for file in folder.iterdir()}
    records = sorted(name for name in files if name.endswith(_RECORD))
    return tuple(_read(name.removesuffix(_RECORD), files) for name in records)


def find_template(template_id: str) -> Template:
    """Raises NotFound."""
    for template in all_templates():
        if template.id == template_id:
            return template
    raise NotFound(f"There is no template {template_id!r:.80}.")


def _read(stem: str, files: dict[str, Traversable]) -> Template:
    record = msgspec.json.decode(files[stem + _RECORD].read_bytes())
    picture = files.get(stem + _PICTURE)
    _, _, template_id = stem.partition("-")
    return Template(
        id=template_id, picture=None if picture is None else picture.read_bytes(), **record
    )

"""Holds requests to a vendor's published JSON Schemas, and refuses fields they do not know."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

_DOCUMENT = "urn:contract"


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a request: where, by which rule of the schema, in words."""

    path: tuple[str | int, ...]
    rule: str
    message: str


class Contract:
    """A schema, or a document of schemas that refer to each other, with every object closed."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        resource = DRAFT202012.create_resource(closed(document))
        self._registry: Registry[Any] = Registry().with_resource(_DOCUMENT, resource)
        self._validators: dict[str, Draft202012Validator] = {}

    @classmethod
    def read(cls, path: Path) -> Contract:
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def complaints(self, body: Any, at: str = "") -> list[Complaint]:
        """What is wrong with a body, outermost first, by the schema at a JSON pointer.

        Without a pointer the document itself is the schema; ``/`` inside a key of a pointer
        is written ``~1``. Raises referencing's Unresolvable when it leads nowhere.
        """
        if at not in self._validators:
            schema = {"$ref": f"{_DOCUMENT}#{at}"}
            self._registry.resolver().lookup(schema["$ref"])
            self._validators[at] = Draft202012Validator(schema, registry=self._registry)
        errors = sorted(self._validators[at].iter_errors(body), key=lambda error: len(error.path))
        return [complaint for error in errors for complaint in _complaints(error)]


def closed(schema: Any) -> Any:
    """A schema in which objects with known properties take no others.

    Left as they are: objects put together from several schemas, where no part knows all
    the properties, and objects that say themselves what else they take.
    """
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    made = {key: closed(part) for key, part in schema.items()}
    if isinstance(schema.get("properties"), Mapping) and not _is_open(schema):
        made["additionalProperties"] = False
    return made


def _is_open(schema: Mapping[str, Any]) -> bool:
    return "allOf" in schema or "additionalProperties" in schema or schema.get("type") != "object"


def _complaints(error: Any) -> Iterator[Complaint]:
    """The error, with each unknown field as a complaint at its own place."""
    path = tuple(error.absolute_path)
    if error.validator != "additionalProperties":
        yield Complaint(path, error.validator, error.message)
        return
    for name in error.instance.keys() - error.schema.get("properties", {}).keys():
        yield Complaint((*path, name), error.validator, f"Unknown parameter: '{name}'.")

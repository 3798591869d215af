"""Which fields of a node's data are templates. Pure."""

from __future__ import annotations

from typing import get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

TEMPLATE_MARK = "x-template"
VALUE_MARK = "x-template-value"


def template_fields(data_type: type[BaseModel]) -> frozenset[str]:
    """The fields, by alias, that are templates; `outputs.value` is a field of each of `outputs`."""
    return _marked_fields(data_type, TEMPLATE_MARK)


def value_fields(data_type: type[BaseModel]) -> frozenset[str]:
    """The templates, by alias, that stand for the very value they name, not for its text."""
    return _marked_fields(data_type, VALUE_MARK)


def _marked_fields(data_type: type[BaseModel], mark: str) -> frozenset[str]:
    found: set[str] = set()
    for name, info in data_type.model_fields.items():
        alias = info.alias or name
        if _is_marked(info, mark):
            found.add(alias)
        for inner in _models_in(info.annotation):
            found.update(f"{alias}.{below}" for below in _marked_fields(inner, mark))
    return frozenset(found)


def _is_marked(info: FieldInfo, mark: str) -> bool:
    extra = info.json_schema_extra
    return isinstance(extra, dict) and bool(extra.get(mark))


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]

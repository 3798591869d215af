"""The base of all shapes."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

JsonObject = dict[str, Any]

Item = TypeVar("Item")


class Shape(BaseModel):
    """camelCase keys; what is not described is refused in requests."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", protected_namespaces=()
    )


class Page(Shape, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next_cursor: str | None = Field(
        description="Send as `cursor` for the next page; null at the end."
    )


class Listing(Shape, Generic[Item]):
    """A whole list."""

    items: list[Item]

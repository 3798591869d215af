"""What routes share: the studio, JSON answers, pages of lists, documented problems."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

import msgspec
from fastapi import Depends, Query
from starlette.requests import HTTPConnection
from starlette.responses import Response

from limner.errors import BadField
from limner.studio import Studio

Item = TypeVar("Item")

_CURSOR = re.compile(r"[0-9A-Za-z_.-]{1,100}")


class Json(Response):
    """A JSON value as an answer."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return msgspec.json.encode(content)


async def studio_of(connection: HTTPConnection) -> Studio:
    """The studio this server serves."""
    studio: Studio = connection.app.state.studio
    return studio


async def _cursor(
    cursor: Annotated[str | None, Query(description="`nextCursor` of the page before.")] = None,
) -> str | None:
    if cursor is not None and not _CURSOR.fullmatch(cursor):
        raise bad_cursor()
    return cursor


TheStudio = Annotated[Studio, Depends(studio_of)]
Limit = Annotated[int, Query(ge=1, le=200, description="Items on a page.")]
Cursor = Annotated[str | None, Depends(_cursor)]


def bad_cursor() -> BadField:
    return BadField(
        "cursor: this is no cursor.",
        hint="Send the nextCursor of the page before, unchanged.",
        errors=[{"loc": ["query", "cursor"], "code": BadField.code, "message": "No cursor."}],
    )


def page(
    found: Sequence[Item], limit: int, shown: Callable[[Item], Any], place: Callable[[Item], str]
) -> Json:
    """One page of a list. ``found`` has one item more than ``limit`` where there are more."""
    items = found[:limit]
    more = len(found) > limit
    return Json(
        {"items": [shown(item) for item in items], "nextCursor": place(items[-1]) if more else None}
    )

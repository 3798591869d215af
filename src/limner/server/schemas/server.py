"""The server itself."""

from __future__ import annotations

from pydantic import Field

from limner.server.schemas.shape import Shape


class Health(Shape):
    """Whether the server can serve."""

    status: str
    version: str


class SessionRequest(Shape):
    """The key to open a session with."""

    key: str = Field(max_length=1_000)

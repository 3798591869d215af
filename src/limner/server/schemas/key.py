"""Keys for other programs."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from limner.server.schemas.shape import Shape
from limner.storage.api_keys import Scope


class CreateKey(Shape):
    """What a new key may do."""

    name: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
    scopes: list[Scope] = Field(
        ["run"],
        min_length=1,
        max_length=4,
        description="`run` starts and follows runs, `read` reads everything, `edit` also changes "
        "workflows and assets, `admin` does all.",
    )
    workflows: list[str] | None = Field(
        None, min_length=1, max_length=100, description="Only these workflows; null: all."
    )
    spend_limit: int | None = Field(
        None, ge=0, le=10**12, description="Credits its runs may cost in all; null: any number."
    )
    expires_at: AwareDatetime | None = None


class ApiKey(Shape):
    """A key, without its text."""

    id: str
    name: str
    hint: str = Field(description="The last characters of its text.")
    scopes: list[Scope]
    workflows: list[str] | None
    spend_limit: int | None = Field(description="Credits; null: any number.")
    spent: int = Field(description="Credits its ended runs cost.")
    held: int = Field(description="Credits its runs under way may still cost.")
    created_at: str
    expires_at: str | None
    last_used_at: str | None


class NewApiKey(ApiKey):
    """A key just made."""

    key: str = Field(description="Shown this once.")

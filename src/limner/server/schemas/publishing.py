"""What is published of a workflow."""

from __future__ import annotations

from pydantic import Field

from limner.server.schemas.shape import Shape


class Publish(Shape):
    """Which saved version to publish, or to go back to."""

    version: int | None = Field(None, ge=1, description="By default the present one.")


class Switch(Shape):
    """Whether a workflow's trigger starts runs."""

    active: bool


class PublishedVersion(Shape):
    """A version that was published; it never changes."""

    version: int
    published_at: str
    stable: bool = Field(description="Whether it is the one in use.")


class PublicationState(Shape):
    """What calls and triggers of a workflow use."""

    workflow_id: str
    draft_version: int = Field(description="The number of the saved document.")
    stable: int | None = Field(
        description="The published version in use; null: calls use the saved document."
    )
    changed: bool = Field(description="Whether the saved document is another than that.")
    active: bool = Field(description="Whether the trigger starts runs.")
    versions: list[PublishedVersion] = Field(description="Highest first.")

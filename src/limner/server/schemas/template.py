"""Templates to begin from."""

from __future__ import annotations

from pydantic import Field

from limner.server.schemas.shape import Shape
from limner.server.schemas.workflow import WorkflowDocument


class TemplateSummary(Shape):
    """A template in the list."""

    id: str
    title: str
    category: str
    description: str
    picture: str | None = Field(
        description="The path of a small WebP on this server; null where there is none."
    )


class Template(TemplateSummary):
    """A template with its document, which `POST /api/workflows` takes as it is."""

    document: WorkflowDocument

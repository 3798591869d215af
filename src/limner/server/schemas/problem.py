"""Problem documents (RFC 9457) and lists of problems."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from limner.server.schemas.shape import Shape


class FieldError(Shape):
    """One thing that is wrong with a request."""

    model_config = ConfigDict(extra="allow")

    loc: list[str | int] | None = Field(None, description="Where in the request.")
    code: str
    message: str


class Problem(Shape):
    """Why a request was not carried out. `code` is stable."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    code: str
    hint: str | None = Field(None, description="What to do about it.")
    errors: list[FieldError] | None = None


class DocumentProblem(Shape):
    """One thing that keeps a workflow document from running."""

    code: str
    node_id: str | None
    field: str | None
    message: str


class DocumentProblems(Shape):
    """Everything wrong with a document, at once."""

    problems: list[DocumentProblem]

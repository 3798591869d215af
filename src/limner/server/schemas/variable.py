"""What templates may use, and what one renders to."""

from __future__ import annotations

from pydantic import Field

from limner.server.schemas.shape import JsonObject, Shape


class TemplateFilter(Shape):
    """A filter, as in `{{ value | name }}`."""

    name: str
    example: str = Field(description="What stands between the braces of an example.")
    result: str = Field(description="What the example renders to.")


class TemplateFilters(Shape):
    """The filters of templates, by name."""

    items: list[TemplateFilter]


class TemplatePreviewRequest(Shape):
    """A template, and the values of the names it uses."""

    template: str
    values: JsonObject = Field(
        default_factory=dict,
        description='By name: `{"agent": {"output": {"text": "…"}}, "trigger": …}`.',
    )


class TemplatePreview(Shape):
    """The text that a template renders to."""

    text: str

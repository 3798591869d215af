"""Notion: a page with a text and images."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from limner import template
from limner.errors import BadField
from limner.nodes._controls import shown_as
from limner.nodes._outside import (
    DRY_RUN,
    FILE_IN,
    FILES,
    TEXT_IN,
    Result,
    attachments,
    check_credential,
    kinds_for,
    shown_as_credential,
    wired_or,
)
from limner.nodes.contract import (
    CheckScope,
    Finding,
    Handle,
    ListedData,
    Node,
    NodeContext,
    NodeResult,
    Wiring,
)
from limner.services.notion import NotionClient, Page, page_id

_KINDS = kinds_for(NotionClient)
_PARENTS = (
    ("page", "A page", "The new page stands below it."),
    ("database", "A database", "The new page is a row of it."),
)


class NotionData(ListedData):
    """What the page says, and where it stands."""

    credential: str | None = Field(
        None,
        title="Credential",
        description="The integration that writes.",
        json_schema_extra=shown_as_credential(_KINDS, "both", row=1),
    )
    parent_type: Literal["page", "database"] = Field(
        "page",
        title="Goes into",
        description="What the page is put into.",
        json_schema_extra=shown_as("choice", choices=_PARENTS),
    )
    parent: str = Field(
        "",
        title="Page or database",
        description="Its address in Notion, or its id.",
        json_schema_extra=shown_as("text", "both", row=2, template=True, short=True),
    )
    title: str = Field(
        "",
        title="Title",
        description="What the page is called.",
        json_schema_extra=shown_as("text", "both", row=3, template=True, short=True),
    )
    text: str = Field(
        "",
        title="Text",
        description="Paragraphs with blank lines between them. A wired text takes its place.",
        json_schema_extra=shown_as("text", "both", row=4, template=True),
    )
    files: list[str] = FILES
    dry_run: bool = DRY_RUN


class Notion(Node[NotionData]):
    type_id = "notion"
    title = "Notion"
    category = "action"
    description = "Makes a page in Notion, with a text and images."
    icon = "file-text"
    keywords = ("page", "document", "database", "wiki", "publish")
    inputs = (Handle(FILE_IN, "Files", "file", multiple=True), Handle(TEXT_IN, "Text", "text"))
    outputs = Result.outputs
    output_schema = Result.fields
    acts_outside = True
    data_type = NotionData

    def check(self, data: NotionData, wiring: Wiring, scope: CheckScope) -> Iterable[Finding]:
        yield from check_credential(data.credential, _KINDS, scope, needed=True)
        if not data.title.strip():
            yield Finding("missing_input", "title", "Say what the page is called.")
        if not data.parent.strip():
            yield Finding("missing_input", "parent", "Say where the page is put.")
        elif not template.is_template(data.parent):
            try:
                page_id(data.parent)
            except BadField as error:
                yield Finding(error.code, "parent", error.detail.removeprefix("parent: "))

    async def run(self, context: NodeContext[NotionData]) -> NodeResult:
        data = context.data
        page = Page(
            parent=data.parent.strip(),
            in_database=data.parent_type == "database",
            headline=data.title.strip(),
            text=wired_or(context, TEXT_IN, data.text),
            files=await attachments(context, FILE_IN),
        )
        return await Result.of(context, page, data.credential, dry_run=data.dry_run)


NODE = Notion()

"""Slack: a message in a channel, with images or other files."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field

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
from limner.services.slack import Message, SlackClient

_KINDS = kinds_for(SlackClient)


class SlackData(ListedData):
    """What is said where."""

    credential: str | None = Field(
        None,
        title="Credential",
        description="The app that writes.",
        json_schema_extra=shown_as_credential(_KINDS, "both", row=1),
    )
    channel: str = Field(
        "",
        title="Channel",
        description="Its name, such as #pictures, or its id.",
        json_schema_extra=shown_as("text", "both", row=2, template=True, short=True),
    )
    text: str = Field(
        "",
        title="Message",
        description="What is written. A wired text takes its place.",
        json_schema_extra=shown_as("text", "both", row=3, template=True),
    )
    files: list[str] = FILES
    dry_run: bool = DRY_RUN


class Slack(Node[SlackData]):
    type_id = "slack"
    title = "Slack"
    category = "action"
    description = "Writes a message in a channel of Slack, with images or other files."
    icon = "message-square"
    keywords = ("message", "chat", "channel", "notify", "post")
    inputs = (Handle(FILE_IN, "Files", "file", multiple=True), Handle(TEXT_IN, "Text", "text"))
    outputs = Result.outputs
    output_schema = Result.fields
    acts_outside = True
    data_type = SlackData

    def check(self, data: SlackData, wiring: Wiring, scope: CheckScope) -> Iterable[Finding]:
        yield from check_credential(data.credential, _KINDS, scope, needed=True)
        if not data.channel.strip():
            yield Finding("missing_input", "channel", "Say which channel is written to.")
        texts = data.text.strip() or wiring.wired(TEXT_IN)
        if not texts and not data.files and not wiring.wired(FILE_IN):
            yield Finding("missing_input", "text", "There is no message and no file.")

    async def run(self, context: NodeContext[SlackData]) -> NodeResult:
        data = context.data
        text = wired_or(context, TEXT_IN, data.text)
        message = Message(data.channel.strip(), text, await attachments(context, FILE_IN))
        return await Result.of(context, message, data.credential, dry_run=data.dry_run)


NODE = Slack()

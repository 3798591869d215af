"""E-mail: sends a mail with an HTML body and attachments."""

from __future__ import annotations

from collections.abc import Iterable

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
from limner.services.smtp import Letter, SmtpClient, read_addresses

_KINDS = kinds_for(SmtpClient)


class EmailData(ListedData):
    """What is sent to whom."""

    credential: str | None = Field(
        None,
        title="Credential",
        description="The mail server, and who sends.",
        json_schema_extra=shown_as_credential(_KINDS, "both", row=1),
    )
    to: str = Field(
        "",
        title="To",
        description="Addresses, separated by commas.",
        json_schema_extra=shown_as("text", "both", row=2, template=True, short=True),
    )
    subject: str = Field(
        "",
        title="Subject",
        description="One line that says what the mail is about.",
        json_schema_extra=shown_as("text", "both", row=3, template=True, short=True),
    )
    body: str = Field(
        "",
        title="Text",
        description="HTML or plain text. A wired text takes its place.",
        json_schema_extra=shown_as("text", "both", row=4, template=True),
    )
    cc: str = Field(
        "",
        title="Cc",
        description="Who gets a copy, for all to see.",
        json_schema_extra=shown_as("text", template=True, short=True),
    )
    bcc: str = Field(
        "",
        title="Bcc",
        description="Who gets a copy that the others do not know of.",
        json_schema_extra=shown_as("text", template=True, short=True),
    )
    reply_to: str = Field(
        "",
        title="Answers to",
        description="Where answers go, if not to the sender.",
        json_schema_extra=shown_as("text", template=True, short=True),
    )
    files: list[str] = FILES
    dry_run: bool = DRY_RUN


class Email(Node[EmailData]):
    type_id = "email"
    title = "E-mail"
    category = "action"
    description = "Sends a mail with an HTML body and attachments."
    icon = "mail"
    keywords = ("mail", "send", "SMTP", "newsletter", "notify")
    inputs = (
        Handle(FILE_IN, "Attachments", "file", multiple=True),
        Handle(TEXT_IN, "Text", "text"),
    )
    outputs = Result.outputs
    output_schema = Result.fields
    acts_outside = True
    data_type = EmailData

    def check(self, data: EmailData, wiring: Wiring, scope: CheckScope) -> Iterable[Finding]:
        yield from check_credential(data.credential, _KINDS, scope, needed=True)
        if not data.to.strip():
            yield Finding("missing_input", "to", "Say who the mail goes to.")
        for name, addresses in (("to", data.to), ("cc", data.cc), ("bcc", data.bcc)):
            if not template.is_template(addresses):
                try:
                    read_addresses(addresses)
                except BadField as error:
                    yield Finding(error.code, name, error.detail.removeprefix("to: "))
        if not template.is_template(data.subject) and not data.subject.isprintable():
            yield Finding("bad_field", "subject", "A subject is one line.")

    async def run(self, context: NodeContext[EmailData]) -> NodeResult:
        data = context.data
        body = wired_or(context, TEXT_IN, data.body)
        is_html = "<" in body and ">" in body
        letter = Letter(
            to=data.to,
            cc=data.cc,
            bcc=data.bcc,
            subject=data.subject.strip(),
            html=body if is_html else "",
            text="" if is_html else body,
            files=await attachments(context, FILE_IN),
            reply_to=data.reply_to,
        )
        return await Result.of(context, letter, data.credential, dry_run=data.dry_run)


NODE = Email()

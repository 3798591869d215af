"""What nodes that act outside have in common: credentials, files, addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from limner import template
from limner.nodes._controls import Place, shown_as
from limner.nodes._picked import files_field, picked_values
from limner.nodes._values import joined_texts
from limner.nodes.contract import (
    CheckScope,
    FileContent,
    Finding,
    Handle,
    NodeContext,
    NodeResult,
    OutputField,
)
from limner.services import service_types
from limner.services._attachment import Attachment
from limner.services.contract import Client, Effect

FILE_IN, TEXT_IN = "file-in", "text-in"

DRY_RUN: Any = Field(
    False,
    title="Dry run",
    description="Shows what would be sent, and sends nothing.",
    json_schema_extra=shown_as("switch"),
)


FILES: Any = files_field(
    "Files", "Files of earlier nodes, or kept ones; those that are wired in come before them."
)


class Result:
    """What every node that sends something puts out."""

    outputs = (Handle("result-out", "Result", "any", field="result"),)
    fields = (
        OutputField("sent", "boolean"),
        OutputField("result", "any"),
        OutputField("preview", "any"),
    )

    @staticmethod
    async def of(
        context: NodeContext[Any], effect: Effect[Any], credential: str | None, *, dry_run: bool
    ) -> NodeResult:
        """Send something, or show what would be sent."""
        preview = effect.shown()
        if dry_run:
            return NodeResult({"sent": False, "result": None, "preview": preview})
        result = await context.outside.perform(effect, credential)
        return NodeResult({"sent": True, "result": result, "preview": preview})


def kinds_for(client_type: type[Client]) -> tuple[str, ...]:
    """The kinds of credentials that give such a client."""
    return tuple(
        service.kind
        for service in service_types()
        if service.needs_credential and issubclass(service.client_type, client_type)
    )


def shown_as_credential(
    kinds: tuple[str, ...], place: Place = "panel", *, row: int | None = None
) -> dict[str, Any]:
    """Extra keys for the schema of a field that names a credential of one of those kinds."""
    return shown_as("credential", place, row=row) | {"x-kinds": list(kinds)}


def check_credential(
    named: str | None,
    kinds: tuple[str, ...],
    scope: CheckScope,
    *,
    needed: bool,
    field: str = "credential",
) -> Iterator[Finding]:
    """What is wrong with the credential that a node names."""
    if not named:
        if needed:
            yield Finding("missing_input", field, "Choose the credential to sign in with.")
        return
    credential = scope.outside.credential(named)
    if credential is None:
        yield Finding("unknown_credential", field, f"There is no credential {named!r:.80}.")
    elif credential.kind not in kinds:
        message = f"The credential {named!r:.80} is for something else."
        yield Finding("unknown_credential", field, message)


def known_part(address: str) -> str:
    """What of an address is there before templates are filled in; empty where no host is."""
    text = address.strip()
    for opening in ("{{", "{%"):
        text = text.partition(opening)[0]
    if not template.is_template(address):
        return text
    host = text.partition("://")[2]
    return text if "/" in host or "?" in host else ""


async def wired_files(context: NodeContext[Any], handle: str) -> list[FileContent]:
    """The files that arrive at a handle, then those that the data name. Raises what ``Files.read``
    raises."""
    found: list[FileContent] = []
    for value in [*context.arrived(handle), *picked_values(context.data)]:
        values = value if isinstance(value, list) else [value]
        found += [await context.files.read(one) for one in values if one is not None]
    return found


async def attachments(context: NodeContext[Any], handle: str) -> tuple[Attachment, ...]:
    """The same on their way to a service."""
    files = await wired_files(context, handle)
    return tuple(Attachment(file.name, file.mime_type, file.content) for file in files)


def wired_or(context: NodeContext[Any], handle: str, field: str) -> str:
    """The text that is wired in, else the node's own."""
    wired = [value for value in context.arrived(handle) if isinstance(value, str) and value.strip()]
    return joined_texts(wired) if wired else field

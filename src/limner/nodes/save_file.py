"""Save File: puts a file in a folder of the server, in a bucket or in another place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from pydantic import Field, field_validator

from limner import template
from limner.errors import MissingInput
from limner.nodes._controls import shown_as
from limner.nodes._outside import check_credential, shown_as_credential, wired_files
from limner.nodes._picked import files_field
from limner.nodes.contract import (
    CheckScope,
    Finding,
    Handle,
    ListedData,
    Node,
    NodeContext,
    NodeResult,
    OutputField,
    Wiring,
)
from limner.services import service_types
from limner.services.contract import Service
from limner.services.store import (
    Existing,
    Parcel,
    StoreClient,
    Storing,
    checked_path,
    path_problem,
)

_FILE_IN = "file-in"
_STORES: dict[str, type[Service[Any]]] = {
    service.kind: service
    for service in sorted(service_types(), key=lambda one: (one.needs_credential, one.kind))
    if issubclass(service.client_type, StoreClient)
}
_CLIENTS = {kind: cast("type[StoreClient]", store.client_type) for kind, store in _STORES.items()}
_KINDS = tuple(kind for kind, store in _STORES.items() if store.needs_credential)
_TARGETS = tuple((kind, store.title, store.description) for kind, store in _STORES.items())
_POLICIES = (
    ("rename", "Number it", "The new file gets a number: fox (2).png."),
    ("replace", "Replace it", "The new file takes the place of the old one."),
    ("refuse", "Stop", "The node fails, and the old file stays."),
)


class SaveFileData(ListedData):
    """Where the file goes, and under which name."""

    files: list[str] = files_field(
        "File", "One of an earlier node, or a kept one, where none is wired in."
    )
    target: str = Field(
        next(iter(_STORES)),
        title="Place",
        description="Where the file is put.",
        json_schema_extra=shown_as("choice", "both", row=1, choices=_TARGETS),
    )
    credential: str | None = Field(
        None,
        title="Credential",
        description="Signs in to the place; a folder of the server needs none.",
        json_schema_extra=shown_as_credential(_KINDS),
    )
    path: str = Field(
        "",
        title="Path",
        description="Folders and a name, such as shoots/{{ name.output.text | slug }}.png; "
        "empty or ending with / for the file's own name.",
        json_schema_extra=shown_as("text", "both", row=2, template=True),
    )
    existing: Existing = Field(
        "rename",
        title="If there is another file",
        description="What becomes of a name that is in use.",
        json_schema_extra=shown_as("choice", choices=_POLICIES),
    )

    @field_validator("target")
    @classmethod
    def _known(cls, target: str) -> str:
        if target not in _STORES:
            raise ValueError(f"it is one of {', '.join(_STORES)}")
        return target


class SaveFile(Node[SaveFileData]):
    type_id = "save_file"
    title = "Save File"
    category = "action"
    description = "Puts a file in a folder of the server, in a bucket or in a drive."
    icon = "save"
    keywords = ("export", "store", "upload", "bucket", "disk", "drive", "folder")
    inputs = (Handle(_FILE_IN, "File", "file"),)
    outputs = (Handle("path-out", "Path", "text", field="path"),)
    output_schema = (OutputField("path", "text"), OutputField("url", "text"))
    acts_outside = True
    data_type = SaveFileData

    def check(self, data: SaveFileData, wiring: Wiring, scope: CheckScope) -> Iterable[Finding]:
        store = _STORES[data.target]
        kinds = (store.kind,) if store.needs_credential else ()
        needed = store.needs_credential
        yield from check_credential(
            data.credential if needed else None, kinds, scope, needed=needed
        )
        yield from _path_findings(data.path)
        if not wiring.wired(_FILE_IN) and not data.files:
            yield Finding("missing_input", _FILE_IN, "Wire in or choose the file that is saved.")

    async def run(self, context: NodeContext[SaveFileData]) -> NodeResult:
        data, store = context.data, _STORES[context.data.target]
        files = await wired_files(context, _FILE_IN)
        if len(files) != 1:
            raise MissingInput(
                f"{len(files)} files came, and one is saved.",
                hint="Give it one file, or wire in a list.",
            )
        [file] = files
        path = data.path.strip()
        if not path or path.endswith("/"):
            path += file.name
        parcel = Parcel(checked_path(path), file.content, file.mime_type, data.existing)
        storing = Storing(parcel, store.title, _CLIENTS[data.target])
        credential = data.credential if store.needs_credential else None
        return NodeResult(await context.outside.perform(storing, credential))


def _path_findings(path: str) -> Iterator[Finding]:
    """What of a path is wrong whatever its templates give."""
    text = path.strip()
    if not text:
        return
    if template.is_template(text):
        text = _filled(text)
    reason = path_problem(text.removesuffix("/"))
    if reason is not None:
        yield Finding("bad_field", "path", reason)


def _filled(text: str) -> str:
    """A template with something harmless where a value will stand."""
    parts: list[str] = []
    while template.is_template(text):
        places = [(text.find(start), end) for start, end in (("{{", "}}"), ("{%", "%}"))]
        place, end = min((at, close) for at, close in places if at >= 0)
        parts += [text[:place], "x"]
        text = text[place:].partition(end)[2]
    return "".join([*parts, text])


NODE = SaveFile()

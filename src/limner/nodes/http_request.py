"""HTTP Request: asks any address, and hands on what it answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal
from urllib.parse import urlencode

import msgspec
from pydantic import Field

from limner import template
from limner.errors import BadField
from limner.fetch import Method, Outgoing
from limner.fetch.outgoing import check_headers
from limner.nodes._controls import only_for, shown_as
from limner.nodes._http_body import BodyType, encoded_body, json_value
from limner.nodes._outside import (
    check_credential,
    kinds_for,
    known_part,
    shown_as_credential,
    wired_files,
)
from limner.nodes._picked import files_field
from limner.nodes.contract import (
    CheckScope,
    FileContent,
    Finding,
    Handle,
    Json,
    ListedData,
    Node,
    NodeContext,
    NodeResult,
    OutputField,
    Wiring,
)
from limner.services._http import HttpClient
from limner.services.http_call import HttpCall, ResponseType

_BODY_IN, _FILE_IN = "body-in", "file-in"
_KINDS = kinds_for(HttpClient)
_WITHOUT_BODY = ("GET", "HEAD", "OPTIONS")
_MEGABYTE = 1024 * 1024
_METHODS = (
    ("GET", "GET", "Reads."),
    ("POST", "POST", "Sends something; never sent twice while its fate is unknown."),
    ("PUT", "PUT", "Puts something in a place."),
    ("PATCH", "PATCH", "Changes a part of something."),
    ("DELETE", "DELETE", "Removes something."),
    ("HEAD", "HEAD", "Asks for the headers only."),
    ("OPTIONS", "OPTIONS", "Asks what may be asked."),
)
_BODIES = (
    ("json", "JSON", "A JSON value."),
    ("form", "Form", "Names and values, URL-encoded."),
    ("multipart", "Form with files", "Names, values and files."),
    ("text", "Text", "A plain text."),
    ("file", "File", "The wired file itself."),
)
_RESPONSES = (
    ("auto", "By its type", "JSON, text or a file, as the answer says of itself."),
    ("json", "JSON", "An error where it is none."),
    ("text", "Text", "Whatever it says it is."),
    ("file", "File", "Kept with the run, up to the size below."),
)
_Pairs = dict[str, str]


class HttpRequestData(ListedData):
    """What is asked, and how the answer is taken."""

    method: Method = Field(
        "GET",
        title="Method",
        description="What is to be done at the address.",
        json_schema_extra=shown_as("choice", "both", row=1, choices=_METHODS),
    )
    url: str = Field(
        "",
        title="Address",
        description="Begins with https://; {{ node.output.field }} puts in an output.",
        json_schema_extra=shown_as("text", "both", row=2, template=True, short=True),
    )
    query: dict[str, Any] = Field(
        default_factory=dict,
        title="Query",
        description="Names and values that are added to the address.",
        json_schema_extra=shown_as("pairs", template=True),
    )
    headers: _Pairs = Field(
        default_factory=dict,
        title="Headers",
        description="Names and values. Keys belong into a credential.",
        json_schema_extra=shown_as("pairs", template=True),
    )
    credential: str | None = Field(
        None,
        title="Credential",
        description="Signs the request in; sent to the credential's own hosts only.",
        json_schema_extra=shown_as_credential(_KINDS),
    )
    body_type: BodyType = Field(
        "json",
        title="Body as",
        description="How the body is sent.",
        json_schema_extra=shown_as("choice", choices=_BODIES),
    )
    body: Any = Field(
        None,
        title="Body",
        description="A text, or an object of names and values; what is wired in goes first.",
        json_schema_extra=shown_as("json", template=True),
    )
    files: list[str] = files_field(
        "Files",
        "Files of earlier nodes, or kept ones; those that are wired in come before them.",
        only_for("bodyType", "multipart", "file"),
    )
    file_field: str = Field(
        "file",
        min_length=1,
        max_length=100,
        title="Field of the file",
        description="What such a file is called in a form with files.",
        json_schema_extra=shown_as("text", short=True),
    )
    response_type: ResponseType = Field(
        "auto",
        title="Answer as",
        description="How the answer is handed on.",
        json_schema_extra=shown_as("choice", choices=_RESPONSES),
    )
    accept_errors: bool = Field(
        False,
        title="Go on with error answers",
        description="A status of 400 or more is an answer like any other.",
        json_schema_extra=shown_as("switch"),
    )
    timeout: float = Field(
        30.0,
        gt=0,
        le=600,
        title="Time limit",
        description="Seconds for one attempt.",
        json_schema_extra=shown_as("number"),
    )
    retries: int = Field(
        2,
        ge=0,
        le=10,
        title="Retries",
        description="How often it is tried again where that can help and does no harm.",
        json_schema_extra=shown_as("number"),
    )
    max_megabytes: int = Field(
        20,
        ge=1,
        le=100,
        title="Largest answer",
        description="Megabytes; what is larger is not read on.",
        json_schema_extra=shown_as("number"),
    )


class HttpRequest(Node[HttpRequestData]):
    type_id = "http_request"
    title = "HTTP Request"
    category = "action"
    description = "Asks any address on the internet and hands on its answer."
    icon = "globe"
    keywords = ("API", "REST", "fetch", "download", "URL", "curl")
    inputs = (
        Handle(_BODY_IN, "Body", "any", takes="any"),
        Handle(_FILE_IN, "File", "file", multiple=True),
    )
    outputs = (
        Handle("response-out", "Answer", "any", field="body"),
        Handle("file-out", "File", "file", field="file"),
    )
    output_schema = (
        OutputField("status", "number"),
        OutputField("headers", "any"),
        OutputField("body", "any"),
        OutputField("file", "any"),
    )
    acts_outside = True
    data_type = HttpRequestData

    def check(self, data: HttpRequestData, wiring: Wiring, scope: CheckScope) -> Iterable[Finding]:
        yield from check_credential(data.credential, _KINDS, scope, needed=False)
        yield from _address_findings(data.url, scope)
        yield from _header_findings(data.headers)
        yield from _body_findings(data, wiring)

    async def run(self, context: NodeContext[HttpRequestData]) -> NodeResult:
        data = context.data
        outgoing = await _outgoing(context)
        own = context.outside.own_file(outgoing.url) if data.method in ("GET", "HEAD") else None
        if own is not None:
            return NodeResult(await _own_file(context, own))
        call = HttpCall(
            outgoing=outgoing,
            response_type=data.response_type,
            keep=context.files.keep,
            max_bytes=data.max_megabytes * _MEGABYTE,
            timeout=data.timeout,
            retries=data.retries,
            accept_errors=data.accept_errors,
        )
        return NodeResult(await context.outside.perform(call, data.credential))


def _address_findings(url: str, scope: CheckScope) -> Iterator[Finding]:
    if not url.strip():
        yield Finding("missing_input", "url", "There is no address.")
        return
    known = known_part(url)
    reason = scope.outside.address_problem(known) if known else None
    if reason is not None:
        yield Finding("address_refused", "url", reason)


def _header_findings(headers: _Pairs) -> Iterator[Finding]:
    known = {n: "" if template.is_template(v) else v for n, v in headers.items()}
    try:
        check_headers(known)
    except BadField as error:
        yield Finding(error.code, "headers", error.detail)


def _body_findings(data: HttpRequestData, wiring: Wiring) -> Iterator[Finding]:
    wired = wiring.wired(_BODY_IN) or wiring.wired(_FILE_IN)
    has_body = data.body not in (None, "") or wired
    if data.method in _WITHOUT_BODY:
        if has_body:
            yield Finding("bad_field", "body", f"A request with {data.method} has no body.")
        return
    if data.body_type == "file" and wiring.count(_FILE_IN) + len(data.files) != 1:
        yield Finding("missing_input", _FILE_IN, "Wire in or choose the one file that is sent.")
    text = data.body
    if data.body_type == "json" and isinstance(text, str) and text:
        if template.is_template(text):
            return
        try:
            json_value(text)
        except BadField as error:
            yield Finding(error.code, "body", error.detail)


async def _outgoing(context: NodeContext[HttpRequestData]) -> Outgoing:
    """The request, without what a credential adds. Raises BadField."""
    data = context.data
    headers = dict(data.headers)
    body = b""
    if data.method not in _WITHOUT_BODY:
        wired = context.arrived(_BODY_IN)
        value = wired[0] if wired else data.body
        files = await wired_files(context, _FILE_IN)
        encoded = await encoded_body(
            data.body_type, value, files, data.file_field, context.files.read
        )
        if encoded is not None:
            media_type, body = encoded
            headers = _with_type(headers, media_type, data.body_type)
    return Outgoing(data.method, _address(data), headers, body)


def _with_type(headers: _Pairs, media_type: str, kind: BodyType) -> _Pairs:
    """The headers with the body's type; one that is given counts, but for the border of parts."""
    given = any(name.lower() == "content-type" for name in headers)
    if given and kind != "multipart":
        return headers
    kept = {name: value for name, value in headers.items() if name.lower() != "content-type"}
    return kept | {"Content-Type": media_type}


def _address(data: HttpRequestData) -> str:
    url = data.url.strip()
    if not data.query:
        return url
    pairs = [
        (name, item if isinstance(item, str) else msgspec.json.encode(item).decode())
        for name, value in data.query.items()
        for item in (value if isinstance(value, list) else [value])
        if item is not None
    ]
    address, _, _ = url.partition("#")
    return f"{address}{'&' if '?' in address else '?'}{urlencode(pairs)}"


async def _own_file(context: NodeContext[HttpRequestData], asset_id: str) -> Json:
    """A file of this server as if it had been fetched; it is not kept a second time."""
    file = await context.files.read(asset_id)
    headers = {"content-type": file.mime_type, "content-length": str(len(file.content))}
    answer: Json = {"status": 200, "headers": headers, "body": None, "file": None}
    if context.data.method == "HEAD":
        return answer
    if context.data.response_type in ("json", "text"):
        return answer | {"body": _own_text(file, context.data.response_type)}
    return answer | {"file": await context.files.output(asset_id)}


def _own_text(file: FileContent, kind: Literal["json", "text"]) -> Any:
    text = file.content.decode("utf-8", "replace").replace("\0", "")
    return text if kind == "text" else json_value(text)


NODE = HttpRequest()

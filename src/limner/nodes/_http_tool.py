"""HTTP as a tool of text models: only to hosts that the node names, with what it may do there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import msgspec

from limner.errors import AddressRefused, BadField
from limner.fetch import Method, Outgoing
from limner.fetch.target import read_target
from limner.models.text_request import ToolSpec
from limner.nodes._instructions import WEB_ADDRESS, WEB_BODY, WEB_TOOL
from limner.nodes.contract import HTTP_TOOL, Json, NodeContext
from limner.services._hosts import is_among
from limner.services.http_call import HttpCall

HttpReach = Literal["read", "all"]
"""What may be done at an address: read only, or anything."""

_READ: tuple[Method, ...] = ("GET", "HEAD")
_METHODS: dict[HttpReach, tuple[Method, ...]] = {"read": _READ, "all": get_args(Method)}
_MOST_BYTES = 2 * 1024 * 1024
_SECONDS = 30.0
_RETRIES = 1


@dataclass(frozen=True, slots=True)
class HttpTool:
    """What a text model may ask for: at which hosts, with which methods.

    A ``credential`` signs the requests in; neither the model nor the journal sees it.
    """

    hosts: Sequence[str]
    reach: HttpReach
    credential: str | None

    @property
    def spec(self) -> ToolSpec:
        hosts = ", ".join(self.hosts)
        properties: dict[str, Any] = {
            "url": {"type": "string", "description": WEB_ADDRESS.format(hosts=hosts)}
        }
        if self.reach == "all":
            methods = list(_METHODS["all"])
            properties["method"] = {"type": "string", "enum": methods, "default": "GET"}
            properties["body"] = {"type": "string", "description": WEB_BODY}
        schema = {"type": "object", "properties": properties, "required": ["url"]}
        return ToolSpec(HTTP_TOOL, WEB_TOOL.format(hosts=hosts), schema)

    async def call(self, context: NodeContext[Any], number: int, arguments: Json) -> Json:
        """What an address answers. Raises BadField, and what ``Outside.perform`` raises."""
        call = HttpCall(
            outgoing=self._outgoing(arguments),
            response_type="auto",
            keep=context.files.keep,
            max_bytes=_MOST_BYTES,
            timeout=_SECONDS,
            retries=_RETRIES,
            accept_errors=True,
        )
        answer = await context.outside.perform(
            call, self.credential, number=number, failure_stands=True
        )
        return {name: answer.get(name) for name in ("status", "body", "file")}

    def _outgoing(self, arguments: Json) -> Outgoing:
        url, method = arguments.get("url"), arguments.get("method", "GET")
        if not isinstance(url, str):
            raise BadField("url: It must be a text.")
        if method not in _METHODS[self.reach]:
            allowed = ", ".join(_METHODS[self.reach])
            raise BadField(f"method: It is one of {allowed}.")
        self._refuse_others(url)
        body = _encoded(arguments.get("body")) if method not in _READ else b""
        headers = {"Content-Type": "application/json"} if body else {}
        return Outgoing(method, url, headers, body, leads_to=self._may_ask)

    def _may_ask(self, host: str) -> bool:
        return is_among(host, self.hosts)

    def _refuse_others(self, url: str) -> None:
        host = read_target(url).host
        if not self._may_ask(host):
            raise AddressRefused(
                f"{host} may not be asked.", hint=f"Only these hosts: {', '.join(self.hosts)}."
            )


def _encoded(body: Any) -> bytes:
    """A body as JSON; a text that is JSON is sent as it stands."""
    if body in (None, ""):
        return b""
    if not isinstance(body, str):
        return msgspec.json.encode(body)
    try:
        msgspec.json.decode(body)
    except (ValueError, RecursionError):
        return msgspec.json.encode(body)
    return body.encode()

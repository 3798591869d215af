"""Who may ask: one resolver for every route, file and socket.

Four questions, in this order. Host: is the server addressed by a name of its own? A name
that an attacker points at this machine (DNS rebinding) is not. Origin: does a page of another
origin try to change something? Key: is one needed, and is it right? Scope: does it allow this
(`scopes.py`), with this workflow?
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends
from starlette.requests import HTTPConnection

from limner.errors import (
    HostRefused,
    NotFound,
    OriginRefused,
    ScopeMissing,
    Unauthorized,
    UnsafeListen,
)
from limner.server.answers import TheStudio
from limner.server.scopes import About, is_about, needed_scopes
from limner.server.sessions import COOKIE, Sessions
from limner.settings import Settings
from limner.storage.api_keys import KEY_PREFIX, ApiKeys
from limner.storage.queries.api_keys import KeyRow
from limner.studio import Studio
from limner.workflows.publishing import read_reference

_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_NONE_IN_PARTICULAR = ""


class Access:
    """The rules of one server. ``token`` is what other commands of the same user send."""

    def __init__(self, settings: Settings, token: str) -> None:
        public = urlsplit(settings.resolved_public_url)
        self._admin_key = _key_of(settings)
        self._token = token
        self._names = _LOOPBACK_NAMES | {settings.host.lower(), (public.hostname or "").lower()}
        self._any_address = not settings.on_loopback
        self._public_origin = f"{public.scheme}://{public.netloc}".lower()
        self.sessions = Sessions(secure=public.scheme == "https")

    @property
    def key_needed(self) -> bool:
        """Whether this server answers only those who have a key."""
        return self._admin_key is not None

    def check_host(self, hosts: Sequence[str]) -> None:
        """Raises HostRefused unless the one Host header names this server."""
        name = _host_name(hosts[0]) if len(hosts) == 1 else None
        if name is None or not (name in self._names or (self._any_address and _is_address(name))):
            raise HostRefused(
                f"This server is not called {', '.join(hosts)!r:.120}.",
                hint="Use the address it was started with, or set LIMNER_PUBLIC_URL.",
            )

    def check_origin(self, origins: Sequence[str], host: str) -> None:
        """Raises OriginRefused unless a browser's page comes from this very server."""
        for origin in origins:
            same = _endpoint(origin) is not None and _endpoint(origin) == _endpoint(
                f"//{host}", origin
            )
            if not same and origin.lower() != self._public_origin:
                raise OriginRefused(f"A page of {origin!r:.120} may not drive this server.")

    async def key_of(self, connection: HTTPConnection, keys: ApiKeys) -> KeyRow | None:
        """The key somebody asks with; None stands for every right.

        Where no key is needed, what somebody sends as one means nothing, unless it is a key made
        here. Raises Unauthorized for a wrong one, and where one is needed and there is none.
        """
        scheme, _, sent = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            given = sent.strip()
            if self.is_key(given):
                return None
            if given.startswith(KEY_PREFIX):
                return await self.limited_key(given, keys)
        if not self.key_needed:
            return None
        session = self.sessions.find(connection.cookies.get(COOKIE, ""))
        if session is None:
            raise Unauthorized(
                "This server needs a key.",
                hint="Send Authorization: Bearer and LIMNER_ADMIN_KEY or a key made here, or open "
                "a session with POST /api/session.",
            )
        return None if session.key_id is None else await _still_valid(session.key_id, keys)

    async def limited_key(self, text: str, keys: ApiKeys) -> KeyRow:
        """The key of a text, with what it may do. Raises Unauthorized."""
        row = await keys.of_text(text)
        if row is None:
            raise Unauthorized("The key is not right, was taken back, or has run out.")
        return row

    def is_key(self, given: str) -> bool:
        """Whether a key gives every right. Takes as long for a wrong one as for a right one."""
        right = 0
        for known in (self._admin_key or self._token, self._token):
            right += hmac.compare_digest(_bytes(given), _bytes(known))
        return right > 0


def changes_something(connection: HTTPConnection) -> bool:
    """Whether a page elsewhere must not be able to send this."""
    scope = connection.scope
    return scope["type"] == "websocket" or scope["method"] not in _SAFE_METHODS


def require_safe_listen(settings: Settings) -> None:
    """Raises UnsafeListen when others could reach the server and no key protects it."""
    if _key_of(settings) is not None:
        return
    public = urlsplit(settings.resolved_public_url).hostname or ""
    if settings.on_loopback and (settings.public_url is None or _is_loopback(public)):
        return
    what = f"Listening on {settings.host}" if not settings.on_loopback else f"Serving {public}"
    raise UnsafeListen(
        f"{what} lets other machines use this server, and it has no key.",
        hint="Set LIMNER_ADMIN_KEY to a long random text, or listen on 127.0.0.1 only.",
    )


async def access_of(connection: HTTPConnection) -> Access:
    """The rules of the server that answers."""
    access: Access = connection.app.state.access
    return access


AccessRules = Annotated[Access, Depends(access_of)]


async def caller(connection: HTTPConnection, access: AccessRules, studio: TheStudio) -> None:
    """A dependency of everything but the routes that say they are open."""
    key = await access.key_of(connection, studio.keys)
    connection.state.key = key
    if key is not None:
        await _require_scope(connection, key, studio)


def payer_of(connection: HTTPConnection) -> str | None:
    """The id of the key that pays for what is asked, if a key asks."""
    key: KeyRow | None = connection.state.key
    return None if key is None else key.id


async def _require_scope(connection: HTTPConnection, key: KeyRow, studio: Studio) -> None:
    method, path = connection.scope.get("method", "WEBSOCKET"), connection.scope["route"].path
    for sufficient in needed_scopes(method, path):
        if not set(sufficient) & set(key.scopes):
            raise ScopeMissing(
                f"The key {key.name!r:.80} has no scope {sufficient[0]!r}.",
                hint=f"It takes one of: {', '.join(sufficient)}.",
            )
    if key.workflows is not None and await _workflow_asked(
        connection, is_about(method, path), studio
    ) not in (*key.workflows, _NONE_IN_PARTICULAR):
        raise ScopeMissing(f"The key {key.name!r:.80} is for other workflows only.")


async def _workflow_asked(connection: HTTPConnection, about: About, studio: Studio) -> str | None:
    """The workflow a request is about; None where it is about more than one. Raises NotFound."""
    named = connection.path_params
    match about:
        case "workflow":
            return read_reference(named["workflow_id"]).workflow_id
        case "run":
            return await studio.runs.workflow_of(named["run_id"])
        case "asset":
            return (await studio.assets.find(named["asset_id"])).workflow_id or _NONE_IN_PARTICULAR
        case "list":
            return connection.query_params.get("workflowId")
        case "nothing":
            return _NONE_IN_PARTICULAR
        case "everything":
            return None


async def _still_valid(key_id: str, keys: ApiKeys) -> KeyRow:
    """The key a session was opened with. Raises Unauthorized where it was taken back."""
    try:
        row = await keys.find(key_id)
    except NotFound:
        row = None
    if row is None or not keys.is_valid(row):
        raise Unauthorized("The key of this session was taken back, or has run out.")
    return row


def _key_of(settings: Settings) -> str | None:
    return (settings.admin_key.get_secret_value() if settings.admin_key else "") or None


def _host_name(host: str) -> str | None:
    """The name in a Host header, without its port and an IPv6 address's brackets."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return None
    if parts.username is not None or parts.path or parts.query or parts.fragment:
        return None
    return (parts.hostname or "").rstrip(".") or None


def _endpoint(address: str, like: str = "") -> tuple[str, int] | None:
    """The host and port of an address; a missing port is that of the scheme (of ``like``)."""
    try:
        parts = urlsplit(address)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme or urlsplit(like).scheme)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname and port else None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_loopback(name: str) -> bool:
    return name == "localhost" or (_is_address(name) and ipaddress.ip_address(name).is_loopback)


def _bytes(key: str) -> bytes:
    return key.encode("utf-8", "replace")

"""Slack's Web API: messages and files.

POST /api/auth.test, /api/conversations.list, /api/chat.postMessage
POST /api/files.getUploadURLExternal, /upload/…, /api/files.completeUploadExternal
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from limner.testing.emulators._service import ServiceEmulator, bearer
from limner.testing.emulators.base import key_is_good

CHANNELS = {"pictures": "C0PICTURES", "general": "C0GENERAL1"}
_Form = Mapping[str, Any]
_Method = Callable[["SlackEmulator", web.Request, _Form], Awaitable[dict[str, Any]]]


class SlackEmulator(ServiceEmulator):
    """One workspace; every message is kept in ``messages``, with the bytes of its files."""

    name = "slack"
    title = "Slack"

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.messages: list[dict[str, Any]] = []
        self._waiting: dict[str, dict[str, Any]] = {}
        self._numbers = itertools.count(1)

    @staticmethod
    def environment(address: str) -> Mapping[str, str]:
        return {"LIMNER_SLACK_URL": f"{address}/api"}

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_route("*", "/api/{method}", self._call)
        router.add_post("/upload/{file}", self._upload)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        form = await _form_of(request)
        token = bearer(request) or form.get("token")
        if token is None or not str(token).startswith("xox") or not key_is_good(token):
            return web.json_response({"ok": False, "error": "invalid_auth"})
        method = _METHODS.get(request.match_info["method"])
        if method is None:
            return web.json_response({"ok": False, "error": "unknown_method"})
        return web.json_response(await method(self, request, form))

    async def _test(self, request: web.Request, form: _Form) -> dict[str, Any]:
        return {"ok": True, "team": "Studio", "user": "limner", "team_id": "T1", "user_id": "U1"}

    async def _list(self, request: web.Request, form: _Form) -> dict[str, Any]:
        channels = [{"id": found, "name": name} for name, found in CHANNELS.items()]
        page = 1 if form.get("cursor") else 0
        following = "more" if page == 0 else ""
        return {
            "ok": True,
            "channels": channels[page : page + 1],
            "response_metadata": {"next_cursor": following},
        }

    async def _say(self, request: web.Request, form: _Form) -> dict[str, Any]:
        channel = str(form.get("channel"))
        channel = CHANNELS.get(channel.removeprefix("#"), channel)
        if channel not in CHANNELS.values():
            return {"ok": False, "error": "channel_not_found"}
        if not form.get("text"):
            return {"ok": False, "error": "no_text"}
        await self.post(request, {"channel": channel, "text": form["text"]})
        self.messages.append({"channel": channel, "text": form["text"], "files": []})
        return {"ok": True, "channel": channel, "ts": f"{next(self._numbers)}.000100"}

    async def _place(self, request: web.Request, form: _Form) -> dict[str, Any]:
        length = str(form.get("length", ""))
        if not form.get("filename") or not length.isdigit() or length == "0":
            return {"ok": False, "error": "invalid_arguments"}
        file_id = f"F{next(self._numbers):08}"
        self._waiting[file_id] = {"name": form["filename"], "length": int(length), "data": None}
        url = str(request.url.origin().with_path(f"/upload/{file_id}"))
        return {"ok": True, "upload_url": url, "file_id": file_id}

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        file = self._waiting.get(request.match_info["file"])
        if file is None or "Authorization" in request.headers:
            return web.Response(status=403)
        if request.content_type == "multipart/form-data":
            form = await request.post()
            [field] = form.values()
            data = field.file.read() if isinstance(field, web.FileField) else b""
        else:
            data = await request.read()
        if len(data) != file["length"]:
            return web.Response(status=400, text="wrong length")
        file["data"] = data
        return web.Response(text=f"OK - {len(data)}")

    async def _complete(self, request: web.Request, form: _Form) -> dict[str, Any]:
        files = form.get("files")
        named = json.loads(files) if isinstance(files, str) else files or []
        found = [self._waiting.get(str(one.get("id"))) for one in named]
        if not found or any(file is None or file["data"] is None for file in found):
            return {"ok": False, "error": "file_not_found"}
        channel = form.get("channel_id")
        if channel not in CHANNELS.values():
            return {"ok": False, "error": "channel_not_found"}
        text = str(form.get("initial_comment", ""))
        await self.post(request, {"channel": channel, "text": text})
        data = [file["data"] for file in found if file is not None]
        self.messages.append({"channel": channel, "text": text, "files": data})
        return {
            "ok": True,
            "files": [{"id": one["id"], "title": one.get("title")} for one in named],
        }


_METHODS: Mapping[str, _Method] = {
    "auth.test": SlackEmulator._test,
    "conversations.list": SlackEmulator._list,
    "chat.postMessage": SlackEmulator._say,
    "files.getUploadURLExternal": SlackEmulator._place,
    "files.completeUploadExternal": SlackEmulator._complete,
}


async def _form_of(request: web.Request) -> _Form:
    """The arguments of a call: a form, JSON or the query."""
    if request.content_type == "application/json" and request.can_read_body:
        body = await request.json()
        return body if isinstance(body, dict) else {}
    return {**request.query, **(await request.post())}


EMULATOR = SlackEmulator

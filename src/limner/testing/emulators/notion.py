"""Notion's API: pages with files.

GET /v1/users/me, /v1/databases/{id}
POST /v1/file_uploads, /v1/file_uploads/{id}/send, /v1/pages
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from limner.testing.emulators._service import ServiceEmulator, bearer
from limner.testing.emulators.base import key_is_good

PAGE = "11111111-1111-4111-8111-111111111111"
DATABASE = "22222222-2222-4222-8222-222222222222"
TITLE_PROPERTY = "Name"
_LONGEST_TEXT = 2_000
_MOST_BLOCKS = 100


class _Refused(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class NotionEmulator(ServiceEmulator):
    """One page and one database; every page that is made is kept in ``pages``."""

    name = "notion"
    title = "Notion"

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.pages: list[dict[str, Any]] = []
        self.files: dict[str, bytes | None] = {}

    @staticmethod
    def environment(address: str) -> Mapping[str, str]:
        return {"LIMNER_NOTION_URL": address}

    def add_routes(self, router: web.UrlDispatcher) -> None:
        for method, path, handler in (
            ("GET", "/v1/users/me", self._me),
            ("GET", "/v1/databases/{id}", self._database),
            ("POST", "/v1/file_uploads", self._place),
            ("POST", "/v1/file_uploads/{id}/send", self._send),
            ("POST", "/v1/pages", self._make),
        ):
            router.add_route(method, path, _answering(handler))

    async def _me(self, request: web.Request) -> dict[str, Any]:
        return {"object": "user", "id": str(uuid.uuid4()), "type": "bot", "name": "Limner"}

    async def _database(self, request: web.Request) -> dict[str, Any]:
        if _uuid(request.match_info["id"]) != DATABASE:
            raise _Refused(404, "object_not_found", "Could not find database.")
        properties = {
            "Tags": {"id": "a", "name": "Tags", "type": "multi_select"},
            TITLE_PROPERTY: {"id": "title", "name": TITLE_PROPERTY, "type": "title"},
        }
        return {"object": "database", "id": DATABASE, "properties": properties}

    async def _place(self, request: web.Request) -> dict[str, Any]:
        wanted = await request.json()
        if not wanted.get("filename") or not wanted.get("content_type"):
            raise _Refused(400, "validation_error", "filename and content_type are needed.")
        upload_id = str(uuid.uuid4())
        self.files[upload_id] = None
        url = str(request.url.origin().with_path(f"/v1/file_uploads/{upload_id}/send"))
        return {"object": "file_upload", "id": upload_id, "status": "pending", "upload_url": url}

    async def _send(self, request: web.Request) -> dict[str, Any]:
        upload_id = request.match_info["id"]
        if upload_id not in self.files:
            raise _Refused(404, "object_not_found", "Could not find file upload.")
        field = (await request.post()).get("file")
        if not isinstance(field, web.FileField):
            raise _Refused(400, "validation_error", "file is needed.")
        self.files[upload_id] = field.file.read()
        return {"object": "file_upload", "id": upload_id, "status": "uploaded"}

    async def _make(self, request: web.Request) -> dict[str, Any]:
        page = await request.json()
        self._check(page)
        await self.post(request, page)
        page_id = str(uuid.uuid4())
        self.pages.append(page)
        return {"object": "page", "id": page_id, "url": f"https://www.notion.so/{page_id}"}

    def _check(self, page: Any) -> None:
        """Raises what Notion says to a page that it does not take."""
        parent = page.get("parent", {})
        known = {"page_id": (PAGE, "title"), "database_id": (DATABASE, TITLE_PROPERTY)}
        for kind, (known_id, title) in known.items():
            if kind in parent and _uuid(parent[kind]) == known_id:
                if title not in page.get("properties", {}):
                    raise _Refused(400, "validation_error", f"{title} is not a property.")
                break
        else:
            raise _Refused(404, "object_not_found", "Could not find the parent.")
        children = page.get("children", [])
        if len(children) > _MOST_BLOCKS:
            raise _Refused(400, "validation_error", "children should have at most 100 elements.")
        for block in children:
            self._check_block(block)

    def _check_block(self, block: Any) -> None:
        inner = block.get(block.get("type"), {})
        for run in inner.get("rich_text", []):
            if len(run["text"]["content"]) > _LONGEST_TEXT:
                raise _Refused(400, "validation_error", "content has more than 2000 characters.")
        upload = inner.get("file_upload", {}).get("id")
        if upload is not None and self.files.get(upload) is None:
            raise _Refused(400, "validation_error", "The file is not uploaded.")


def _answering(handler: Any) -> Any:
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            if not key_is_good(bearer(request)):
                raise _Refused(401, "unauthorized", "API token is invalid.")
            if "Notion-Version" not in request.headers:
                raise _Refused(400, "missing_version", "Notion-Version header is missing.")
            return web.json_response(await handler(request))
        except _Refused as refused:
            said = {
                "object": "error",
                "status": refused.status,
                "code": refused.code,
                "message": str(refused),
            }
            return web.json_response(said, status=refused.status)

    return answer


def _uuid(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return ""


EMULATOR = NotionEmulator

"""Google Drive's API: folders and files, and tokens for a service account.

POST /token
GET /drive/v3/files, /drive/v3/files/{id}, /drive/v3/files/generateIds · POST /drive/v3/files
POST /upload/drive/v3/files?uploadType=multipart · PATCH /upload/drive/v3/files/{id}
"""

from __future__ import annotations

import base64
import email
import hashlib
import itertools
import json
import re
from collections.abc import Mapping
from typing import Any, cast

from aiohttp import web

from limner.testing.emulators._service import ServiceEmulator, bearer

ROOT = "root-folder"
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_SCOPE = "https://www.googleapis.com/auth/drive"
_AUDIENCE = "https://oauth2.googleapis.com/token"
_TOKEN = "ya29.emulated"
_FOLDER = "application/vnd.google-apps.folder"
_QUERY = re.compile(
    r"name = '((?:[^'\\]|\\.)*)' and '([^']+)' in parents and mimeType (!?=) '([^']+)' "
    r"and trashed = false"
)


class GoogleDriveEmulator(ServiceEmulator):
    """One shared folder; ``files`` has what is below it by id."""

    name = "google_drive"
    title = "Google Drive"

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.files: dict[str, dict[str, Any]] = {
            ROOT: {"id": ROOT, "name": "Pictures", "parents": [], "mimeType": _FOLDER}
        }
        self.content: dict[str, bytes] = {}
        self._numbers = itertools.count(1)

    @staticmethod
    def environment(address: str) -> Mapping[str, str]:
        return {"LIMNER_GOOGLE_DRIVE_URL": address, "LIMNER_GOOGLE_OAUTH_URL": address}

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/token", self._token)
        router.add_get("/drive/v3/files/generateIds", self._ids)
        router.add_get("/drive/v3/files", self._list)
        router.add_post("/drive/v3/files", self._make_folder)
        router.add_get("/drive/v3/files/{id}", self._get)
        router.add_post("/upload/drive/v3/files", self._upload)
        router.add_patch("/upload/drive/v3/files/{id}", self._update)

    def paths(self) -> dict[str, bytes]:
        """The content of every file by its path below the folder."""
        return {self._path(file_id): data for file_id, data in self.content.items()}

    def _path(self, file_id: str) -> str:
        file = self.files[file_id]
        [parent] = file["parents"]
        return file["name"] if parent == ROOT else f"{self._path(parent)}/{file['name']}"

    async def _token(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        if form.get("grant_type") != _GRANT or not _is_assertion(str(form.get("assertion", ""))):
            return web.json_response({"error": "invalid_grant"}, status=400)
        said = {"access_token": _TOKEN, "token_type": "Bearer", "expires_in": 3599}
        return web.json_response(said)

    async def _ids(self, request: web.Request) -> web.StreamResponse:
        self._authorised(request)
        return web.json_response({"ids": [f"file-{next(self._numbers):04}"], "space": "drive"})

    async def _list(self, request: web.Request) -> web.StreamResponse:
        self._authorised(request)
        asked = _QUERY.fullmatch(request.query.get("q", ""))
        if asked is None:
            return _error(400, "Invalid Value")
        name = re.sub(r"\\(.)", r"\1", asked[1])
        found = [
            file
            for file in self.files.values()
            if file["name"] == name
            and asked[2] in file["parents"]
            and (file["mimeType"] == asked[4]) == (asked[3] == "=")
        ]
        return web.json_response({"files": found})

    async def _get(self, request: web.Request) -> web.StreamResponse:
        self._authorised(request)
        file = self.files.get(request.match_info["id"])
        return web.json_response(file) if file else _error(404, "File not found")

    async def _make_folder(self, request: web.Request) -> web.StreamResponse:
        self._authorised(request)
        file = {"id": f"folder-{next(self._numbers):04}", **await request.json()}
        self.files[file["id"]] = file
        return web.json_response(file)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        self._authorised(request)
        head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
        message = email.message_from_bytes(head + await request.read())
        described, content = (
            (part.get_content_type(), part.get_payload(decode=True))
            for part in message.walk()
            if not part.is_multipart()
        )
        file: dict[str, Any] = json.loads(cast("bytes", described[1]))
        if file["id"] in self.files:
            return _error(409, "A file already exists with the provided ID")
        await self.post(request, file)
        data = cast("bytes", content[1])
        file["mimeType"] = content[0]
        self.files[file["id"]] = file
        return web.json_response(self._keep(file["id"], data))

    async def _update(self, request: web.Request) -> web.StreamResponse:
        self._authorised(request)
        data = await request.read()
        await self.post(request, {"id": request.match_info["id"]})
        return web.json_response(self._keep(request.match_info["id"], data))

    def _keep(self, file_id: str, data: bytes) -> dict[str, Any]:
        self.content[file_id] = data
        self.files[file_id]["md5Checksum"] = hashlib.md5(data, usedforsecurity=False).hexdigest()
        self.files[file_id]["webViewLink"] = f"https://drive.google.com/file/d/{file_id}/view"
        return self.files[file_id]

    def _authorised(self, request: web.Request) -> None:
        if bearer(request) != _TOKEN:
            raise web.HTTPUnauthorized(text="{}", content_type="application/json")


def _is_assertion(text: str) -> bool:
    """Whether it asks for Drive, of the right place, for an hour at most; nobody's key is known
    here, so that any signature will do."""
    try:
        _, claims, _ = text.split(".")
        said = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        lasts = said["exp"] - said["iat"]
        meant = said["aud"] == _AUDIENCE and _SCOPE in said["scope"].split()
        return bool(said["iss"] and meant and 0 < lasts <= 3_600)
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"error": {"code": status, "message": message}}, status=status)


EMULATOR = GoogleDriveEmulator

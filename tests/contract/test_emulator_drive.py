"""Google Drive's emulator, judged by Google's own client; and our requests, by the discovery
document that comes with it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from google.auth.exceptions import RefreshError
from google.oauth2.service_account import Credentials
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaInMemoryUpload

from harness.services import service_account
from limner.fetch import Fetcher, PrivateHosts, SystemNames
from limner.services.google_drive import (
    DriveClient,
    GoogleDrive,
    GoogleDriveData,
    GoogleDriveSettings,
)
from limner.services.store import Existing, Parcel
from limner.testing.emulators.base import running
from limner.testing.emulators.google_drive import ROOT, GoogleDriveEmulator
from limner.testing.ledger import Ledger

PICTURE, OTHER = b"\x89PNG and so on", b"\x89PNG and another"
FOLDER = "application/vnd.google-apps.folder"
SCOPE = "https://www.googleapis.com/auth/drive"
DISCOVERY: dict[str, Any] = json.loads(get_static_doc("drive", "v3"))


class _Watched(GoogleDriveEmulator):
    """Keeps what it is asked for."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(ledger)
        self.asked: list[web.Request] = []

    def _authorised(self, request: web.Request) -> None:
        super()._authorised(request)
        self.asked.append(request)


async def judged(folder: Path, work: Callable[[Any], None], scope: str = SCOPE) -> dict[str, bytes]:
    """Let Google's client, which blocks, do some work; what lies there afterwards."""
    with Ledger(folder / "ledger") as ledger:
        emulator = GoogleDriveEmulator(ledger)
        async with running(emulator) as address:
            key = json.loads(service_account()) | {"token_uri": f"{address}/token"}
            credentials = Credentials.from_service_account_info(key, scopes=[scope])
            document = DISCOVERY | {"rootUrl": f"{address}/"}
            document["baseUrl"] = f"{address}/{DISCOVERY['servicePath']}"
            with build_from_document(document, credentials=credentials) as drive:
                await asyncio.to_thread(work, drive.files())
            return emulator.paths()


async def test_files_and_folders(tmp_path: Path) -> None:
    def work(files: Any) -> None:
        assert files.get(fileId=ROOT, fields="id,name").execute()["name"] == "Pictures"
        wanted = {"name": "A fox's", "mimeType": FOLDER, "parents": [ROOT]}
        folder = files.create(body=wanted, supportsAllDrives=True).execute()["id"]
        [file_id] = files.generateIds(count=1, space="drive").execute()["ids"]
        body = {"id": file_id, "name": "fox.png", "parents": [folder]}
        media = MediaInMemoryUpload(PICTURE, "image/png")
        made = files.create(body=body, media_body=media, fields="id,webViewLink").execute()
        assert made["id"] == file_id
        assert made["webViewLink"].startswith("https://")
        with pytest.raises(HttpError, match="already exists"):
            files.create(body=body, media_body=media).execute()
        query = (
            f"name = 'fox.png' and '{folder}' in parents and mimeType != '{FOLDER}' "
            "and trashed = false"
        )
        [found] = files.list(q=query, fields="files(id,md5Checksum)").execute()["files"]
        assert found["id"] == file_id
        files.update(fileId=file_id, media_body=MediaInMemoryUpload(OTHER, "image/png")).execute()
        with pytest.raises(HttpError, match="not found"):
            files.get(fileId="nowhere").execute()

    assert await judged(tmp_path, work) == {"A fox's/fox.png": OTHER}


async def test_a_token_for_something_else(tmp_path: Path) -> None:
    def work(files: Any) -> None:
        with pytest.raises(RefreshError):
            files.get(fileId=ROOT).execute()

    await judged(tmp_path, work, scope="https://www.googleapis.com/auth/gmail.send")


async def test_what_we_ask_stands_in_the_discovery_document(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger") as ledger:
        emulator = _Watched(ledger)
        async with running(emulator) as address:
            settings = GoogleDriveSettings(address=address, token_address=address)
            data = GoogleDriveData.model_validate({"key": service_account(), "folder": ROOT})
            names = SystemNames()
            fetcher = Fetcher(PrivateHosts.of(("127.0.0.1",)), names)
            client = GoogleDrive(settings).connect(data, fetcher)
            await client.test()
            await put(client, PICTURE, "refuse")
            await put(client, OTHER, "replace")
            names.close()
        assert emulator.paths() == {"shoots/fox.png": OTHER}
        assert {request.method for request in emulator.asked} == {"GET", "POST", "PATCH"}
        for request in emulator.asked:
            assert set(request.query) <= known_parameters(request), request.path_qs


async def put(client: DriveClient, content: bytes, existing: Existing) -> None:
    parcel = Parcel("shoots/fox.png", content, "image/png", existing)
    await client.put(parcel, await client.prepare(parcel))


def known_parameters(request: web.Request) -> set[str]:
    """What the method that a request asks for takes, by the discovery document."""
    for method in DISCOVERY["resources"]["files"]["methods"].values():
        upload = method.get("mediaUpload", {}).get("protocols", {}).get("simple", {}).get("path")
        for path in (f"/{DISCOVERY['servicePath']}{method['path']}", upload):
            pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path or ""))
            if method["httpMethod"] == request.method and re.fullmatch(pattern, request.path):
                return {*method.get("parameters", {}), *DISCOVERY["parameters"]}
    raise AssertionError(f"There is no {request.method} {request.path}.")

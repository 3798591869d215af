"""Google Drive: files in a folder, over its API.

https://developers.google.com/workspace/drive/api/guides/manage-uploads
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import time
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pydantic import AfterValidator, Field, SecretStr, field_validator

from limner.errors import ServiceError, ServiceUnauthorized
from limner.fetch import Answered, Fetcher
from limner.providers._addresses import http_address
from limner.services._api import Api
from limner.services._http import json_of, require_success
from limner.services.contract import CredentialData, Json, Service
from limner.services.store import Parcel, StoreClient, in_use, numbered
from limner.settings import Section, Settings

_TITLE = "Google Drive"
_SCOPE = "https://www.googleapis.com/auth/drive"
_FOLDER = "application/vnd.google-apps.folder"
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_AUDIENCE = "https://oauth2.googleapis.com/token"
_TOKEN_SECONDS = 3_600
_FIELDS = "id,name,webViewLink,md5Checksum"
_CONFLICT = 409
_SHARED = {"supportsAllDrives": "true"}


class GoogleDriveSettings(Section):
    """Where Google Drive is asked."""

    address: str = Field(
        "https://www.googleapis.com",
        validation_alias="LIMNER_GOOGLE_DRIVE_URL",
        description="Base of Google Drive's API.",
    )
    token_address: str = Field(
        "https://oauth2.googleapis.com",
        validation_alias="LIMNER_GOOGLE_OAUTH_URL",
        description="Base of where Google gives out tokens.",
    )

    _checked_address = field_validator("address", "token_address")(http_address)


def _checked_key(secret: SecretStr) -> SecretStr:
    _read_key(secret.get_secret_value())
    return secret


class GoogleDriveData(CredentialData):
    """A service account, and the folder that is shared with it."""

    key: Annotated[SecretStr, Field(max_length=16_384), AfterValidator(_checked_key)] = Field(
        title="Key of a service account",
        description="The whole JSON file. The folder is shared with the account's address.",
    )
    folder: str = Field(
        title="Folder",
        description="The id in the folder's address; files are put below it.",
        pattern=r"^[A-Za-z0-9_-]{1,200}$",
    )


class DriveClient(StoreClient):
    """One folder of a drive."""

    def __init__(
        self,
        data: GoogleDriveData,
        fetcher: Fetcher,
        settings: GoogleDriveSettings,
        making: asyncio.Lock,
    ) -> None:
        self._email, self._key = _read_key(data.key.get_secret_value())
        self._folder = data.folder
        self._making = making
        self._fetcher = fetcher
        self._settings = settings
        self._signed_in: Api | None = None

    async def test(self) -> str:
        api = await self._api()
        query = {"fields": "id,name", **_SHARED}
        found = _object(await api.ask("GET", f"/drive/v3/files/{self._folder}", query=query))
        return f"The folder {found.get('name')} is shared with {self._email}."

    async def prepare(self, parcel: Parcel) -> Json:
        """The folders on the way, and an id for the file: with one, a second upload is refused."""
        api = await self._api()
        *folders, _ = parcel.path.split("/")
        parent = self._folder
        for name in folders:
            parent = await self._folder_below(api, parent, name)
        query = {"count": "1", "space": "drive"}
        ids = _object(await api.ask("GET", "/drive/v3/files/generateIds", query=query))
        return {"parent": parent, "id": str(ids["ids"][0])}

    async def put(self, parcel: Parcel, prepared: Json) -> Json:
        api = await self._api()
        folder, _, name = parcel.path.rpartition("/")
        digest = hashlib.md5(parcel.content, usedforsecurity=False).hexdigest()
        for candidate in numbered(name):
            found = await self._file_in(api, prepared["parent"], candidate)
            path = f"{folder}/{candidate}" if folder else candidate
            if found is None:
                file = await self._create(api, parcel, candidate, prepared)
                return {"path": path, "url": file.get("webViewLink")}
            if found.get("md5Checksum") == digest:
                return {"path": path, "url": found.get("webViewLink")}
            if parcel.existing == "replace":
                file = await self._replace(api, parcel, str(found["id"]))
                return {"path": path, "url": file.get("webViewLink")}
            if parcel.existing == "refuse":
                raise in_use(parcel.path)
        raise in_use(parcel.path)

    async def _create(self, api: Api, parcel: Parcel, name: str, prepared: Json) -> Json:
        described = {"id": prepared["id"], "name": name, "parents": [prepared["parent"]]}
        media_type, body = _related(described, parcel)
        url = f"{api.base}/upload/drive/v3/files?uploadType=multipart&fields={quote(_FIELDS)}"
        url += "&supportsAllDrives=true"
        answer = await api.upload(url, body, media_type, signed=True)
        if answer.status == _CONFLICT:
            query = {"fields": _FIELDS, **_SHARED}
            path = f"/drive/v3/files/{prepared['id']}"
            return _object(await api.ask("GET", path, query=query))
        return _object(answer)

    async def _replace(self, api: Api, parcel: Parcel, file_id: str) -> Json:
        url = f"{api.base}/upload/drive/v3/files/{file_id}?uploadType=media&fields={quote(_FIELDS)}"
        url += "&supportsAllDrives=true"
        return _object(
            await api.upload(url, parcel.content, parcel.media_type, signed=True, method="PATCH")
        )

    async def _folder_below(self, api: Api, parent: str, name: str) -> str:
        found = await self._file_in(api, parent, name, folder=True)
        if found is None:
            found = await self._made_below(api, parent, name)
        return str(found["id"])

    async def _made_below(self, api: Api, parent: str, name: str) -> Json:
        """A folder that was not there: made once, however many files wait for it."""
        async with self._making:
            found = await self._file_in(api, parent, name, folder=True)
            if found is not None:
                return found
            wanted = {"name": name, "mimeType": _FOLDER, "parents": [parent]}
            answer = await api.ask("POST", "/drive/v3/files", json=wanted, query=_SHARED)
            return _object(answer)

    async def _file_in(
        self, api: Api, parent: str, name: str, *, folder: bool = False
    ) -> Json | None:
        """A file, or a folder, of a name below a folder."""
        quoted = name.replace("\\", "\\\\").replace("'", "\\'")
        wanted = f"mimeType {'=' if folder else '!='} '{_FOLDER}'"
        query = {
            "q": f"name = '{quoted}' and '{parent}' in parents and {wanted} and trashed = false",
            "fields": f"files({_FIELDS})",
            "includeItemsFromAllDrives": "true",
            **_SHARED,
        }
        found = _object(await api.ask("GET", "/drive/v3/files", query=query)).get("files") or []
        return found[0] if found else None

    async def _api(self) -> Api:
        """Signed in: a token is asked for once."""
        if self._signed_in is None:
            tokens = Api(self._fetcher, self._settings.token_address, {})
            form = {"grant_type": _GRANT, "assertion": _assertion(self._email, self._key)}
            answer = await tokens.ask("POST", "/token", form=form)
            if answer.status in (400, 401):
                raise ServiceUnauthorized(
                    "Google refuses the key of the service account.", hint="See to the credential."
                )
            token = _object(answer)["access_token"]
            self.secrets = (*self.secrets, str(token))
            headers = {"Authorization": f"Bearer {token}"}
            self._signed_in = Api(self._fetcher, self._settings.address, headers)
        return self._signed_in


class GoogleDrive(Service[GoogleDriveData]):
    """Folders of Google Drive."""

    kind = "google_drive"
    title = "Google Drive"
    description = "A folder that is shared with a service account."
    icon = "hard-drive"
    bound_to = ("folder",)
    data_type = GoogleDriveData
    client_type = DriveClient

    def __init__(self, settings: GoogleDriveSettings) -> None:
        self._settings = settings
        self._making = asyncio.Lock()

    @classmethod
    def configured(cls, settings: Settings) -> GoogleDrive:
        return cls(settings.section(GoogleDriveSettings))

    def connect(self, data: GoogleDriveData, fetcher: Fetcher) -> DriveClient:
        return DriveClient(data, fetcher, self._settings, self._making)


def _read_key(text: str) -> tuple[str, rsa.RSAPrivateKey]:
    """The account's address and its key. Raises ValueError."""
    try:
        described = json.loads(text)
        key = serialization.load_pem_private_key(described["private_key"].encode(), None)
        email = described["client_email"]
    except (ValueError, TypeError, KeyError, AttributeError, UnsupportedAlgorithm):
        raise ValueError("it is the JSON file of a service account's key") from None
    if not isinstance(key, rsa.RSAPrivateKey) or not isinstance(email, str):
        raise ValueError("it is the JSON file of a service account's key")
    return email, key


def _assertion(email: str, key: rsa.RSAPrivateKey) -> str:
    """What proves to Google who asks (RFC 7523)."""
    moment = int(time.time())
    claims = {
        "iss": email,
        "scope": _SCOPE,
        "aud": _AUDIENCE,
        "iat": moment,
        "exp": moment + _TOKEN_SECONDS,
    }
    parts = [
        _base64(msgspec.json.encode(part)) for part in ({"alg": "RS256", "typ": "JWT"}, claims)
    ]
    signed = ".".join(parts)
    signature = key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{_base64(signature)}"


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _related(described: Any, parcel: Parcel) -> tuple[str, bytes]:
    """What a file is and its bytes, in one body (RFC 2387)."""
    border = f"limner-{hashlib.sha256(parcel.content).hexdigest()}"
    head = (
        f"--{border}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n".encode()
        + msgspec.json.encode(described)
        + f"\r\n--{border}\r\nContent-Type: {parcel.media_type}\r\n\r\n".encode()
    )
    body = head + parcel.content + f"\r\n--{border}--\r\n".encode()
    return f"multipart/related; boundary={border}", body


def _object(answer: Answered) -> Json:
    require_success(answer, _TITLE)
    said = json_of(answer, _TITLE)
    if not isinstance(said, dict):
        raise ServiceError("Google Drive answered with something that is no object.")
    return said


SERVICE = GoogleDrive

"""Buckets that speak Amazon's S3 protocol, wherever they are.

Requests are signed here and sent through the guarded fetcher, so that a bucket's address leads
into a private network no more than any other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from limner.errors import BadField
from limner.fetch import Answered, Fetcher, Method, Outgoing
from limner.fetch.target import read_target
from limner.services._aws import Signer, canonical_query, encoded
from limner.services._hosts import is_address
from limner.services._http import MAX_ANSWER_BYTES, require_success
from limner.services._secret import Token
from limner.services.contract import CredentialData, Json, Service
from limner.services.store import MOST_NUMBERS, Parcel, StoreClient, in_use, numbered
from limner.settings import Settings

_BUCKET = r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$"
_REGION = r"^[a-z0-9-]{1,50}$"
_MISSING, _TAKEN, _AT_ONCE = 404, 412, 409
_SERVICE = "s3"
_SECONDS = 300.0


def _checked_address(text: str) -> str:
    if text and not is_address(text):
        raise ValueError("an address begins with https:// or http://")
    return text.rstrip("/")


class S3Data(CredentialData):
    """A bucket and a key for it."""

    endpoint: Annotated[str, AfterValidator(_checked_address)] = Field(
        "",
        title="Endpoint",
        description="The address of another provider or of your own server; empty for Amazon.",
        max_length=500,
    )
    region: str = Field("us-east-1", title="Region", pattern=_REGION)
    bucket: str = Field(title="Bucket", pattern=_BUCKET)
    key_id: Token = Field(title="Access key id")
    secret: Token = Field(title="Secret access key")


class BucketClient(StoreClient):
    """One bucket."""

    def __init__(self, data: S3Data, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        key_id, secret = data.key_id.get_secret_value(), data.secret.get_secret_value()
        self._signer = Signer(key_id, secret, data.region, _SERVICE)
        self._base = _base(data)
        self._title = f"The bucket {data.bucket}"

    async def test(self) -> str:
        answer = await self._send("GET", "", query={"list-type": "2", "max-keys": "1"})
        require_success(answer, self._title)
        return f"{self._title} can be read."

    async def put(self, parcel: Parcel, prepared: Json) -> Json:
        if parcel.existing == "replace":
            answer = await self._put(parcel.path, parcel, {})
            require_success(answer, self._title)
            return self._placed(parcel.path)
        for number, path in enumerate(numbered(parcel.path)):
            if await self._is_placed(path, parcel):
                return self._placed(path)
            if parcel.existing == "refuse" and number == 0:
                raise in_use(parcel.path)
        raise BadField(f"path: There are {MOST_NUMBERS:,} files of this name already.")

    async def _is_placed(self, path: str, parcel: Parcel) -> bool:
        """Whether the content lies at a path: put there now or before. False for another's."""
        found = await self._send("HEAD", path)
        if found.status == _MISSING:
            # Somebody else may put something there in between.
            answer = await self._put(path, parcel, {"If-None-Match": "*"})
            if answer.status not in (_TAKEN, _AT_ONCE):
                require_success(answer, self._title)
                return True
            found = await self._send("HEAD", path)
        require_success(found, self._title)
        digest = hashlib.md5(parcel.content, usedforsecurity=False).hexdigest()
        return found.headers.get("etag", "").strip('"') == digest

    async def _put(self, path: str, parcel: Parcel, headers: Mapping[str, str]) -> Answered:
        sent = {"Content-Type": parcel.media_type, **headers}
        return await self._send("PUT", path, body=parcel.content, headers=sent)

    async def _send(
        self,
        method: Method,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answered:
        url = self._url(path)
        target = read_target(url)
        port = "" if target.port in (80, 443) else f":{target.port}"
        host = f"[{target.host}]" if ":" in target.host else target.host
        signed = self._signer.headers(
            method, host + port, target.path, query or {}, body, headers or {}, datetime.now(UTC)
        )
        asked = f"{url}?{canonical_query(query)}" if query else url
        outgoing = Outgoing(method, asked, signed, body)
        return await self._fetcher.send(outgoing, max_bytes=MAX_ANSWER_BYTES, seconds=_SECONDS)

    def _url(self, path: str) -> str:
        return f"{self._base}/{encoded(path, keep='/')}"

    def _placed(self, path: str) -> Json:
        return {"path": path, "url": self._url(path)}


class S3(Service[S3Data]):
    """Amazon S3 and all that speak like it."""

    kind = "s3"
    title = "S3 bucket"
    description = "Amazon S3, or any storage that speaks its protocol: R2, MinIO, Ceph, …"
    icon = "database"
    bound_to = ("endpoint", "bucket", "region")
    data_type = S3Data
    client_type = BucketClient

    @classmethod
    def configured(cls, settings: Settings) -> S3:
        return cls()

    def connect(self, data: S3Data, fetcher: Fetcher) -> BucketClient:
        return BucketClient(data, fetcher)


def _base(data: S3Data) -> str:
    """Where the bucket's objects are. A name with dots does not fit Amazon's certificate."""
    if data.endpoint:
        return f"{data.endpoint}/{data.bucket}"
    host = f"s3.{data.region}.amazonaws.com"
    if "." in data.bucket:
        return f"https://{host}/{data.bucket}"
    return f"https://{data.bucket}.{host}"


SERVICE = S3

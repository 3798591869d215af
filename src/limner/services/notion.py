"""Notion: pages with images, over its API.

https://developers.notion.com/reference
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from pydantic import Field, field_validator

from limner.errors import BadField, ServiceError, ServiceRefused
from limner.fetch import Answered, Fetcher
from limner.providers._addresses import http_address
from limner.services._api import Api
from limner.services._attachment import Attachment, check_sizes
from limner.services._http import fault_of, json_of, retry_after
from limner.services._multipart import Part
from limner.services._secret import Token
from limner.services.contract import Client, CredentialData, Effect, Json, Service
from limner.settings import Section, Settings

_TITLE = "Notion"
_VERSION = "2022-06-28"
_MOST_BYTES = 20 * 1024 * 1024
"""Of a file that is sent in one part."""
_MOST_BLOCKS = 100
_LONGEST_RUN = 2_000
_LONGEST_TEXT = _LONGEST_RUN * (_MOST_BLOCKS // 2)
_LONGEST_TITLE = 1_000
_ID = re.compile(r"[0-9a-f]{32}$")


class NotionSettings(Section):
    """Where Notion is asked."""

    address: str = Field(
        "https://api.notion.com",
        validation_alias="LIMNER_NOTION_URL",
        description="Base of Notion's API.",
    )

    _checked_address = field_validator("address")(http_address)


class NotionData(CredentialData):
    """The secret of an integration."""

    token: Token = Field(
        title="Integration secret",
        description="Pages and databases are shared with the integration in Notion.",
    )


class NotionClient(Client):
    """One integration."""

    def __init__(self, api: Api) -> None:
        self.api = api

    async def test(self) -> str:
        found = _said(await self.api.ask("GET", "/v1/users/me"))
        return f"Signed in as {found.get('name') or 'an integration'}."

    async def title_property(self, database: str) -> str:
        """What the title of a database's pages is called there."""
        found = _said(await self.api.ask("GET", f"/v1/databases/{database}"))
        for name, described in (found.get("properties") or {}).items():
            if isinstance(described, dict) and described.get("type") == "title":
                return str(name)
        raise ServiceError("The database has no title.")

    async def uploaded(self, file: Attachment) -> str:
        """The id of a file that is there, and that no page shows yet."""
        wanted = {"filename": file.name, "content_type": file.media_type}
        place = _said(await self.api.ask("POST", "/v1/file_uploads", json=wanted))
        upload_id = str(place["id"])
        part = Part("file", file.content, file.name, file.media_type)
        _said(await self.api.upload_form(f"/v1/file_uploads/{upload_id}/send", [part]))
        return upload_id

    async def make_page(self, page: Json) -> Json:
        return _said(await self.api.ask("POST", "/v1/pages", json=page))


class Notion(Service[NotionData]):
    """Pages of a workspace."""

    kind = "notion"
    title = "Notion"
    description = "An integration of a Notion workspace, by its secret."
    icon = "file-text"
    data_type = NotionData
    client_type = NotionClient

    def __init__(self, address: str) -> None:
        self._address = address

    @classmethod
    def configured(cls, settings: Settings) -> Notion:
        return cls(settings.section(NotionSettings).address)

    def connect(self, data: NotionData, fetcher: Fetcher) -> NotionClient:
        headers = {
            "Authorization": f"Bearer {data.token.get_secret_value()}",
            "Notion-Version": _VERSION,
        }
        return NotionClient(Api(fetcher, self._address, headers))


@dataclass(frozen=True)
class Page(Effect[NotionClient]):
    """A page below another one, or in a database."""

    parent: str
    in_database: bool
    headline: str
    text: str
    files: tuple[Attachment, ...] = field(repr=False)

    @property
    def client_type(self) -> type[NotionClient]:
        return NotionClient

    @property
    def title(self) -> str:
        return _TITLE

    @property
    def seconds(self) -> float:
        return 300.0

    def shown(self) -> Json:
        """Raises BadField and FileTooLarge for what Notion does not take."""
        page_id(self.parent)
        if not self.headline.strip() or len(self.headline) > _LONGEST_TITLE:
            raise BadField(f"title: A title has 1 to {_LONGEST_TITLE:,} characters.")
        if len(self.text) > _LONGEST_TEXT:
            raise BadField(f"text: A page takes at most {_LONGEST_TEXT:,} characters at once.")
        check_sizes(self.files, _MOST_BYTES, _TITLE)
        return {
            "parent": self.parent,
            "title": self.headline,
            "text": self.text,
            "files": [file.shown() for file in self.files],
        }

    async def prepare(self, client: NotionClient) -> Json:
        """Files are sent first: no page shows them before one names them."""
        parent = page_id(self.parent)
        title = await client.title_property(parent) if self.in_database else "title"
        return {"title": title, "files": [await client.uploaded(file) for file in self.files]}

    async def perform(self, client: NotionClient, prepared: Json) -> Json:
        kind = "database_id" if self.in_database else "page_id"
        page = {
            "parent": {kind: page_id(self.parent)},
            "properties": {prepared["title"]: {"title": _runs(self.headline)}},
            "children": [*_paragraphs(self.text), *self._pictures(prepared["files"])],
        }
        made = await client.make_page(page)
        return {"id": made.get("id"), "url": made.get("url")}

    def _pictures(self, upload_ids: list[str]) -> list[Json]:
        kinds = ["image" if file.is_image else "file" for file in self.files]
        return [
            {"type": kind, kind: {"type": "file_upload", "file_upload": {"id": upload_id}}}
            for kind, upload_id in zip(kinds, upload_ids, strict=True)
        ]


def page_id(text: str) -> str:
    """The id in the address of a page or a database, or the id itself. Raises BadField."""
    found = _ID.search(text.strip().partition("?")[0].replace("-", "").lower())
    if found is None:
        raise BadField(
            f"parent: {text!r:.80} is no page and no database.",
            hint="Copy its address in Notion.",
        )
    return found.group()


def _runs(text: str) -> list[Json]:
    """A text in pieces of the length that Notion takes."""
    return [
        {"type": "text", "text": {"content": text[start : start + _LONGEST_RUN]}}
        for start in range(0, len(text), _LONGEST_RUN)
    ]


def _paragraphs(text: str) -> list[Json]:
    """A block for each paragraph; where there are too many, the rest is one block."""
    found = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    most = _MOST_BLOCKS // 2
    if len(found) > most:
        found = [*found[: most - 1], "\n\n".join(found[most - 1 :])]
    return [{"type": "paragraph", "paragraph": {"rich_text": _runs(part)}} for part in found]


def _said(answer: Answered) -> dict[str, Any]:
    said = json_of(answer, _TITLE)
    if not isinstance(said, dict):
        raise ServiceError("Notion answered with something that is no object.")
    if answer.status < 400:
        return said
    detail = f"Notion answered {answer.status}: {str(said.get('message'))[:300]}"
    error = fault_of(answer.status, detail, retry_after(answer.headers))
    if answer.status == 404 and isinstance(error, ServiceRefused):
        error.hint = "Share the page or the database with the integration, in Notion."
    raise error


SERVICE = Notion

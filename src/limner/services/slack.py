"""Slack: messages with files, over its Web API.

https://docs.slack.dev/messaging/working-with-files
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import msgspec
from pydantic import Field, field_validator

from limner.errors import (
    BadField,
    ServiceBusy,
    ServiceError,
    ServiceRefused,
    ServiceUnauthorized,
)
from limner.fetch import Fetcher
from limner.providers._addresses import http_address
from limner.services._api import Api
from limner.services._attachment import Attachment, check_sizes
from limner.services._http import json_of, require_success, retry_after
from limner.services._secret import Token
from limner.services.contract import Client, CredentialData, Effect, Json, Service
from limner.settings import Section, Settings

_TITLE = "Slack"
_MOST_BYTES = 100 * 1024 * 1024
_LONGEST_TEXT = 40_000
_CHANNEL_ID = re.compile(r"[CGDU][A-Z0-9]{7,}")
_MOST_PAGES = 20
_UNKNOWN_USER = frozenset(
    {"not_authed", "invalid_auth", "account_inactive", "token_revoked", "token_expired"}
)
_ITS_FAULT = frozenset({"internal_error", "fatal_error", "request_timeout"})
_BUSY = frozenset({"ratelimited", "rate_limited", "service_unavailable", "team_added_to_org"})
_MEANINGS = {
    "channel_not_found": "There is no such channel, or the app may not see it.",
    "not_in_channel": "Invite the app into the channel first.",
    "missing_scope": "The app lacks a permission: chat:write, files:write or channels:read.",
    "is_archived": "The channel is archived.",
}


class SlackSettings(Section):
    """Where Slack is asked."""

    address: str = Field(
        "https://slack.com/api",
        validation_alias="LIMNER_SLACK_URL",
        description="Base of Slack's Web API.",
    )

    _checked_address = field_validator("address")(http_address)


class SlackData(CredentialData):
    """The token of an app."""

    token: Token = Field(
        title="Bot token",
        description="Begins with xoxb-; the app needs chat:write, files:write and channels:read.",
    )


class SlackClient(Client):
    """One app in one workspace of Slack."""

    def __init__(self, api: Api) -> None:
        self.api = api

    async def test(self) -> str:
        found = await self.call("auth.test", {})
        return f"Signed in to {found.get('team')} as {found.get('user')}."

    async def call(self, method: str, form: dict[str, str]) -> Json:
        """Call a method. Raises ServiceError for an answer that is not `ok`."""
        answer = await self.api.ask("POST", f"/{method}", form=form)
        require_success(answer, _TITLE)
        said = json_of(answer, _TITLE)
        if isinstance(said, dict) and said.get("ok") is True:
            return said
        fault = str(said.get("error")) if isinstance(said, dict) else "no object"
        raise _error(fault, retry_after(answer.headers))

    async def channel_id(self, channel: str) -> str:
        """The id of a channel. Raises BadField where there is none of that name."""
        if _CHANNEL_ID.fullmatch(channel):
            return channel
        name = channel.removeprefix("#").lower()
        cursor = ""
        for _ in range(_MOST_PAGES):
            page = await self.call(
                "conversations.list",
                {"limit": "1000", "exclude_archived": "true", "cursor": cursor},
            )
            for found in page.get("channels", []):
                if found.get("name") == name:
                    return str(found["id"])
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        raise BadField(
            f"channel: There is no channel {name!r:.80}, or the app may not see it.",
            hint="Write its id, or invite the app.",
        )

    async def uploaded(self, file: Attachment) -> str:
        """The id of a file that is there, and that nobody sees yet."""
        place = await self.call(
            "files.getUploadURLExternal",
            {"filename": file.name, "length": str(len(file.content))},
        )
        answer = await self.api.upload(
            str(place["upload_url"]), file.content, file.media_type, signed=False
        )
        require_success(answer, _TITLE)
        return str(place["file_id"])


class Slack(Service[SlackData]):
    """Channels of a workspace."""

    kind = "slack"
    title = "Slack"
    description = "An app of a Slack workspace, by its bot token."
    icon = "message-square"
    data_type = SlackData
    client_type = SlackClient

    def __init__(self, address: str) -> None:
        self._address = address

    @classmethod
    def configured(cls, settings: Settings) -> Slack:
        return cls(settings.section(SlackSettings).address)

    def connect(self, data: SlackData, fetcher: Fetcher) -> SlackClient:
        headers = {"Authorization": f"Bearer {data.token.get_secret_value()}"}
        return SlackClient(Api(fetcher, self._address, headers))


@dataclass(frozen=True)
class Message(Effect[SlackClient]):
    """A message in a channel, with files or without."""

    channel: str
    text: str
    files: tuple[Attachment, ...] = field(repr=False)

    @property
    def client_type(self) -> type[SlackClient]:
        return SlackClient

    @property
    def title(self) -> str:
        return _TITLE

    @property
    def seconds(self) -> float:
        return 300.0

    def shown(self) -> Json:
        """Raises BadField and FileTooLarge for what Slack does not take."""
        if len(self.text) > _LONGEST_TEXT:
            raise BadField(f"text: A message has at most {_LONGEST_TEXT:,} characters.")
        if not self.text.strip() and not self.files:
            raise BadField("text: The message is empty, and no file is wired in.")
        check_sizes(self.files, _MOST_BYTES, _TITLE)
        files = [file.shown() for file in self.files]
        return {"channel": self.channel, "text": self.text, "files": files}

    async def prepare(self, client: SlackClient) -> Json:
        """Files are sent first: nobody sees them before a message names them."""
        channel = await client.channel_id(self.channel)
        return {"channel": channel, "files": [await client.uploaded(one) for one in self.files]}

    async def perform(self, client: SlackClient, prepared: Json) -> Json:
        channel = prepared["channel"]
        if not self.files:
            sent = await client.call("chat.postMessage", {"channel": channel, "text": self.text})
            return {"channel": channel, "ts": sent.get("ts"), "files": []}
        named = [
            {"id": file_id, "title": file.name}
            for file_id, file in zip(prepared["files"], self.files, strict=True)
        ]
        form = {"files": _json(named), "channel_id": channel}
        if self.text.strip():
            form["initial_comment"] = self.text
        await client.call("files.completeUploadExternal", form)
        return {"channel": channel, "ts": None, "files": prepared["files"]}


def _error(fault: str, wait: float | None) -> ServiceError:
    detail = f"Slack answered {fault:.100}."
    if fault in _UNKNOWN_USER:
        return ServiceUnauthorized(detail, hint="See to the token of the credential.")
    if fault in _BUSY:
        return ServiceBusy(detail, extra={} if wait is None else {"retryAfter": wait})
    if fault in _ITS_FAULT:
        return ServiceError(detail)
    return ServiceRefused(detail, hint=_MEANINGS.get(fault))


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


SERVICE = Slack

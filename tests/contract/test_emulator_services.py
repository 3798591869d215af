"""The services' emulators, judged by the services' own clients."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, TypeVar

import notion_client
import obstore
import pytest
from notion_client.errors import APIResponseError
from obstore.exceptions import BaseError
from obstore.store import S3Store
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from limner.testing.emulators.base import Emulator, running
from limner.testing.emulators.notion import DATABASE, PAGE, NotionEmulator
from limner.testing.emulators.s3 import KEY_ID, SECRET, S3Emulator
from limner.testing.emulators.slack import CHANNELS, SlackEmulator
from limner.testing.ledger import Ledger

PICTURE = b"\x89PNG and so on"
E = TypeVar("E", bound=Emulator)


@pytest.fixture
def ledger(tmp_path: Path) -> Any:
    with Ledger(tmp_path / "ledger") as ledger:
        yield ledger


class TestSlack:
    @pytest.fixture
    async def emulator(self, ledger: Ledger) -> AsyncIterator[tuple[SlackEmulator, AsyncWebClient]]:
        emulator = SlackEmulator(ledger)
        async with running(emulator) as address:
            yield emulator, AsyncWebClient("xoxb-1", base_url=f"{address}/api/")

    async def test_a_message(self, emulator: tuple[SlackEmulator, AsyncWebClient]) -> None:
        slack, client = emulator
        assert (await client.auth_test())["team"] == "Studio"
        await client.chat_postMessage(channel="#pictures", text="a fox")
        assert slack.messages == [{"channel": CHANNELS["pictures"], "text": "a fox", "files": []}]

    async def test_a_file(self, emulator: tuple[SlackEmulator, AsyncWebClient]) -> None:
        slack, client = emulator
        await client.files_upload_v2(
            channel=CHANNELS["general"],
            content=PICTURE,
            filename="fox.png",
            initial_comment="a fox",
        )
        [message] = slack.messages
        assert (message["text"], message["files"]) == ("a fox", [PICTURE])

    async def test_refusals(self, emulator: tuple[SlackEmulator, AsyncWebClient]) -> None:
        _, client = emulator
        with pytest.raises(SlackApiError, match="channel_not_found"):
            await client.chat_postMessage(channel="#nowhere", text="a fox")
        client.token = "wrong"
        with pytest.raises(SlackApiError, match="invalid_auth"):
            await client.auth_test()


class TestNotion:
    async def test_a_page_with_a_picture(self, ledger: Ledger) -> None:
        emulator = NotionEmulator(ledger)
        async with running(emulator) as address:
            client = notion_client.AsyncClient(
                auth="ntn_1", base_url=address, notion_version="2022-06-28"
            )
            await client.users.me()
            described = await client.databases.retrieve(DATABASE)
            assert described["properties"]["Name"]["type"] == "title"
            place = await client.file_uploads.create(filename="fox.png", content_type="image/png")
            await client.file_uploads.send(place["id"], file=("fox.png", PICTURE, "image/png"))
            picture = {
                "type": "image",
                "image": {"type": "file_upload", "file_upload": {"id": place["id"]}},
            }
            page = await client.pages.create(
                parent={"page_id": PAGE},
                properties={"title": {"title": [{"text": {"content": "A fox"}}]}},
                children=[picture],
            )
            assert page["url"].startswith("https://")
            assert list(emulator.files.values()) == [PICTURE]
            with pytest.raises(APIResponseError):
                await client.pages.create(parent={"page_id": "1" * 32}, properties={})
            await client.aclose()


class TestS3:
    async def test_objects(self, ledger: Ledger) -> None:
        emulator = S3Emulator(ledger)
        async with running(emulator) as address:
            store = self.store(address, SECRET)
            await obstore.put_async(store, "shoots/a fox+1.png", PICTURE)
            assert emulator.objects == {("pictures", "shoots/a fox+1.png"): PICTURE}
            found = await obstore.get_async(store, "shoots/a fox+1.png")
            assert bytes(await found.bytes_async()) == PICTURE
            assert (await obstore.head_async(store, "shoots/a fox+1.png"))["size"] == len(PICTURE)
            with pytest.raises((FileExistsError, BaseError)):
                await obstore.put_async(store, "shoots/a fox+1.png", b"other", mode="create")
            listed = [item["path"] async for page in obstore.list(store, "shoots") for item in page]
            assert listed == ["shoots/a fox+1.png"]

    async def test_a_wrong_secret(self, ledger: Ledger) -> None:
        emulator = S3Emulator(ledger)
        async with running(emulator) as address:
            with pytest.raises((PermissionError, BaseError)):
                await obstore.put_async(self.store(address, "wrong"), "a.png", PICTURE)
        assert emulator.objects == {}

    def store(self, address: str, secret: str) -> S3Store:
        return S3Store(
            "pictures",
            endpoint=address,
            region="us-east-1",
            access_key_id=KEY_ID,
            secret_access_key=secret,
            virtual_hosted_style_request=False,
            client_options={"allow_http": True},
            retry_config={"max_retries": 0},
        )

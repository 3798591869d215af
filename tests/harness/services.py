"""Emulated services beside a studio that is signed in to all of them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from limner.services.google_drive import GoogleDriveSettings
from limner.services.notion import NotionSettings
from limner.services.slack import SlackSettings
from limner.settings import Section
from limner.studio import Studio
from limner.testing.emulators.base import running
from limner.testing.emulators.google_drive import ROOT, GoogleDriveEmulator
from limner.testing.emulators.notion import NotionEmulator
from limner.testing.emulators.s3 import KEY_ID, SECRET, S3Emulator
from limner.testing.emulators.slack import SlackEmulator
from limner.testing.ledger import Ledger
from limner.testing.studio import make_studio

SLACK_TOKEN = "xoxb-canary-1d5a77"
NOTION_TOKEN = "ntn_canary-99ab31"


@dataclass(frozen=True)
class EmulatedServices:
    """The emulators, and what lets a studio find them."""

    slack: SlackEmulator
    notion: NotionEmulator
    drive: GoogleDriveEmulator
    s3: S3Emulator
    s3_address: str
    sections: tuple[Section, ...]

    async def sign_in(self, studio: Studio) -> None:
        """Keep a credential for each, named after it."""
        add = studio.credentials.add
        await add("slack", "slack", {"token": SLACK_TOKEN})
        await add("notion", "notion", {"token": NOTION_TOKEN})
        await add("google_drive", "drive", {"key": service_account(), "folder": ROOT})
        await add(
            "s3",
            "s3",
            {
                "endpoint": self.s3_address,
                "bucket": "pictures",
                "keyId": KEY_ID,
                "secret": SECRET,
            },
        )


@dataclass(frozen=True)
class Services(EmulatedServices):
    """A studio besides, which reaches them and nothing else that is private."""

    studio: Studio


@cache
def service_account() -> str:
    """The key of a service account, as Google hands it out."""
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    described = {
        "type": "service_account",
        "client_email": "limner@studio.iam.example",
        "private_key": pem.decode(),
    }
    return json.dumps(described)


@asynccontextmanager
async def emulated_services(folder: Path) -> AsyncIterator[EmulatedServices]:
    """Run the emulators until the block ends."""
    folder.mkdir(exist_ok=True)
    async with AsyncExitStack() as stack:

        async def run(kind: Any) -> tuple[Any, str]:
            ledger = stack.enter_context(Ledger(folder / f"{kind.name}.ledger"))
            emulator = kind(ledger)
            return emulator, await stack.enter_async_context(running(emulator))

        slack, slack_address = await run(SlackEmulator)
        notion, notion_address = await run(NotionEmulator)
        drive, drive_address = await run(GoogleDriveEmulator)
        s3, s3_address = await run(S3Emulator)
        sections = (
            SlackSettings(address=f"{slack_address}/api"),
            NotionSettings(address=notion_address),
            GoogleDriveSettings(address=drive_address, token_address=drive_address),
        )
        yield EmulatedServices(slack, notion, drive, s3, s3_address, sections)


@asynccontextmanager
async def services(folder: Path, **settings: Any) -> AsyncIterator[Services]:
    """Run the emulators and open a studio beside them until the block ends."""
    async with (
        emulated_services(folder) as emulated,
        make_studio(folder / "home", sections=emulated.sections, **settings) as studio,
    ):
        await emulated.sign_in(studio)
        parts = {part.name: getattr(emulated, part.name) for part in fields(emulated)}
        yield Services(**parts, studio=studio)

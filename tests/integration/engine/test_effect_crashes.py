"""`kill -9` around what is done outside: requests, files that are saved, messages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from copy import copy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from harness.crashing import Life, pretending
from harness.documents import document, fake_image, node, wire
from harness.killing import inherit_orphans, killed_and_restarted, killed_around_effects
from harness.mail import MailServer, mail_server
from harness.odd_servers import OddServer, odd_server
from harness.services import EmulatedServices, emulated_services
from limner.testing.emulators.notion import PAGE
from limner.testing.studio import make_studio


@pytest.fixture
async def server() -> AsyncIterator[OddServer]:
    async with odd_server({"/a": "ok"}) as server:
        yield server


@pytest.fixture(autouse=True)
def orphans() -> None:
    inherit_orphans()


def life(home: Path, server: OddServer, method: str) -> Life:
    call = node("call", "http_request", method=method, url=f"{server.address}/a", retries=0)
    after = node("after", "text", text="{{ call.output.body }}")
    settings = {"allow_private_hosts": ("127.0.0.1",)}
    return Life(home, list, document([call, after]), settings=settings)


async def test_what_is_not_repeatable_is_sent_once_or_asked_about(
    tmp_path: Path, server: OddServer
) -> None:
    outcomes: set[tuple[int, str]] = set()
    async for kill, report in killed_around_effects(life(tmp_path, server, "POST"), 1):
        [run] = report["runs"]
        error = run["nodes"]["call"]["error"]
        sent = len(server.received)
        server.received.clear()
        outcome = "succeeded" if error is None else error["code"]
        assert outcome in ("succeeded", "unknown_outcome"), (kill, error)
        assert sent == 1 or (sent == 0 and outcome == "unknown_outcome"), (kill, sent, outcome)
        outcomes.add((sent, outcome))
    assert {(1, "succeeded"), (1, "unknown_outcome"), (0, "unknown_outcome")} == outcomes


async def test_what_is_repeatable_is_repeated(tmp_path: Path, server: OddServer) -> None:
    times: set[int] = set()
    async for kill, report in killed_around_effects(life(tmp_path, server, "PUT"), 1):
        [run] = report["runs"]
        assert run["status"] == "succeeded", (kill, run["error"])
        assert run["nodes"]["after"]["output"]["text"] == "ok"
        times.add(len(server.received))
        server.received.clear()
    assert times == {1, 2}


@dataclass(frozen=True)
class Deed:
    """A node that does something outside, and how often it was done."""

    node: dict[str, Any]
    done: Callable[[EmulatedServices, MailServer], int]
    is_repeatable: bool


def saved(target: str, **data: Any) -> dict[str, Any]:
    return node("act", "save_file", target=target, path="shoots/fox.png", **data)


MAIL = {"credential": "mail", "to": "ann@example.com", "subject": "a fox", "body": "<p>It.</p>"}
DEEDS = {
    "a bucket": Deed(saved("s3", credential="s3"), lambda at, _: len(at.s3.objects), True),
    "Google Drive": Deed(
        saved("google_drive", credential="drive"), lambda at, _: len(at.drive.paths()), True
    ),
    "Slack": Deed(
        node("act", "slack", credential="slack", channel="#pictures", text="a fox"),
        lambda at, _: len(at.slack.messages),
        False,
    ),
    "Notion": Deed(
        node("act", "notion", credential="notion", parent=PAGE, title="a fox", text="It."),
        lambda at, _: len(at.notion.pages),
        False,
    ),
    "e-mail": Deed(node("act", "email", **MAIL), lambda _, mail: len(mail.letters), False),
}


@pytest.mark.parametrize(
    ("when", "what"), [("before effect", "Slack"), *(("after effect", what) for what in DEEDS)]
)
async def test_what_a_service_did_is_not_done_again(tmp_path: Path, when: str, what: str) -> None:
    deed = DEEDS[what]
    async with emulated_services(tmp_path / "services") as services, mail_server() as mail:
        allowed = {"allow_private_hosts": ("127.0.0.1",)}
        async with make_studio(
            tmp_path, sections=services.sections, providers=pretending(), **allowed
        ) as studio:
            await services.sign_in(studio)
            server = {"host": "127.0.0.1", "port": mail.port, "security": "none"}
            sender = {"sender": "studio@example.com"}
            await studio.credentials.add("smtp", "mail", server | sender)
        life = Life(
            tmp_path,
            pretending,
            document(
                [fake_image(prompt="a fox"), deed.node], [wire("image.image-out", "act.file-in")]
            ),
            sections=tuple(partial(copy, section) for section in services.sections),
            settings=allowed,
        )
        report = await killed_and_restarted(life, (when, 1))
        assert report is not None
        [run] = report["runs"]
        error = run["nodes"]["act"]["error"]
        if deed.is_repeatable:
            assert (run["status"], deed.done(services, mail)) == ("succeeded", 1), error
            assert run["nodes"]["act"]["output"]["path"] == "shoots/fox.png"
        else:
            assert error["code"] == "unknown_outcome"
            assert deed.done(services, mail) == (1 if when == "after effect" else 0)

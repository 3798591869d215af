"""Workflows that start by themselves, whole: an article comes in, a figure goes out by mail."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PIL import Image

from harness.api import Answer, Api, serving
from harness.bench import Bench, statuses
from harness.mail import mail_server
from harness.project import ROOT
from harness.services import emulated_services
from harness.websites import website
from limner.providers.openai import OpenAISettings
from limner.testing.emulators.base import running
from limner.testing.emulators.openai import OpenAIEmulator
from limner.testing.ledger import Ledger
from limner.testing.studio import make_studio
from limner.workflows.signing import signature_of

Json = dict[str, Any]
FIGURES = {"visits": 1200, "orders": 64, "lighthouses": 3}


def example(name: str) -> Json:
    found: Json = json.loads((ROOT / "examples" / f"{name}.json").read_text("utf-8"))
    return found


def article(model: str, **saving: Any) -> Json:
    """The example, begun by a call from outside that waits for the answer."""
    found = example("picture-for-an-article")
    nodes = {each["id"]: each for each in found["nodes"]}
    nodes["request"] |= {"type": "webhook", "data": {"answer": "when_done"}}
    nodes["generate_image"]["data"] |= {"model": model}
    nodes["save"]["data"] |= saving
    return found


PLACES = {"a folder": {}, "a bucket": {"target": "s3", "credential": "s3"}}
PATH = "articles/the-lighthouse-is-lit-again.png"


@pytest.mark.parametrize(
    ("model", "place"), [("sketch", "a folder"), ("dall-e-3", "a bucket"), ("dall-e-3", "a folder")]
)
async def test_an_article_comes_in_and_its_picture_is_saved(
    tmp_path: Path, model: str, place: str
) -> None:
    with Ledger(tmp_path / "ledger") as ledger:
        emulator = OpenAIEmulator(ledger)
        async with (
            running(emulator) as url,
            emulated_services(tmp_path / "services") as at,
            make_studio(
                tmp_path / "home",
                sections=(OpenAISettings(key="a-key", address=f"{url}/v1"),),
                # Not for the picture's own address, which is answered from the files.
                allow_private_hosts=("127.0.0.1",) if place == "a bucket" else (),
            ) as studio,
            serving(studio) as api,
        ):
            await at.sign_in(studio)
            answer = await called(api, article(model, **PLACES[place]))
    assert answer.status == 200, answer.body
    assert answer.json["path"] == PATH
    if place == "a bucket":
        saved = at.s3.objects["pictures", PATH]
    else:
        saved = (tmp_path / "home" / "saved" / PATH).read_bytes()
    with Image.open(io.BytesIO(saved)) as image:
        assert image.size == (1792, 1024)
    if model == "dall-e-3":
        [order] = emulator.requests
        assert (order.body["size"], order.body["quality"]) == ("1792x1024", "hd")


async def called(api: Api, draft: Json) -> Answer:
    """Publish a workflow, switch it on, and call it as another program does."""
    workflow_id = await api.create(draft)
    path = f"/api/workflows/{workflow_id}"
    secret = (await api.post(f"{path}/hook/secret", {})).json["secret"]
    published = await api.post(f"{path}/publish", {})
    assert published.status == 201, published.body
    await api.call("PATCH", f"{path}/publication", json={"active": True})
    body = msgspec.json.encode({"headline": "The lighthouse is lit again", "topic": "a storm"})
    sent_at = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "X-Limner-Timestamp": sent_at,
        "X-Limner-Signature": signature_of(secret, sent_at, body),
    }
    return await api.call("POST", f"/hooks/{workflow_id}", data=io.BytesIO(body), headers=headers)


async def test_a_figure_is_drawn_and_sent_by_mail(tmp_path: Path) -> None:
    allowed = {"allow_private_hosts": ("127.0.0.1",)}
    async with (
        website() as site,
        mail_server() as mail,
        make_studio(tmp_path / "home", **allowed) as studio,
    ):
        await studio.credentials.add(
            "smtp",
            "mail",
            {
                "host": "127.0.0.1",
                "port": mail.port,
                "security": "none",
                "sender": "studio@example.com",
            },
        )
        address = site.page("/figures", msgspec.json.encode(FIGURES), "application/json")
        bench = Bench(studio, "wf_weekly")
        run = await bench.run(example("figure-of-the-week"), {"from": address})
    assert set(statuses(run).values()) == {"succeeded"}, run["error"]
    metric = run["nodes"]["choose"]["output"]["structured"]["key_metric"]
    assert isinstance(metric, str)
    assert metric
    (letter,) = mail.letters
    assert letter["Subject"] == f"Figure of the week: {metric}"
    (picture,) = letter.iter_attachments()
    with Image.open(io.BytesIO(picture.get_content())) as image:
        assert image.width > image.height

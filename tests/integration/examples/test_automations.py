"""Workflows that start by themselves, whole: an article comes in, a figure goes out by mail."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path
from typing import Any

import msgspec
from PIL import Image

from harness.api import serving
from harness.bench import Bench, statuses
from harness.documents import document, node, wire
from harness.mail import mail_server
from harness.project import ROOT
from harness.websites import website
from limner.testing.studio import make_studio
from limner.workflows.signing import signature_of

Json = dict[str, Any]
FIGURES = {"visits": 1200, "orders": 64, "lighthouses": 3}


def article() -> Json:
    """The example, begun by a call from outside that waits for the answer."""
    example = ROOT / "examples" / "picture-for-an-article.json"
    found: Json = json.loads(example.read_text("utf-8"))
    first = found["nodes"][0]
    found["nodes"][0] = first | {"type": "webhook", "data": {"answer": "when_done"}}
    return found


async def test_an_article_comes_in_and_its_picture_is_saved(tmp_path: Path) -> None:
    home = tmp_path / "home"
    async with make_studio(home) as studio, serving(studio) as api:
        workflow_id = await api.create(article())
        path = f"/api/workflows/{workflow_id}"
        secret = (await api.post(f"{path}/hook/secret", {})).json["secret"]
        assert (await api.post(f"{path}/publish", {})).status == 201
        await api.call("PATCH", f"{path}/publication", json={"active": True})
        body = msgspec.json.encode({"headline": "The lighthouse is lit again", "topic": "a storm"})
        sent_at = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "X-Limner-Timestamp": sent_at,
            "X-Limner-Signature": signature_of(secret, sent_at, body),
        }
        answer = await api.call(
            "POST", f"/hooks/{workflow_id}", data=io.BytesIO(body), headers=headers
        )
    assert answer.status == 200, answer.body
    assert answer.json["path"] == "articles/the-lighthouse-is-lit-again.png"
    with Image.open(home / "saved" / answer.json["path"]) as image:
        assert image.size == (1792, 1024)


def figure_of_the_week(address: str) -> Json:
    schema = {
        "type": "object",
        "properties": {"key_metric": {"type": "string"}},
        "required": ["key_metric"],
    }
    metric = "{{ choose.output.structured.key_metric }}"
    return document(
        [
            node("clock", "schedule", cron="0 9 * * MON", payload={"from": address}),
            node("figures", "http_request", url="{{ trigger.output.from }}", responseType="json"),
            node(
                "choose",
                "assistant",
                model="composer",
                prompt="Which of these counts most? {{ figures.output.body | json }}",
                outputSchema=schema,
            ),
            node(
                "picture",
                "image",
                model="sketch",
                prompt=f"a lighthouse for {metric}",
                style="minimalist",
                aspectRatio="landscape",
            ),
            node(
                "letter",
                "email",
                credential="mail",
                to="team@example.com",
                subject=f"Figure of the week: {metric}",
                body=f"<p>{metric}</p>",
            ),
        ],
        [wire("picture.image-out", "letter.file-in")],
    )


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
        run = await bench.run(figure_of_the_week(address), {"from": address})
    assert set(statuses(run).values()) == {"succeeded"}, run["error"]
    metric = run["nodes"]["choose"]["output"]["structured"]["key_metric"]
    assert isinstance(metric, str)
    assert metric
    (letter,) = mail.letters
    assert letter["Subject"] == f"Figure of the week: {metric}"
    (picture,) = letter.iter_attachments()
    with Image.open(io.BytesIO(picture.get_content())) as image:
        assert image.width > image.height

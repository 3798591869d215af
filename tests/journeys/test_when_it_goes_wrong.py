"""What goes wrong is told where it happened, in words, and nothing else is lost."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from harness.canvas import PATIENCE_MS, Canvas
from harness.documents import document, node, wire
from harness.emulated import Emulators, in_background
from harness.server import Server
from limner.testing.emulators.fal.server import FalEmulator
from limner.testing.ledger import Ledger

MAKER = "Image Generation"
MIB = 1024 * 1024


@pytest.fixture
def emulators(tmp_path: Path) -> Iterator[Emulators]:
    """Every provider, emulated."""
    running = Emulators(tmp_path / "charges")
    yield running
    running.close()


@pytest.fixture
def paid(tmp_path: Path, emulators: Emulators) -> Iterator[Server]:
    """A server with a key for every provider."""
    running = Server(tmp_path / "paid", emulators.environment())
    running.start()
    try:
        yield running
    finally:
        running.close()


def test_a_file_too_large_or_of_a_wrong_type_is_refused_before_it_is_sent(
    page: Page, server: Server, tmp_path: Path
) -> None:
    large = tmp_path / "poster.png"
    large.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(12 * MIB))
    drawing = tmp_path / "drawing.gif"
    Image.new("P", (8, 8)).save(drawing)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    canvas = Canvas(page, server.url).open()
    canvas.add("photo")
    holder = canvas.card("Image, image_asset")
    for file, words in (
        (large, "poster.png is larger than 10 MB."),
        (drawing, "drawing.gif is not a PNG, JPEG or WebP image."),
    ):
        holder.choose_file("Drop, paste or upload a picture", file)
        canvas.says(words)
    expect(holder.picture()).to_have_count(0)
    assert not [each for each in sent if each.startswith("POST") and each.endswith("/api/assets")]


def test_a_run_that_fails_in_the_middle_keeps_what_came_before(
    page: Page, paid: Server, emulators: Emulators
) -> None:
    first = node("first", "image", model="sketch", prompt="a lighthouse")
    seedream = "bytedance/seedream/v5/lite/text-to-image"
    second = node("second", "image", model=seedream, prompt="the same at night")
    last = node("last", "image", model="sketch", prompt="the same in winter")
    for number, each in enumerate((first, second, last)):
        each["position"] = {"x": 360 * number, "y": 0}
    chain = [
        wire("first.image-out", "second.image-in"),
        wire("second.image-out", "last.image-in"),
    ]
    made = page.request.post(
        f"{paid.url}/api/workflows", data=document([first, second, last], chain)
    ).json()
    emulators.fault("fal", "unauthorized")
    canvas = Canvas(page, paid.url).open(made["id"])
    page.get_by_role("banner").get_by_role("button", name=re.compile("^Run all")).click()

    failed = canvas.card(f"{MAKER}, second").article
    expect(failed.get_by_role("alert")).to_be_visible(timeout=PATIENCE_MS)
    canvas.card(f"{MAKER}, first").finished()
    skipped = canvas.card(f"{MAKER}, last").article
    expect(skipped.get_by_role("status")).to_contain_text("Skipped")

    failed.get_by_role("button", name="Try again").click()
    canvas.card(f"{MAKER}, second").finished()
    expect(failed.get_by_role("alert")).to_have_count(0)


@pytest.fixture
def queueing(tmp_path: Path) -> Iterator[Server]:
    """A server whose provider does one job after the other."""
    with (
        Ledger(tmp_path / "ledger") as ledger,
        in_background(FalEmulator(ledger, latency=5, at_once=1)) as address,
    ):
        running = Server(tmp_path / "queueing", FalEmulator.environment(address))
        running.start()
        try:
            yield running
        finally:
            running.close()


def test_a_job_in_a_queue_tells_its_place(page: Page, queueing: Server) -> None:
    waiting = node("image", "image", model="fal-ai/flux-2", prompt="a fox", count=3)
    made = page.request.post(f"{queueing.url}/api/workflows", data=document([waiting])).json()
    card = Canvas(page, queueing.url).open(made["id"]).card(MAKER)
    card.run()
    expect(card.article.get_by_text(re.compile(r"queue \d"))).to_be_visible(timeout=PATIENCE_MS)
    card.article.get_by_role("button", name="Stop").click()
    expect(card.article.get_by_text("Stopped")).to_be_visible(timeout=PATIENCE_MS)


def test_a_model_that_is_gone_is_told_on_the_node_and_another_is_chosen(
    page: Page, server: Server
) -> None:
    contract = {
        **{"id": "acme/gone", "title": "Gone", "description": "Not here for long."},
        **{"provider": "sketch", "endpoint": "sketch", "enabled": True},
        "sizing": {"default": "1024x1024", "aspect_ratios": ["1:1"]},
    }
    assert page.request.post(f"{server.url}/api/models", data=contract).ok
    old = node("image", "image", model="acme/gone", prompt="a fox")
    made = page.request.post(f"{server.url}/api/workflows", data=document([old])).json()
    assert page.request.delete(f"{server.url}/api/models/acme/gone").ok

    canvas = Canvas(page, server.url).open(made["id"])
    card = canvas.card(MAKER)
    expect(card.article.get_by_role("alert")).to_contain_text("acme/gone")
    run = card.article.get_by_role("button", name=re.compile("^Run"))
    run.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("acme/gone")
    card.article.get_by_role("combobox", name="Model").click()
    models = page.get_by_role("listbox", name="Model").get_by_role("option")
    models.filter(has_text="Sketch").click()
    card.run()
    card.finished()

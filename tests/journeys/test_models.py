"""Which model, at what price, with what lack; and what happens to the money."""

import json
import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from harness.canvas import Canvas, Card
from harness.documents import document, node, wire
from harness.emulated import Emulators
from harness.server import Server

PLAIN = {
    "id": "fal-ai/plain-edit",
    "title": "Plain Edit",
    "description": "Takes one image and a prompt.",
    "provider": "fal",
    "endpoint": "fal-ai/plain-edit",
    "sizing": {"form": "none", "default": "auto"},
    "fields": {"prompt": "prompt"},
    "sockets": [{"role": "image", "limit": 1, "field": "image_url", "many": False}],
    "maxReferences": 1,
    "enabled": True,
}

MAKER = "Image Generation"
TWO = {"count": 2}
HIGH = {"quality": "high"}


@pytest.fixture
def emulators(tmp_path: Path) -> Iterator[Emulators]:
    """Every provider, emulated."""
    running = Emulators(tmp_path / "charges")
    yield running
    running.close()


@pytest.fixture
def ready(tmp_path: Path, emulators: Emulators) -> Iterator[Server]:
    """A server with a key for every provider."""
    with _serving(tmp_path / "ready", emulators) as running:
        yield running


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Server]:
    """The same, where a picture takes some seconds."""
    emulators = Emulators(tmp_path / "slow-charges", latency=8)
    try:
        with _serving(tmp_path / "slow", emulators) as running:
            yield running
    finally:
        emulators.close()


@contextmanager
def _serving(home: Path, emulators: Emulators) -> Iterator[Server]:
    running = Server(home, emulators.environment())
    running.start()
    try:
        yield running
    finally:
        running.close()


def _panel(page: Page) -> Locator:
    return page.get_by_role("complementary", name=f"Settings of {MAKER}")


def _models(card: Card) -> Locator:
    """The open list of models, each an option."""
    card.article.get_by_role("combobox", name="Model").click()
    return card.page.get_by_role("listbox", name="Model").get_by_role("option")


def _pick(card: Card, title: str) -> None:
    _models(card).filter(has_text=re.compile(f"^{re.escape(title)}")).click()
    expect(card.article.get_by_role("combobox", name="Model")).to_have_text(title)


def _switch(page: Page, title: str) -> None:
    """Offer a model, or offer it no longer."""
    page.get_by_role("button", name="Settings", exact=True).click()
    page.get_by_role("button", name="Choose and add models").click()
    drawer = page.get_by_role("complementary", name="Models")
    drawer.get_by_role("switch", name=f"Offer {title}").click()
    page.keyboard.press("Escape")


def _starter(page: Page, server: Server, title: str | None = None) -> Card:
    """The image node of the first workflow, with a model and a prompt."""
    card = Canvas(page, server.url).open().card(MAKER).select()
    card.write("a lighthouse at dusk")
    if title is not None:
        _pick(card, title)
    return card


def _post(server: Server, path: str, body: Any) -> Any:
    headers = {"Content-Type": "application/json"}
    data = json.dumps(body).encode()
    request = urllib.request.Request(f"{server.url}{path}", data=data, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def _opened(page: Page, server: Server, *nodes: Any, wires: Any = (), card: str = MAKER) -> Card:
    """The image node of a workflow with these nodes, side by side."""
    for number, each in enumerate(nodes):
        each["position"] = {"x": 360 * number, "y": 0}
    kept = _post(server, "/api/workflows", document(list(nodes), list(wires)))
    return Canvas(page, server.url).open(kept["id"]).card(card).select()


def _run_all(page: Page) -> Locator:
    return page.get_by_role("banner").get_by_role("button", name=re.compile("^Run all"))


def _price(server: Server, **data: Any) -> str:
    """What the server says a node with these data costs, as the canvas writes it."""
    estimate = _post(server, "/api/estimate", {"prompt": "a lighthouse at dusk", **data})
    return f"{'' if estimate['exact'] else '~'}{estimate['credits']} cr"


def _costs(card: Card, price: str) -> None:
    """Expect a price in the node's header and on its Run."""
    expect(card.article.get_by_text(price, exact=True)).to_have_count(2)


def test_a_model_without_a_key_says_what_to_set_and_cannot_be_picked(
    page: Page, server: Server
) -> None:
    card = Canvas(page, server.url).open().card(MAKER)
    lacking = _models(card).filter(has_text="GPT Image 2")
    expect(lacking).to_be_disabled()
    expect(lacking).to_contain_text("OPENAI_API_KEY")
    lacking.click(force=True)
    expect(lacking).to_be_visible()
    page.keyboard.press("Escape")
    expect(card.article.get_by_role("combobox", name="Model")).to_have_text("Sketch")


def test_a_search_finds_a_model_by_its_provider(page: Page, ready: Server) -> None:
    card = Canvas(page, ready.url).open().card(MAKER)
    models = _models(card)
    expect(models).to_have_count(4)
    page.get_by_role("combobox", name="Search models").fill("google")
    expect(models).to_have_count(1)
    expect(models).to_contain_text("Nano Banana 2")


def test_an_endpoint_that_no_list_has_is_used_as_it_is(page: Page, ready: Server) -> None:
    card = _starter(page, ready)
    models = _models(card)
    page.get_by_role("combobox", name="Search models").fill("fal-ai/made-today")
    models.filter(has_text="Use fal-ai/made-today").click()
    expect(card.handle("Image, image input")).to_be_visible()
    expect(card.handle("Style, image input")).to_have_count(0)
    card.run()
    card.finished()


def test_another_model_has_other_sockets_and_sizes(page: Page, ready: Server) -> None:
    card = _starter(page, ready, "Sketch")
    expect(card.handle("Start image, image input")).to_be_visible()
    _pick(card, "Nano Banana 2")
    expect(card.handle("Start image, image input")).to_have_count(0)
    expect(card.handle("Style, image input")).to_be_visible()
    card.article.get_by_role("combobox", name="Size").click()
    sizes = page.get_by_role("listbox", name="Size")
    expect(sizes.get_by_role("option", name=re.compile("^8:1"))).to_be_visible()
    expect(sizes.get_by_role("option", name=re.compile("^Auto"))).to_be_visible()


def test_a_model_without_a_socket_gives_its_wire_another_and_undo_brings_it_back(
    page: Page, ready: Server
) -> None:
    recraft = f"{ready.url}/api/models/fal-ai/recraft/v4.1/text-to-image"
    assert page.request.patch(recraft, data={"enabled": True}).ok
    _post(ready, "/api/models", PLAIN)
    card = _opened(
        page,
        ready,
        node("source", "image", model="sketch", prompt="a lighthouse"),
        node("image", "image", model="gemini-3.1-flash-image", prompt="the same by night"),
        wires=[wire("source.image-out", "image.style-in")],
        card=f"{MAKER}, image",
    )
    wires = page.get_by_role("group", name=re.compile("^Wire from"))
    references = card.article.get_by_role("list", name="References").get_by_role("listitem")
    expect(references.get_by_label("Reference 1, style, from Image Generation")).to_be_visible()

    # It has no style socket: the wire takes the one for images, which it has.
    _pick(card, "Plain Edit")
    expect(card.handle("Style, image input")).to_have_count(0)
    expect(wires).to_have_count(1)
    expect(references.get_by_label("Reference 1, image, from Image Generation")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Undo Edit")).click()
    expect(references.get_by_label("Reference 1, style, from Image Generation")).to_be_visible()

    # One that takes none is refused while a reference is wired.
    refused = _models(card).filter(has_text="Recraft V4.1")
    expect(refused).to_be_disabled()
    expect(refused).to_contain_text("One reference is wired, it takes none.")


def test_the_price_follows_what_is_asked_for(page: Page, ready: Server) -> None:
    card = _starter(page, ready, "GPT Image 2")
    prices = [_price(ready, model="gpt-image-2", **more) for more in ({}, TWO, TWO | HIGH)]
    assert len(set(prices)) == 3
    _costs(card, prices[0])
    card.article.get_by_role("button", name="One image more").click()
    _costs(card, prices[1])
    _panel(page).get_by_role("radio", name="High").click()
    _costs(card, prices[2])


def test_a_list_is_priced_with_all_its_items_and_what_is_there_costs_nothing(
    page: Page, ready: Server
) -> None:
    names = {"name": "names", "type": "list", "default": ["a fox", "an owl", "a hare"]}
    model = {"model": "bytedance/seedream/v5/lite/text-to-image"}
    card = _opened(
        page,
        ready,
        node("request", "request_input", fields=[names]),
        node("image", "image", **model),
        wires=[wire("request.names", "image.prompt-in")],
    )
    three = _price(ready, **model, items=3)
    assert three != _price(ready, **model)
    _costs(card, three)
    expect(_run_all(page)).to_contain_text(three)
    _run_all(page).click()
    card.shows("3 / 3")
    card.rests()
    expect(_run_all(page)).to_contain_text("free")
    _costs(card, three)


def test_a_provider_alone_stands_for_its_default_model_until_one_is_picked(
    page: Page, ready: Server
) -> None:
    card = _opened(page, ready, node("image", "image", provider="fal", prompt="a lighthouse"))
    expect(card.article.get_by_role("combobox", name="Model")).to_have_text("FLUX.2 Dev")
    expect(_panel(page).get_by_role("textbox", name="Seed")).to_be_visible()
    _pick(card, "Nano Banana 2")
    card.run()
    card.finished()


def test_a_lost_answer_is_told_with_its_cost_and_sent_again_only_when_asked(
    page: Page, ready: Server, emulators: Emulators
) -> None:
    card = _starter(page, ready, "Nano Banana 2")
    emulators.fault("google", "lost_after_charge")
    card.run()
    told = card.article.get_by_role("alert")
    expect(told).to_contain_text(re.compile(r"may have been paid for: up to \d+ cr"))
    assert emulators.charges("google") == 1
    card.article.get_by_role("button", name="Send again, may pay again").click()
    card.finished()
    expect(told).to_have_count(0)
    assert emulators.charges("google") == 2


def test_an_error_says_what_to_do_and_trying_again_helps(
    page: Page, ready: Server, emulators: Emulators
) -> None:
    card = _starter(page, ready, "Seedream V5 Lite")
    emulators.fault("fal", "unauthorized")
    card.run()
    expect(card.article.get_by_role("alert")).to_contain_text("key")
    card.article.get_by_role("button", name="Try again").click()
    card.finished()


def test_a_model_that_refuses_has_the_first_of_its_fallbacks_stand_in(
    page: Page, ready: Server, emulators: Emulators
) -> None:
    card = _starter(page, ready, "GPT Image 2")
    panel = _panel(page)
    picker = panel.get_by_role("combobox", name="Fallback models")
    for title in ("Seedream V5 Lite", "Sketch", "Nano Banana 2"):
        picker.click()
        offered = page.get_by_role("listbox", name="Fallback models").get_by_role("option")
        offered.filter(has_text=re.compile(f"^{title}")).click()
    lines = panel.get_by_role("list", name="Fallback models").get_by_role("listitem")
    last = lines.filter(has_text="Nano Banana 2").get_by_role("button", name="Move")
    last.first.focus()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Enter")
    expect(last.first).to_be_focused()
    expect(lines).to_have_text([re.compile(t) for t in ("Nano Banana 2", "Seedream", "Sketch")])
    panel.get_by_role("button", name="Remove Seedream V5 Lite").click()
    expect(lines).to_have_count(2)
    picker.click()
    expect(offered.filter(has_text="GPT Image 2")).to_have_count(0)
    page.keyboard.press("Escape")

    emulators.fault("openai", "refusal")
    card.run()
    card.finished()
    told = card.article.get_by_role("status")
    expect(told).to_contain_text("Nano Banana 2 stands in for GPT Image 2.")
    assert (emulators.charges("openai"), emulators.charges("google")) == (0, 1)


def test_a_picture_is_seen_before_it_is_finished(page: Page, slow: Server) -> None:
    card = _starter(page, slow, "GPT Image 2")
    _panel(page).get_by_role("textbox", name="Previews").fill("3")
    card.run()
    expect(card.article.get_by_role("img", name="Unfinished picture")).to_be_visible()
    expect(card.picture()).to_have_count(0)
    card.finished()
    expect(card.article.get_by_role("img", name="Unfinished picture")).to_have_count(0)


def test_what_was_left_out_of_the_request_is_told(page: Page, ready: Server) -> None:
    card = _starter(page, ready, "Sketch")
    _panel(page).get_by_role("textbox", name="Guidance").fill("12")
    _pick(card, "Seedream V5 Lite")
    expect(_panel(page).get_by_text("Seedream V5 Lite has no guidance.")).to_be_visible()
    card.run()
    card.finished()
    expect(card.article.get_by_role("status")).to_contain_text("guidance")
    _panel(page).get_by_role("button", name="Remove guidance").click()
    card.run()
    card.shows("2 / 2")
    card.rests()
    expect(card.article.get_by_role("status")).to_have_count(0)


def test_a_refined_prompt_is_read_and_changed_before_it_is_sent(page: Page, server: Server) -> None:
    card = _starter(page, server)
    panel = _panel(page)
    expect(panel.get_by_role("combobox", name="Prompt model")).to_have_count(0)
    panel.get_by_role("radio", name="Prompt AI").click()
    expect(panel.get_by_role("combobox", name="Prompt model")).to_have_text("Composer")
    panel.get_by_role("switch", name="Review the prompt").click()
    card.run()

    review = card.article.get_by_role("textbox", name="Prompt to be sent")
    expect(review).to_have_value(re.compile("lighthouse"))
    page.reload()
    expect(review).to_have_value(re.compile("lighthouse"))
    expect(card.picture()).to_have_count(0)
    review.fill("a lighthouse on the moon")
    card.article.get_by_role("button", name="Continue").click()
    card.finished()
    expect(review).to_have_count(0)
    card.article.get_by_role("button", name="Prompt that was sent").click()
    sent = page.get_by_role("dialog", name="Prompt that was sent")
    expect(sent.get_by_text("a lighthouse on the moon")).to_be_visible()


def test_a_prompt_under_review_is_announced_where_it_is_out_of_sight(
    page: Page, server: Server
) -> None:
    asked = {"prompt": "a lighthouse", "promptMode": "prompt_ai", "reviewPrompt": True}
    card = _opened(page, server, node("image", "image", **asked))
    review = card.article.get_by_role("textbox", name="Prompt to be sent")
    announced = page.get_by_text("waits for its prompt to be confirmed.")
    card.run()
    expect(review).to_be_visible()
    expect(announced).to_have_count(0)
    card.article.get_by_role("button", name="Cancel").click()
    expect(card.article.get_by_text("Stopped")).to_be_visible()

    page.mouse.move(200, 500)
    page.mouse.wheel(3000, 0)
    expect(card.article).to_have_count(0)
    _run_all(page).click()
    expect(announced).to_be_visible()
    page.get_by_role("button", name="Show").click()
    expect(review).to_be_in_viewport()


def test_a_prompt_under_review_can_be_given_up(page: Page, server: Server) -> None:
    card = _starter(page, server)
    panel = _panel(page)
    panel.get_by_role("radio", name="Prompt AI").click()
    panel.get_by_role("switch", name="Review the prompt").click()
    card.run()
    card.article.get_by_role("button", name="Cancel").click()
    expect(card.article.get_by_text("Stopped")).to_be_visible()
    expect(card.picture()).to_have_count(0)


def test_an_enabled_model_is_offered_at_once(page: Page, ready: Server) -> None:
    card = _starter(page, ready, "Sketch")
    _switch(page, "Recraft V4.1")
    _pick(card, "Recraft V4.1")


def test_upscalers_are_offered_where_images_are_made_larger_and_nowhere_else(
    page: Page, ready: Server
) -> None:
    drawing = node("image", "image", model="sketch", prompt="a lighthouse")
    card = _opened(page, ready, drawing, node("larger", "upscale"), card="Upscale")
    expect(card.article.get_by_role("combobox", name="Model")).to_have_text("Clarity Upscaler")
    expect(_models(card)).to_have_text([re.compile("^Clarity Upscaler")])
    page.keyboard.press("Escape")
    run = card.article.get_by_role("button", name=re.compile("^Run"))
    run.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("works on an image")

    drawn = Canvas(page, ready.url).card(MAKER)
    offered = _models(drawn)
    expect(offered.filter(has_text="Nano Banana 2").first).to_be_visible()
    expect(offered.filter(has_text="Clarity Upscaler")).to_have_count(0)
    page.keyboard.press("Escape")

    _switch(page, "Clarity Upscaler")
    expect(card.article.get_by_role("combobox", name="Model")).to_have_text("Choose a model")
    page.reload()
    expect(card.article.get_by_text("No upscaling model is enabled.")).to_be_visible()
    expect(_models(card)).to_have_count(0)
    expect(page.get_by_text("No model for this is offered.")).to_be_visible()


def test_a_model_is_added_from_its_contract(page: Page, ready: Server) -> None:
    card = Canvas(page, ready.url).open().card(MAKER)
    page.get_by_role("button", name="Settings", exact=True).click()
    page.get_by_role("button", name="Choose and add models").click()
    drawer = page.get_by_role("complementary", name="Models")
    drawer.get_by_role("radio", name="JSON").click()
    contract = {
        "id": "fal-ai/made-today",
        "title": "Made Today",
        "description": "Did not exist yesterday.",
        "provider": "fal",
        "endpoint": "fal-ai/made-today",
        "fields": {"prompt": "prompt"},
        "enabled": True,
    }
    field = drawer.get_by_role("textbox", name="JSON")
    field.fill(json.dumps(contract))
    drawer.get_by_role("button", name="Add a model").click()
    expect(drawer.get_by_role("alert")).to_contain_text("sizing")
    field.fill(json.dumps(contract | {"sizing": {"form": "none", "default": "auto"}}))
    drawer.get_by_role("button", name="Add a model").click()
    expect(drawer.get_by_text("Made Today")).to_be_visible()
    page.keyboard.press("Escape")
    _pick(card, "Made Today")
    expect(card.article.get_by_text("price unknown").first).to_be_visible()

"""What a run is said to cost is what it costs, lists included, or it is said to be unknown."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from harness.bench import Bench, OpenStudio
from harness.documents import document, fake_image, inside, list_to_image, node, wire
from limner.errors import InvalidWorkflow
from limner.models.model import Model
from limner.models.price import FREE, Price
from limner.models.price_rule import PerImage, PerMegapixel
from limner.testing.fake import FakeProvider
from limner.testing.models import fake_models
from limner.values import MICRO_USD_PER_CREDIT
from limner.workflows.document import parse_document

Json = dict[str, Any]

ONE_IMAGE = 10_000
THREE = ["a", "b", "c"]


def priced(**changes: Any) -> Model:
    """The pretending model, at 0.01 USD an image."""
    return fake_models()[0].model_copy(update={"price": PerImage(usd="0.01"), **changes})


@pytest.fixture
async def bench(open_studio: OpenStudio) -> Bench:
    provider = FakeProvider(micro_usd=None)
    return Bench(await open_studio(providers=[provider], models=[priced()]), "wf_test")


async def estimated(
    bench: Bench, graph: Json, inputs: Json | None = None, **options: Any
) -> Price | None:
    _, estimate = await bench.studio.starter.preview(
        parse_document(graph), inputs or {}, workflow_id=bench.workflow_id, **options
    )
    return estimate.total


def chained(*nodes: Json) -> Json:
    """Nodes, each wired into the next."""
    outputs = {"list": "list-out", "text": "text-out", "image": "image-out"}
    wires = [
        wire(
            f"{before['id']}.{outputs[before['type']]}",
            f"{after['id']}.{_taking(before['type'], after['type'])}",
        )
        for before, after in pairwise(nodes)
    ]
    return document(list(nodes), wires)


def a_list(**data: Any) -> Json:
    return node("list", "list", **(data or {"items": THREE}))


def _taking(source: str, target: str) -> str:
    if target == "list":
        return "list-in"
    return "image-in" if source == "image" else "prompt-in"


def paired(first: list[str], second: list[str], pairing: str) -> Json:
    return document(
        [
            node("first", "list", items=first),
            node("second", "list", items=second),
            fake_image(pairing=pairing),
        ],
        [
            wire("first.list-out", "image.prompt-in"),
            wire("second.list-out", "image.prompt-in"),
        ],
    )


def asked_for(field: Json, handle: str = "prompt-in", **data: Any) -> Json:
    """A run input into an image node."""
    return document(
        [node("request", "request_input", fields=[{"name": "given", **field}]), fake_image(**data)],
        [wire("request.given", f"image.{handle}")],
    )


KNOWN: dict[str, tuple[Json, Json, int]] = {
    "typed items": (list_to_image(THREE), {}, 3),
    "one image for each item": (list_to_image(THREE, count=4), {}, 3),
    "templates in items": (
        document(
            [
                node("mood", "text", text="calm"),
                node("list", "list", items=["a", "{{ mood.output.text }}"]),
                fake_image(),
            ],
            [wire("list.list-out", "image.prompt-in")],
        ),
        {},
        2,
    ),
    "lines": (chained(a_list(text=" a\n\nb \n"), fake_image()), {}, 2),
    "CSV": (
        chained(a_list(text="x,y\n1,2\n3,4", split="csv"), fake_image()),
        {},
        2,
    ),
    "JSON": (
        chained(a_list(text='["a", ["b"]]', split="json"), fake_image()),
        {},
        2,
    ),
    "no items": (
        chained(a_list(text="[]", split="json"), fake_image()),
        {},
        0,
    ),
    "a list into a list": (chained(a_list(), node("more", "list"), fake_image()), {}, 3),
    "a text before the image": (chained(a_list(), node("text", "text"), fake_image()), {}, 3),
    "image after image": (chained(a_list(), fake_image("a"), fake_image("b", prompt="b")), {}, 6),
    "images of a count": (
        chained(fake_image("a", prompt="a", count=3), fake_image("b", prompt="b")),
        {},
        4,
    ),
    "a given list": (asked_for({"type": "list"}), {"given": THREE}, 3),
    "a default list": (asked_for({"type": "list", "default": THREE}), {}, 3),
    "no list": (asked_for({"type": "list"}), {}, 0),
    "pairs": (paired(THREE, THREE, "zip"), {}, 3),
    "combinations": (paired(THREE, ["x", "y"], "product"), {}, 6),
    "given parameters": (
        asked_for({"type": "params"}, "params-in", prompt="a"),
        {"given": {"count": 3}},
        3,
    ),
    "no parameters": (asked_for({"type": "params"}, "params-in", prompt="a"), {}, 1),
    "a list and parameters": (
        document(
            [
                node("list", "list", items=THREE),
                node("request", "request_input", fields=[{"name": "given", "type": "params"}]),
                fake_image(),
            ],
            [
                wire("list.list-out", "image.prompt-in"),
                wire("request.given", "image.params-in"),
            ],
        ),
        {"given": {"count": 3}},
        3,
    ),
}


@pytest.mark.parametrize(("graph", "inputs", "images"), KNOWN.values(), ids=KNOWN.keys())
async def test_a_run_costs_what_was_estimated(
    bench: Bench, graph: Json, inputs: Json, images: int
) -> None:
    price = await estimated(bench, graph, inputs)
    assert price == Price(images * ONE_IMAGE, images * ONE_IMAGE)
    run = await bench.run(graph, inputs)
    assert run["status"] == "succeeded"
    assert run["cost"] * MICRO_USD_PER_CREDIT == images * ONE_IMAGE


async def test_a_list_of_known_length_tells_those_it_pairs_up_with(bench: Bench) -> None:
    graph = paired(THREE, [], "zip")
    graph["nodes"][1]["data"] = {"text": "{{ first.output.items | join: ' ' }}\nx\ny"}
    assert await estimated(bench, graph) == Price(3 * ONE_IMAGE, 3 * ONE_IMAGE)
    assert (await bench.run(graph))["cost"] * MICRO_USD_PER_CREDIT == 3 * ONE_IMAGE


def made_in_the_run(**data: Any) -> Json:
    """A list whose length depends on a template, into an image node."""
    graph = chained(a_list(text="{{ words.output.text }}"), fake_image(**data))
    graph["nodes"].append(node("words", "text", text="a\nb"))
    return graph


def combined_with_one_made_in_the_run() -> Json:
    graph = made_in_the_run(pairing="product")
    graph["nodes"].append(node("more", "list", items=THREE))
    graph["edges"].append(wire("more.list-out", "image.prompt-in"))
    return graph


UNKNOWN: dict[str, Json] = {
    "a length that is made": made_in_the_run(),
    "text that is no list": chained(a_list(text="{}", split="json"), fake_image()),
    "combinations with a length that is made": combined_with_one_made_in_the_run(),
    "parameters that are items": document(
        [node("list", "list", items=[{"count": 3}]), fake_image(prompt="a")],
        [wire("list.list-out", "image.params-in")],
    ),
}


@pytest.mark.parametrize("graph", UNKNOWN.values(), ids=UNKNOWN.keys())
async def test_what_shows_only_in_the_run_is_unknown(bench: Bench, graph: Json) -> None:
    assert await estimated(bench, graph) is None


async def test_combined_lists_count_as_what_comes_of_them(bench: Bench) -> None:
    lists = [{"name": "colour", "items": ["red", "blue"]}, {"name": "cup"}]
    graph = document(
        [
            node("request", "request_input", fields=[{"name": "cups", "type": "list"}]),
            node("all", "combine_lists", lists=lists, pairing="product"),
            node("each", "loop"),
            inside("each", fake_image(prompt="a {{ loop.currentItem.colour }} cup")),
        ],
        [wire("request.cups", "all.cup"), wire("all.list-out", "each.list-in")],
    )
    for cups, images in (["mug"], 2), (["mug", "jar", "bowl"], 6):
        price = await estimated(bench, graph, {"cups": cups})
        assert price == Price(images * ONE_IMAGE, images * ONE_IMAGE)


@pytest.mark.parametrize(
    ("graph", "reason"),
    [
        (paired(THREE, ["x"], "zip"), "3 and 1 items"),
        (paired(["a"] * 101, ["b"] * 100, "product"), "10,100 items"),
    ],
)
async def test_lists_that_cannot_run_a_node_are_refused_before(
    bench: Bench, graph: Json, reason: str
) -> None:
    with pytest.raises(InvalidWorkflow, match=reason):
        await estimated(bench, graph)


async def test_parameters_no_model_takes_have_no_price(bench: Bench) -> None:
    field = {"name": "given", "type": "params"}
    graph = document(
        [node("request", "request_input", fields=[field]), node("image", "image", prompt="a")],
        [wire("request.given", "image.params-in")],
    )
    assert await estimated(bench, graph, {"given": {"model": "fake"}}) == Price(
        ONE_IMAGE, ONE_IMAGE
    )
    for given in ({"model": "nobody/nothing"}, {"count": 99}):
        assert await estimated(bench, graph, {"given": given}) is None


async def test_what_is_free_is_free_for_any_list(bench: Bench) -> None:
    graph = chained(a_list(text="{{ 'a' }}"), node("image", "image", model="sketch"))
    assert await estimated(bench, graph) == FREE


async def test_a_length_that_was_made_before_is_known(bench: Bench) -> None:
    graph = made_in_the_run()
    await bench.run(graph)
    assert await estimated(bench, graph) == FREE
    again = await estimated(bench, graph, targets=["image"])
    assert again == Price(2 * ONE_IMAGE, 2 * ONE_IMAGE)
    run = await bench.run(graph, targets=["image"])
    assert run["cost"] * MICRO_USD_PER_CREDIT == 2 * ONE_IMAGE


async def test_items_and_nodes_that_may_be_there_already_may_cost_nothing(bench: Bench) -> None:
    await bench.run(list_to_image(THREE))
    changed = list_to_image(["a", "x", "c"])
    assert await estimated(bench, changed) == Price(0, 3 * ONE_IMAGE)
    assert await estimated(bench, changed, reuse=False) == Price(3 * ONE_IMAGE, 3 * ONE_IMAGE)
    assert (await bench.run(changed))["cost"] * MICRO_USD_PER_CREDIT == ONE_IMAGE

    def written(text: str) -> Json:
        return chained(node("text", "text", text=text), fake_image())

    await bench.run(written("{{ 'fox' }}"))
    assert await estimated(bench, written("fox")) == Price(0, ONE_IMAGE)
    assert (await bench.run(written("fox")))["cost"] == 0


async def test_wired_references_are_paid_for(open_studio: OpenStudio) -> None:
    by_pixels = PerMegapixel(unit="megapixel", usd="0.01", references=True)
    models = [priced(), priced(id="dear", price=by_pixels)]
    provider = FakeProvider(micro_usd=None)
    bench = Bench(await open_studio(providers=[provider], models=models), "wf_test")
    drafts = fake_image("drafts", prompt="drafts", count=3)
    graph = chained(drafts, node("final", "image", model="dear", prompt="final", size="1024x1024"))
    _, estimate = await bench.studio.starter.preview(parse_document(graph), {})
    final = estimate.nodes["final"]
    assert final is not None
    run = await bench.run(graph)
    assert final.lower <= run["nodes"]["final"]["cost"] * MICRO_USD_PER_CREDIT <= final.upper
    assert final.lower >= 3 * ONE_IMAGE


def looped(items: Any, *more: Json, **loop: Any) -> Json:
    """A loop with one image for each item, over what the run is given where it names that."""
    fields = [{"name": "products", "type": "list"}]
    return document(
        [
            node("request", "request_input", fields=fields),
            node("each", "loop", items=items, **loop),
            inside("each", fake_image(prompt="{{ loop.currentItem }}")),
            *more,
        ]
    )


@pytest.mark.parametrize(
    ("graph", "images"),
    [
        (looped(THREE), 3),
        (looped("a\nb"), 2),
        (looped(THREE, batchSize=2), 2),
        (looped("{{ trigger.output.products }}"), 4),
        (
            looped(
                THREE,
                inside("each", node("inner", "loop", items=["x", "y"])),
                inside("inner", fake_image("deep", prompt="x", count=2)),
            ),
            3 + 3 * 2 * 2,
        ),
    ],
)
async def test_what_is_inside_a_loop_counts_once_for_each_item(
    bench: Bench, graph: Json, images: int
) -> None:
    price = await estimated(bench, graph, {"products": [*THREE, "d"]})
    assert price == Price(images * ONE_IMAGE, images * ONE_IMAGE)


async def test_a_loop_over_what_only_the_run_shows_has_no_estimate(bench: Bench) -> None:
    graph = looped("{{ words.output.text }}", node("words", "text", text="a"))
    assert await estimated(bench, graph, {}) is None

"""A run with a budget pays for nothing that could go beyond it."""

from __future__ import annotations

import pytest

from harness.bench import Bench, OpenStudio
from harness.documents import Json, document, inside, node, wire
from limner.errors import InvalidWorkflow
from limner.testing.fake import FakeProvider
from limner.workflows.starting import With

ITEMS = ["cup", "hat", "fox", "owl"]
CREDITS = 10
"""What an image of the priced model costs, at most and in fact."""


PRICED, UNPRICED = "charging-inline", "fake"


def looped(model: str, **settings: int) -> Json:
    graph = document(
        [
            node("each", "loop", items=ITEMS, concurrency=4),
            inside("each", node("image", "image", model=model, prompt="{{ loop.currentItem }}")),
            node("response", "response_output"),
        ],
        [wire("each.list-out", "response.images")],
    )
    return graph | ({"settings": settings} if settings else {})


@pytest.fixture
def provider() -> FakeProvider:
    made = FakeProvider(micro_usd=1_000 * CREDITS, max_concurrent=4)
    made.name = PRICED
    return made


@pytest.fixture
async def bench(open_studio: OpenStudio, provider: FakeProvider) -> Bench:
    return Bench(await open_studio(providers=[provider, FakeProvider()]), "wf_test")


@pytest.mark.parametrize(("budget", "made"), [(40, 4), (39, 3), (20, 2), (9, 0), (0, 0)])
async def test_what_is_under_way_counts_before_it_has_cost_anything(
    bench: Bench, provider: FakeProvider, budget: int, made: int
) -> None:
    run = await bench.run(looped(PRICED), with_it=With(budget=budget))
    assert len(provider.requests) == made
    assert (run["cost"], run["budget"]) == (made * CREDITS, budget)
    errors = run["nodes"]["each"]["output"]["errors"]
    assert [error["error"]["code"] for error in errors] == ["budget_exceeded"] * (4 - made)
    assert run["status"] == ("succeeded" if made else "failed")
    if not made:
        assert run["error"]["code"] == "budget_exceeded"


async def test_the_budget_of_the_document_is_a_ceiling_for_that_of_a_run(
    bench: Bench, provider: FakeProvider
) -> None:
    for asked, made in ((None, 2), (1_000, 2), (10, 1)):
        provider.requests.clear()
        await bench.run(looped(PRICED, budget=20), reuse=False, with_it=With(budget=asked))
        assert len(provider.requests) == made


async def test_of_several_images_those_are_made_that_the_budget_pays_for(
    bench: Bench,
) -> None:
    graph = document([node("image", "image", model=PRICED, prompt="x", count=4)])
    run = await bench.run(graph, with_it=With(budget=25))
    assert len(run["nodes"]["image"]["output"]["images"]) == 2
    assert run["nodes"]["image"]["output"]["failed"][0]["error"]["code"] == "budget_exceeded"
    assert run["cost"] == 20


async def test_what_nobody_knows_the_price_of_is_not_paid_for_under_a_budget(
    bench: Bench, provider: FakeProvider
) -> None:
    run = await bench.run(looped(UNPRICED), with_it=With(budget=1_000))
    assert run["error"]["code"] == "budget_exceeded"
    assert provider.requests == []


async def test_with_a_higher_budget_the_rest_is_made(bench: Bench, provider: FakeProvider) -> None:
    run = await bench.run(looped(PRICED), with_it=With(budget=20))
    await bench.studio.engine.retry(run["id"], ["each"], 40_000)
    assert await bench.studio.engine.wait(run["id"], 60)
    after = await bench.studio.runs.run(run["id"])
    assert (after["status"], after["cost"], after["budget"]) == ("succeeded", 40, 40)
    assert after["nodes"]["each"]["output"]["errors"] == []
    assert len(provider.requests) == len(ITEMS)


@pytest.mark.parametrize("budget", [-1, 1.5, True, "many"])
async def test_a_budget_that_is_none_is_a_problem(bench: Bench, budget: object) -> None:
    with pytest.raises(InvalidWorkflow) as refused:
        await bench.run(looped(PRICED) | {"settings": {"budget": budget}})
    assert [(p.code, p.field) for p in refused.value.problems] == [("bad_field", "settings.budget")]

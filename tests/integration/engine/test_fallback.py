"""A model that is down or refuses is stood in for; what may have been paid never is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from limner.errors import (
    ContentRefused,
    InvalidWorkflow,
    LimnerError,
    ProviderBadRequest,
    ProviderModelGone,
    ProviderNoCredit,
    ProviderOverloaded,
    ProviderUnauthorized,
    UnknownOutcome,
)
from limner.models.model import Model
from limner.studio import Studio
from limner.testing.fake import FakeProvider
from limner.testing.models import fake_models
from limner.testing.studio import make_studio, run_to_end


class Paid(FakeProvider):
    """A provider whose requests may not be sent twice."""

    name = "paid"
    title = "Paid"
    resend_is_safe = False


class Spare(FakeProvider):
    """Another provider."""

    name = "spare"
    title = "Spare"


FAKE = fake_models()[0]
PLAIN = {"sockets": (), "max_references": 0}


def model(provider: str, **changes: Any) -> Model:
    facts = {"id": provider, "title": provider.title(), "provider": provider}
    return FAKE.model_copy(update=facts | changes)


@pytest.fixture
def paid() -> Paid:
    return Paid(micro_usd=10_000)


@pytest.fixture
def spare() -> Spare:
    return Spare(micro_usd=20_000)


@pytest.fixture
async def studio(tmp_path: Path, paid: Paid, spare: Spare) -> AsyncIterator[Studio]:
    models = [
        model("paid"),
        model("spare"),
        model("spare", id="narrow", title="Narrow", **PLAIN),
        model("paid", id="backed", fallbacks=("spare",)),
    ]
    async with make_studio(tmp_path, providers=[paid, spare], models=models) as opened:
        yield opened


def document(chosen: str = "paid", *fallbacks: str, **data: Any) -> dict[str, Any]:
    settings = {"prompt": "a fox", "model": chosen, "size": "64x64", **data}
    if fallbacks:
        settings["fallbackModels"] = list(fallbacks)
    node = {"id": "image", "type": "image", "position": {"x": 0, "y": 0}, "data": settings}
    return {"schema": 1, "name": "", "nodes": [node], "edges": []}


def fail(provider: FakeProvider, error: LimnerError, times: int = 1) -> None:
    provider.fail_next(*[error] * times)


@pytest.mark.parametrize(
    "error",
    [
        ContentRefused("No such pictures."),
        ProviderModelGone("It was shut down."),
        ProviderNoCredit("Nothing left."),
        ProviderUnauthorized("The key is wrong."),
    ],
)
async def test_the_next_model_stands_in_and_the_result_says_so(
    studio: Studio, paid: Paid, error: LimnerError
) -> None:
    fail(paid, error)
    run = await run_to_end(studio, document("paid", "spare"))
    output = run["nodes"]["image"]["output"]
    assert (output["model"], output["provider"], run["cost"]) == ("spare", "spare", 20)
    messages = {warning["code"]: warning["message"] for warning in output["warnings"]}
    assert messages == {
        "model_passed_over": f"Paid: {error.detail}",
        "fallback_used": "Spare stands in for Paid.",
    }


async def test_one_that_nobody_knows_is_found_before_the_run(studio: Studio) -> None:
    with pytest.raises(InvalidWorkflow) as refused:
        await run_to_end(studio, document("paid", "spare", "nobody"))
    (problem,) = refused.value.problems
    assert (problem.code, problem.field) == ("unknown_model", "fallbackModels")
    assert "'nobody'" in problem.message


async def test_a_contract_may_name_its_own(studio: Studio, paid: Paid) -> None:
    fail(paid, ContentRefused())
    run = await run_to_end(studio, document("backed"))
    assert run["nodes"]["image"]["output"]["model"] == "spare"


@pytest.mark.parametrize("error", [UnknownOutcome("Lost."), ProviderBadRequest("What?")])
async def test_what_may_have_been_paid_or_is_wrong_is_not_given_to_another(
    studio: Studio, paid: Paid, spare: Spare, error: LimnerError
) -> None:
    fail(paid, error)
    run = await run_to_end(studio, document("paid", "spare"))
    assert run["error"]["code"] == error.code
    assert spare.requests == []


async def test_where_none_can_the_chosen_models_own_reason_is_told(
    studio: Studio, paid: Paid, spare: Spare
) -> None:
    fail(paid, ContentRefused("The first reason."))
    fail(spare, ContentRefused("The second reason."))
    run = await run_to_end(studio, document("paid", "spare"))
    assert run["error"]["detail"] == "The first reason."


async def test_a_fallback_that_cannot_do_it_is_passed_over(studio: Studio, paid: Paid) -> None:
    asset = await run_to_end(studio, document("spare"))
    picture = asset["nodes"]["image"]["output"]["attachmentId"]
    fail(paid, ContentRefused("No."))
    wanted = document("paid", "narrow", "spare", references={"image": [picture]})
    run = await run_to_end(studio, wanted)
    output = run["nodes"]["image"]["output"]
    passed = [w["message"] for w in output["warnings"] if w["code"] == "model_passed_over"]
    assert output["model"] == "spare"
    assert passed[1] == "Narrow: Narrow takes no image reference."


async def test_one_image_of_several_that_fails_stays_with_its_model(
    studio: Studio, paid: Paid, spare: Spare
) -> None:
    fail(paid, ContentRefused("No."))
    run = await run_to_end(studio, document("paid", "spare", count=3))
    output = run["nodes"]["image"]["output"]
    assert (len(output["images"]), len(output["failed"])) == (2, 1)
    assert spare.requests == []


async def test_after_a_restart_what_was_given_up_is_not_asked_again(
    tmp_path: Path, paid: Paid
) -> None:
    models = [model("paid"), model("spare")]
    fail(paid, ContentRefused("No."))
    stopped = Spare(latency=60)
    async with make_studio(tmp_path, providers=[paid, stopped], models=models) as studio:
        parsed = document("paid", "spare")
        created = await studio.library.create(parsed)
        run = await studio.starter.run(created.document, {}, workflow_id=created.id)
        while not stopped.requests:
            assert not await studio.engine.wait(run.id, 0.01)
    again = Spare()
    async with make_studio(tmp_path, providers=[paid, again], models=models) as studio:
        assert await studio.engine.recover() == 1
        assert await studio.engine.wait(run.id, 30)
        ended = await studio.runs.run(run.id)
    assert ended["nodes"]["image"]["output"]["model"] == "spare"
    assert (len(paid.requests), len(again.requests)) == (1, 1)
    warnings = ended["nodes"]["image"]["output"]["warnings"]
    assert {"code": "model_passed_over", "message": "Paid: No."} in warnings


async def test_who_has_a_fallback_does_not_wait_for_a_model_that_is_down(
    studio: Studio, paid: Paid
) -> None:
    breaker = studio.gateways.limits("paid").breaker
    for _ in range(5):
        breaker.failed(ProviderOverloaded())
    run = await run_to_end(studio, document("paid", "spare"))
    assert run["nodes"]["image"]["output"]["model"] == "spare"
    assert paid.requests == []

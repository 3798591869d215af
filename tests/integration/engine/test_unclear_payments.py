"""What may have been paid for is told, is never bought again by itself, and nobody stands in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.documents import document, node
from harness.scripted import (
    CREDITS_AN_IMAGE,
    IMAGES,
    WRITER,
    Mains,
    Step,
    Till,
    left_on_disk,
    scripted_studio,
)
from limner.engine.events import Event
from limner.errors import ProviderOverloaded
from limner.media.assets import AssetFilter
from limner.storage.database import open_database
from limner.storage.queries.runs import CallRow, calls_of
from limner.studio import Studio
from limner.workflows.document import parse_document

PATIENCE_SECONDS = 30
WRITTEN = {"promptMode": "prompt_ai", "promptModel": WRITER}
Json = dict[str, Any]


def painting(**data: Any) -> Json:
    """One image node whose second model stands in for the first."""
    settings = {"model": IMAGES[0], "fallbackModels": [IMAGES[1]], "size": "16x16"}
    return document([node("image", "image", prompt="a fox", **settings | data)])


async def started(studio: Studio, graph: Json) -> str:
    return (await studio.starter.run(parse_document(graph), {})).id


async def ended(studio: Studio, run_id: str) -> Json:
    assert await studio.engine.wait(run_id, PATIENCE_SECONDS)
    return await studio.runs.run(run_id)


async def painted(studio: Studio, **data: Any) -> Json:
    return await ended(studio, await started(studio, painting(**data)))


async def tried_again(studio: Studio, run: Json) -> Json:
    await studio.engine.retry(run["id"], ["image"])
    return await ended(studio, run["id"])


async def calls(home: Path, run_id: str) -> list[CallRow]:
    async with open_database(f"sqlite:///{home / 'limner.db'}") as database:
        return await database.read(lambda c: calls_of(c, run_id))


async def told(studio: Studio, run_id: str, holds: Callable[[Event], bool]) -> None:
    """Wait for an event of a run."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        async for event in studio.engine.events.stream(run_id, 0):
            if holds(event):
                return


def says(words: str) -> Callable[[Event], bool]:
    return lambda event: words in str(event.get("text"))


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not true():
            await asyncio.sleep(0)


async def cut_off(
    folder: Path, till: Till, graph: Json, *, in_the_books: int = 0
) -> tuple[Path, str]:
    """Run until the power fails; what is left of it, and the run's id.

    So many calls have ended, and are in the books, before it does.
    """
    mains = Mains()
    home = folder / "first"
    async with scripted_studio(home, till, mains) as studio:
        run_id = await started(studio, graph)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await mains.cut.wait()
            while len([c for c in await calls(home, run_id) if c.ended_at]) < in_the_books:
                await asyncio.sleep(0)
        left_on_disk(home, folder / "second")
        mains.switch_off()
    return folder / "second", run_id


@pytest.mark.parametrize("cut", ["cut_before", "cut_after"])
async def test_no_key_is_no_reason_to_forget_that_a_request_was_sent(
    tmp_path: Path, cut: Step
) -> None:
    till = Till([cut])
    home, run_id = await cut_off(tmp_path, till, painting())
    charged = till.images
    async with scripted_studio(home, till, keyless=IMAGES[0]) as studio:
        await studio.engine.recover()
        run = await ended(studio, run_id)
    assert (run["error"]["code"], run["error"]["possibleCost"]) == ("unknown_outcome", 10)
    assert till.images == charged, "nobody stands in"


async def test_a_job_that_is_known_waits_for_its_key_and_nobody_stands_in(tmp_path: Path) -> None:
    till = Till(["cut_job"])
    home, run_id = await cut_off(tmp_path, till, painting())
    async with scripted_studio(home, till, keyless=IMAGES[0]) as studio:
        await studio.engine.recover()
        assert (await ended(studio, run_id))["error"]["code"] == "not_configured"
    async with scripted_studio(home, till) as studio:
        again = await tried_again(studio, {"id": run_id})
    assert (again["status"], again["cost"]) == ("succeeded", CREDITS_AN_IMAGE)
    assert till.images == 1


async def test_nobody_stands_in_for_a_job_that_could_not_be_asked_for(tmp_path: Path) -> None:
    till = Till(["busy_job"])
    async with scripted_studio(tmp_path, till) as studio:
        run = await painted(studio)
        assert run["error"]["code"] == "rate_limited"
        assert "orders nothing" in run["error"]["hint"]
        again = await tried_again(studio, run)
    assert (again["status"], again["nodes"]["image"]["output"]["model"]) == ("succeeded", "paid")
    assert till.images == 1


async def test_nobody_stands_in_where_one_of_several_may_have_been_paid(tmp_path: Path) -> None:
    till = Till(["refused", "bad_answer", "refused"])
    async with scripted_studio(tmp_path, till) as studio:
        run = await painted(studio, count=3)
    assert (run["error"]["code"], run["error"]["possibleCost"]) == ("provider_bad_answer", 10)
    assert till.images == 1


async def test_the_prompt_is_kept_when_its_image_was_lost(tmp_path: Path) -> None:
    till = Till(["fine", "lost"])
    async with scripted_studio(tmp_path, till) as studio:
        run = await painted(studio, **WRITTEN)
        assert run["error"]["code"] == "unknown_outcome"
        again = await tried_again(studio, run)
    assert again["status"] == "succeeded"
    assert (till.texts, till.images) == (1, 2)
    assert again["nodes"]["image"]["output"]["prompt"].endswith("number 1.")


async def test_a_lost_prompt_is_written_again_only_when_asked_for(tmp_path: Path) -> None:
    till = Till(["lost"])
    async with scripted_studio(tmp_path, till) as studio:
        run = await painted(studio, **WRITTEN)
        assert (run["error"]["code"], till.texts, till.images) == ("unknown_outcome", 1, 0)
        assert run["error"]["possibleCost"] > 0
        assert (await tried_again(studio, run))["status"] == "succeeded"
    assert (till.texts, till.images) == (2, 1)


async def test_an_answer_without_a_prompt_in_it_is_paid_and_asked_for_again_only_on_request(
    tmp_path: Path,
) -> None:
    till = Till(["unreadable"])
    async with scripted_studio(tmp_path, till) as studio:
        run = await painted(studio, **WRITTEN)
        assert (run["error"]["code"], run["cost"]) == ("provider_bad_answer", 2)
        assert run["error"]["possibleCost"] == 2
        again = await tried_again(studio, run)
    assert (again["status"], again["cost"]) == ("succeeded", 2 * 2 + CREDITS_AN_IMAGE - 1)
    assert (till.texts, till.images) == (2, 1)


async def test_a_prompt_that_was_being_written_when_its_run_was_cancelled_may_have_cost_something(
    tmp_path: Path,
) -> None:
    till = Till(["endless"])
    async with scripted_studio(tmp_path, till) as studio:
        run_id = await started(studio, painting(**WRITTEN))
        await until(lambda: till.texts == 1)
        run, call = await cancelled(studio, tmp_path, run_id)
        assert (call.state, run["error"]["possibleCost"] > 0) == ("unknown", True)
        assert (await tried_again(studio, run))["status"] == "succeeded"
    assert (till.texts, till.images) == (2, 1)


async def test_a_node_that_failed_says_what_its_prompt_cost(tmp_path: Path) -> None:
    till = Till(["fine", "refused", "refused"])
    async with scripted_studio(tmp_path, till) as studio:
        run = await painted(studio, **WRITTEN)
    assert run["error"]["code"] == "content_refused"
    assert run["cost"] == run["nodes"]["image"]["cost"] == 2


async def test_an_answer_that_cannot_be_used_is_paid_and_bought_again_only_when_asked_for(
    tmp_path: Path,
) -> None:
    till = Till(["unreadable"])
    async with scripted_studio(tmp_path, till) as studio:
        run = await painted(studio)
        assert (run["error"]["code"], run["error"]["possibleCost"]) == ("provider_bad_answer", 10)
        assert run["cost"] == run["nodes"]["image"]["cost"] == 10
        assert till.images == 1
        again = await tried_again(studio, run)
    assert (again["status"], again["cost"], again["nodes"]["image"]["cost"]) == (
        "succeeded",
        20,
        20,
    )


async def test_an_answer_that_cannot_be_used_is_not_bought_again_after_a_power_cut(
    tmp_path: Path,
) -> None:
    till = Till(["unreadable", "cut_job"])
    home, run_id = await cut_off(tmp_path, till, painting(count=2), in_the_books=1)
    async with scripted_studio(home, till) as studio:
        await studio.engine.recover()
        run = await ended(studio, run_id)
    (failed,) = run["nodes"]["image"]["output"]["failed"]
    assert (failed["error"]["code"], failed["error"]["possibleCost"]) == ("unknown_outcome", 10)
    assert (till.images, run["cost"]) == (2, 20)


async def test_of_several_only_what_failed_is_bought_again(tmp_path: Path) -> None:
    till = Till(["fine", "refused", "lost"])
    async with scripted_studio(tmp_path, till) as studio:
        run = await painted(studio, count=4)
        first = {one["attachmentId"] for one in run["nodes"]["image"]["output"]["images"]}
        again = await tried_again(studio, run)
        kept = await studio.assets.list(AssetFilter())
    images = [one["attachmentId"] for one in again["nodes"]["image"]["output"]["images"]]
    assert len(first) == 2
    assert first < set(images)
    assert len(images) == len(kept) == 4
    assert till.images == 5, "the lost one was charged for, too"


async def cancelled(studio: Studio, home: Path, run_id: str) -> tuple[Json, CallRow]:
    assert await studio.engine.cancel(run_id)
    run = await studio.runs.run(run_id)
    (call,) = await calls(home, run_id)
    return run, call


async def test_a_job_is_cancelled_with_its_run_and_may_have_cost_something(tmp_path: Path) -> None:
    till = Till(["endless_job"])
    async with scripted_studio(tmp_path, till) as studio:
        run_id = await started(studio, painting())
        await until(lambda: till.images == 1)
        run, call = await cancelled(studio, tmp_path, run_id)
        await until(lambda: till.cancelled == ["job 1"])
    assert (call.state, run["error"]["code"]) == ("unknown", "run_cancelled")
    assert run["error"]["possibleCost"] == CREDITS_AN_IMAGE


async def test_a_job_that_was_to_be_asked_for_again_is_cancelled_too(tmp_path: Path) -> None:
    till = Till(["later_job"])
    async with scripted_studio(tmp_path, till) as studio:
        run_id = await started(studio, painting())
        await told(studio, run_id, says("Trying again"))
        run, call = await cancelled(studio, tmp_path, run_id)
        await until(lambda: till.cancelled == ["job 1"])
    assert (call.state, run["error"]["possibleCost"]) == ("unknown", CREDITS_AN_IMAGE)


async def test_a_run_cancelled_before_its_request_is_sent_again_owes_nothing(
    tmp_path: Path,
) -> None:
    till = Till(["later"])
    async with scripted_studio(tmp_path, till) as studio:
        run_id = await started(studio, painting())
        await told(studio, run_id, says("Trying again"))
        run, call = await cancelled(studio, tmp_path, run_id)
        assert (call.state, till.images) == ("failed", 0)
        assert "possibleCost" not in run["error"]
        assert (await tried_again(studio, run))["status"] == "succeeded"
    assert till.images == 1


async def test_a_run_cancelled_while_its_provider_is_down_owes_nothing(tmp_path: Path) -> None:
    till = Till()
    async with scripted_studio(tmp_path, till) as studio:
        for _ in range(5):
            studio.gateways.limits(IMAGES[0]).breaker.failed(ProviderOverloaded())
        run_id = await started(studio, painting(fallbackModels=[]))
        await told(studio, run_id, says("is down"))
        assert await studio.engine.cancel(run_id)
        run = await studio.runs.run(run_id)
    assert (run["status"], till.images) == ("cancelled", 0)
    assert "possibleCost" not in run["error"]


@pytest.mark.parametrize("step", ["later", "later_job"])
async def test_a_server_that_stops_while_a_request_waits_to_be_sent_again_pays_once(
    tmp_path: Path, step: Step
) -> None:
    till = Till([step])
    async with scripted_studio(tmp_path, till) as studio:
        run_id = await started(studio, painting())
        await told(studio, run_id, says("Trying again"))
    async with scripted_studio(tmp_path, till) as studio:
        await studio.engine.recover()
        run = await ended(studio, run_id)
    assert (run["status"], run["cost"]) == ("succeeded", CREDITS_AN_IMAGE)
    assert till.images == 1


async def test_a_prompt_made_of_something_else_is_confirmed_anew(tmp_path: Path) -> None:
    till = Till(["fine", "refused"])
    first = node("first", "image", model=IMAGES[0], prompt="x", count=2, size="16x16")
    wish = "like {{ first.output.size }}"
    second = node("image", "image", model=IMAGES[0], prompt=wish, reviewPrompt=True, **WRITTEN)
    async with scripted_studio(tmp_path, till) as studio:
        run_id = await started(studio, document([first, second]))
        assert (await ended(studio, run_id))["status"] == "paused"
        await studio.engine.confirm(run_id, {"image": "mine"})
        run = await ended(studio, run_id)
        assert run["nodes"]["image"]["output"]["prompt"] == "mine"
        await studio.engine.retry(run_id, ["first"])
        again = await ended(studio, run_id)
    assert again["status"] == "paused"
    assert again["nodes"]["image"]["review"]["prompt"].endswith("number 2.")

"""Whatever a provider answers, it is one run's affair: it spoils no journal and tells no key."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import msgspec
import pytest

from harness.bench import Bench, OpenStudio
from harness.documents import prompt_to_image
from limner.errors import LimnerError, ProviderBadRequest, RateLimited, UnknownOutcome
from limner.models.image_request import ImageRequest, RequestWarning
from limner.models.price_rule import PerImage, TokenPrice
from limner.providers.contract import MOST_IMAGES, CallLog, GeneratedImage, ProviderAnswer
from limner.testing.fake import FakeProvider
from limner.testing.models import fake_models
from limner.testing.pictures import plain_png

KEY = "sk-very-secret-0123456789"
ODD = f"\x00\x1b[31m {KEY} \udcff\ud800"
PICTURE = GeneratedImage(plain_png(64, 64, "a fox", 1), 10**30)

Answer = Callable[[], ProviderAnswer]


class _Hostile(FakeProvider):
    """Says something odd on its way to an odd answer."""

    resend_is_safe: ClassVar[bool] = False
    secrets = (KEY,)

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self._hostile = answer

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        log.progress(0.5, ODD, queue_position=10**30)
        return self._hostile()


def _raising(error: LimnerError) -> Answer:
    def answer() -> ProviderAnswer:
        raise error

    return answer


ANSWERS: dict[str, Answer] = {
    "a prompt": lambda: ProviderAnswer((PICTURE,), revised_prompt=ODD + "x" * 30_000_000),
    "warnings": lambda: ProviderAnswer((PICTURE,), warnings=(RequestWarning("odd", ODD),) * 9999),
    "many tokens": lambda: ProviderAnswer((PICTURE,), usage={"image_output": 10**30}),
    "tokens paid back": lambda: ProviderAnswer((PICTURE,), usage={"image_output": -(10**30)}),
    "many pictures": lambda: ProviderAnswer((PICTURE,) * 10_000),
}
ERRORS: dict[str, LimnerError] = {
    "refused": ProviderBadRequest(ODD, hint=ODD, extra={"providerRequestId": ODD}),
    "unknown": UnknownOutcome(ODD),
    "never again": RateLimited(ODD, extra={"retryAfter": 1e300}),
}
SAID = ANSWERS | {name: _raising(error) for name, error in ERRORS.items()}


@pytest.mark.parametrize("said", SAID)
async def test_an_odd_answer_is_kept_as_far_as_it_can_be_and_no_key_with_it(
    open_studio: OpenStudio, tmp_path: Path, caplog: pytest.LogCaptureFixture, said: str
) -> None:
    caplog.set_level(logging.DEBUG, "limner")
    price = PerImage(usd="0.1", tokens=TokenPrice(image_output="30"))
    models = [model.model_copy(update={"price": price}) for model in fake_models()]
    studio = await open_studio(providers=[_Hostile(SAID[said])], models=models)
    bench = Bench(studio, "wf_test")
    run = await bench.run(prompt_to_image(), {"prompt": "x"})
    assert run["status"] == ("succeeded" if said in ANSWERS else "failed")
    assert 0 <= run["cost"] < 10**8
    events = await studio.engine.events.since(run["id"], 0)
    told = msgspec.json.encode([run, events])
    assert len(told) < 200_000
    for place in (told, caplog.text.encode(), *_kept(tmp_path)):
        assert KEY[:8].encode() not in place


async def test_no_more_pictures_are_kept_than_anybody_asks_for(open_studio: OpenStudio) -> None:
    studio = await open_studio(providers=[_Hostile(ANSWERS["many pictures"])])
    run = await Bench(studio, "wf_test").run(prompt_to_image(), {"prompt": "x"})
    events = await studio.engine.events.since(run["id"], 0)
    assert sum(event["type"] == "node.image" for event in events) == MOST_IMAGES


def _kept(folder: Path) -> list[bytes]:
    return [file.read_bytes() for file in folder.rglob("*.db*")]

"""Paid models inside the test that do as a script says, a till that counts what they charge, and
power that fails where the script says so.

A power cut leaves what is on disk at that moment: it is copied, and the next life goes on with it.
What was cut off gets no answer and charges nothing any more.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar, Literal, NoReturn, get_args

from limner.errors import (
    ContentRefused,
    LimnerError,
    ProviderBadAnswer,
    RateLimited,
    UnknownOutcome,
)
from limner.models.catalog import load_models
from limner.models.image_request import ImageRequest
from limner.models.model import Model
from limner.models.text_model import TextModel, TextPrice
from limner.models.text_request import TextRequest, TokenUsage
from limner.providers.contract import CallLog, GeneratedImage, ProviderAnswer
from limner.studio import Studio, open_studio
from limner.testing.fake import FakeProvider
from limner.testing.models import fake_models
from limner.testing.studio import GivenSettings
from limner.text.contract import TextAnswer, TextWriter, WritingLog

_Quick = Literal[
    "fine",
    "refused",
    "slow_down",
    "lost",
    "bad_answer",
    "unreadable",
    "odd",
    "job",
    "busy_job",
    "cut_before",
    "cut_after",
    "cut_job",
]
Step = Literal[_Quick, "later", "later_job", "endless", "endless_job"]
"""What a request meets. `refused`, `slow_down` and `later` come before anything is charged, all
others are charged for, `cut_before` excepted. `job` and what ends in it give an id first, by which
the job can be asked for. `slow_down` and `busy_job` ask for more patience than there is, `later`
and `later_job` for a second of it."""

QUICK: tuple[Step, ...] = get_args(_Quick)
"""Steps after which nobody waits."""

CREDITS_AN_IMAGE = 10
IMAGES = ("paid", "spare")
"""Providers of images, each with a model of its own name; the second is there to stand in."""

WRITER = "scribe"
_UNPAID = ("refused", "slow_down", "later")
_NOT_TODAY = {"retryAfter": 3600.0}


class Till:
    """What all lives of the providers charged, and what is still to go wrong."""

    def __init__(self, script: Iterable[Step] = ()) -> None:
        self.script = deque(script)
        self.images = 0
        self.texts = 0
        self.cancelled: list[str] = []


class Mains:
    """The power of one life."""

    def __init__(self) -> None:
        self.cut = asyncio.Event()
        self._dead = asyncio.Event()

    def switch_off(self) -> None:
        """From now on nobody in this life is answered or charged."""
        self._dead.set()

    def step(self, till: Till) -> Step:
        """What the next request meets."""
        if self._dead.is_set():
            raise ContentRefused("There is no power.")
        return till.script.popleft() if till.script else "fine"

    async def fail(self) -> NoReturn:
        """The power fails in the middle of a request."""
        self.cut.set()
        await self._dead.wait()
        raise ContentRefused("There is no power.")


class ScriptedProvider(FakeProvider):
    """Charges for each request it takes; none may be sent twice."""

    resend_is_safe: ClassVar[bool] = False

    def __init__(self, name: str, till: Till, mains: Mains, *, keyless: bool = False) -> None:
        super().__init__(micro_usd=1000 * CREDITS_AN_IMAGE)
        self.name, self.title = name, name.title()
        self._till = till
        self._mains = mains
        self._keyless = keyless

    def unavailable_reason(self) -> str | None:
        return "It has no key." if self._keyless else None

    async def generate(self, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        step = self._mains.step(self._till)
        if step in _UNPAID:
            raise _unpaid(step)
        if step == "cut_before":
            await self._mains.fail()
        self._till.images += request.count
        if step.endswith("job"):
            await log.submitted(f"job {self._till.images}")
        return await self._outcome(step, request, log)

    async def resume(self, request: ImageRequest, request_id: str, log: CallLog) -> ProviderAnswer:
        step = self._mains.step(self._till)
        if step in ("slow_down", "later"):
            raise _unpaid(step)
        return await self._outcome(step, request, log)

    async def cancel(self, request: ImageRequest, request_id: str) -> None:
        self._till.cancelled.append(request_id)

    async def _outcome(self, step: Step, request: ImageRequest, log: CallLog) -> ProviderAnswer:
        match step:
            case "cut_before" | "cut_after" | "cut_job":
                await self._mains.fail()
            case "busy_job":
                raise _unpaid("slow_down")
            case "later_job":
                raise _unpaid("later")
            case "endless" | "endless_job":
                await asyncio.Event().wait()
            case "lost" | "bad_answer" | "odd":
                raise _paid(step)
            case "unreadable":
                return ProviderAnswer((GeneratedImage(b"no picture"),), micro_usd=10_000)
        return await super().generate(request, log)


class ScriptedWriter(TextWriter):
    """Writes prompts, and charges for each."""

    name = WRITER
    title = "Scribe"

    def __init__(self, till: Till, mains: Mains) -> None:
        self._till = till
        self._mains = mains

    @classmethod
    def instances(cls, settings: Any) -> tuple[ScriptedWriter, ...]:
        return ()

    def models(self) -> tuple[TextModel, ...]:
        return (
            TextModel(
                id=WRITER,
                title=self.title,
                description="Writes as a script says.",
                provider=self.name,
                endpoint=WRITER,
                prices=(TextPrice(input="1", output="10"),),
            ),
        )

    async def write(self, request: TextRequest, log: WritingLog) -> TextAnswer:
        step = self._mains.step(self._till)
        if step in _UNPAID:
            raise _unpaid(step)
        if step == "cut_before":
            await self._mains.fail()
        self._till.texts += 1
        if step.startswith("cut"):
            await self._mains.fail()
        if step.startswith("endless"):
            await asyncio.Event().wait()
        if step in ("lost", "bad_answer", "odd"):
            raise _paid(step)
        if step == "unreadable":
            return TextAnswer("Here is your prompt:", TokenUsage(100, 100))
        text = f"A picture, written as number {self._till.texts}."
        return TextAnswer(text, TokenUsage(100, 100))


def _unpaid(step: Step) -> LimnerError:
    match step:
        case "refused":
            return ContentRefused("Not this.")
        case "later":
            return RateLimited("In a moment.")
    return RateLimited("Not today.", extra=_NOT_TODAY)


def _paid(step: Step) -> Exception:
    match step:
        case "lost":
            return UnknownOutcome("The answer was lost.")
        case "bad_answer":
            return ProviderBadAnswer("The answer is no answer.")
    return KeyError("a mistake in the provider's code")


@asynccontextmanager
async def scripted_studio(
    home: Path, till: Till, mains: Mains | None = None, *, keyless: str | None = None
) -> AsyncIterator[Studio]:
    """A studio of the scripted models, on the power of one life; ``keyless`` has no key in it."""
    power = mains or Mains()
    providers = [ScriptedProvider(name, till, power, keyless=name == keyless) for name in IMAGES]
    writer = ScriptedWriter(till, power)
    settings = GivenSettings(home=home)
    known = [*load_models(), *_contracts()]
    async with open_studio(settings, models=known, providers=providers, writers=[writer]) as studio:
        yield studio


def _contracts() -> list[Model]:
    priced = next(model for model in fake_models() if model.price is not None)
    return [
        priced.model_copy(update={"id": name, "title": name.title(), "provider": name})
        for name in IMAGES
    ]


def left_on_disk(home: Path, copy: Path) -> None:
    """Copy what a power cut leaves: every commit that has ended, and the files.

    Nothing else of this thread happens meanwhile.
    """
    shutil.copytree(home, copy, ignore=shutil.ignore_patterns("limner.db*", "*.lock"))
    with (
        sqlite3.connect(home / "limner.db") as source,
        sqlite3.connect(copy / "limner.db") as target,
    ):
        source.backup(target)
    source.close()
    target.close()

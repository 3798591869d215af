"""What the engine relies on, held for every provider: those that ship and those that pretend."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from harness.calls import RecordedCall, content_of, first_model_of, request_for
from limner.errors import ProviderError, UnknownOutcome
from limner.media.decode import decode
from limner.models.catalog import Catalog, load_models
from limner.models.dialects import served
from limner.models.model import Model
from limner.providers import provider_types
from limner.providers.contract import Provider
from limner.settings import Settings
from limner.testing.charging import (
    ChargingProvider,
    IdempotentCharging,
    InlineCharging,
    QueuedCharging,
)
from limner.testing.charging_process import ChargingProcess, charging_process
from limner.testing.emulators.process import EmulatorProcess, emulator_process
from limner.testing.fake import FakeProvider
from limner.testing.models import fake_models
from limner.testing.pictures import plain_png
from limner.testing.studio import GivenSettings

PRETENDING: tuple[type[Provider], ...] = (
    FakeProvider,
    InlineCharging,
    IdempotentCharging,
    QueuedCharging,
)
NEEDS_AN_EXTRA = {"local", "upscaler"}
"""Providers whose libraries are not installed here; they have tests of their own."""

SHIPPED = {kind.name: kind for kind in provider_types() if kind.name not in NEEDS_AN_EXTRA}
KINDS = SHIPPED | {kind.name: kind for kind in PRETENDING}
WITH_JOBS = [name for name, kind in KINDS.items() if kind.resume is not Provider.resume]
WITHOUT_JOBS = sorted(KINDS.keys() - WITH_JOBS)

ANSWERED_BY_ADDRESS = {"openai": "dall-e-3", "google": "gemini-omni-1.1-flash"}
"""Models that answer with an address, of providers whose first model answers at once."""

SERVER = "shelf"
WITH_KEYS = {"fal", "google", "openai", SERVER}
BY_ADDRESS = {
    f"LIMNER_COMPATIBLE__{SERVER.upper()}__URL": "{openai}/v1",
    f"LIMNER_COMPATIBLE__{SERVER.upper()}__KEY": "any-key-is-good",
    f"LIMNER_COMPATIBLE__{SERVER.upper()}__RESPONSE_FORMAT": "url",
}
"""A named server that answers with addresses: those are jobs that can be taken up again."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def charging(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ChargingProcess]:
    async with charging_process(tmp_path_factory.mktemp("charging") / "charges") as process:
        yield process


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def emulators(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmulatorProcess]:
    async with emulator_process(tmp_path_factory.mktemp("emulators")) as process:
        yield process


@pytest.fixture(params=KINDS)
async def provider(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    charging: ChargingProcess,
    emulators: EmulatorProcess,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Provider]:
    """One provider, asked at its emulator where it has one."""
    kind = KINDS[request.param]
    for name, value in {**emulators.environment(), **BY_ADDRESS}.items():
        monkeypatch.setenv(name, value.format(**emulators.urls))
    if issubclass(kind, ChargingProvider):
        chosen: Provider = kind(charging.address)
    else:
        chosen = kind.instances(Settings(home=tmp_path))[0]
    yield chosen
    await chosen.close()


@pytest.fixture
def model(provider: Provider) -> Model:
    return first_model_of(provider.name, catalog_of(provider))


def catalog_of(provider: Provider) -> Catalog:
    return Catalog(served([*load_models(), *fake_models()], [provider]))


async def test_it_says_who_it_is(provider: Provider) -> None:
    assert provider.title
    assert provider.max_concurrent >= 1


@pytest.mark.parametrize("provider", SHIPPED, indirect=True)
async def test_what_it_is_asked_with_is_named_as_a_secret(provider: Provider) -> None:
    """The engine strikes secrets out of all that a provider says."""
    assert bool(provider.secrets) == (provider.name in WITH_KEYS)


async def test_it_answers_with_as_many_pictures_as_asked_for(
    provider: Provider, model: Model
) -> None:
    request = request_for(model)
    answer = await provider.generate(request, RecordedCall())
    assert len(answer.images) == request.count
    for image in answer.images:
        picture = decode(content_of(image))
        assert (picture.image.width, picture.image.height) == (request.width, request.height)


async def test_seeds_count_up_from_the_requests_own(provider: Provider, model: Model) -> None:
    answer = await provider.generate(request_for(model, seed=40), RecordedCall())
    known = [image.seed for image in answer.images if image.seed is not None]
    assert known == list(range(40, 40 + len(known)))


async def test_a_told_cost_is_no_negative_number(provider: Provider, model: Model) -> None:
    answer = await provider.generate(request_for(model), RecordedCall())
    assert answer.micro_usd is None or answer.micro_usd >= 0


async def test_progress_is_a_fraction(provider: Provider, model: Model) -> None:
    call = RecordedCall()
    await provider.generate(request_for(model), call)
    assert all(fraction is None or 0 <= fraction <= 1 for fraction in call.fractions)


async def test_references_are_read_through_the_call(provider: Provider, model: Model) -> None:
    roles = tuple(socket.role for socket in model.sockets)
    call = RecordedCall(files={role: plain_png(48, 32, role, 1) for role in roles})
    await provider.generate(request_for(model, roles=roles), call)
    assert set(call.read) == set(roles)


async def test_requests_may_go_on_side_by_side(provider: Provider, model: Model) -> None:
    async def one(seed: int) -> int:
        return len((await provider.generate(request_for(model, seed=seed), RecordedCall())).images)

    assert await asyncio.gather(*[one(number) for number in range(3)]) == [1, 1, 1]


async def test_a_cancelled_request_leaves_it_usable(provider: Provider, model: Model) -> None:
    task = asyncio.create_task(provider.generate(request_for(model), RecordedCall()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await provider.generate(request_for(model), RecordedCall())).images


@pytest.mark.parametrize("provider", WITH_JOBS, indirect=True)
async def test_a_recorded_job_can_be_taken_up_again(provider: Provider, model: Model) -> None:
    if provider.name in ANSWERED_BY_ADDRESS:
        model = catalog_of(provider).get(ANSWERED_BY_ADDRESS[provider.name])
    request, call = request_for(model), RecordedCall()
    first = await provider.generate(request, call)
    again = await provider.resume(request, call.request_ids[0], RecordedCall())
    assert [content_of(image) for image in again.images] == [
        content_of(image) for image in first.images
    ]


@pytest.mark.parametrize("provider", WITHOUT_JOBS, indirect=True)
async def test_a_job_that_cannot_be_asked_for_is_an_unknown_outcome(
    provider: Provider, model: Model
) -> None:
    with pytest.raises(UnknownOutcome):
        await provider.resume(request_for(model), "job_1", RecordedCall())


async def test_cancelling_what_is_not_there_harms_nothing(provider: Provider, model: Model) -> None:
    with contextlib.suppress(ProviderError):
        await provider.cancel(request_for(model), "job_of_no_one")
    assert (await provider.generate(request_for(model), RecordedCall())).images


async def test_it_closes_more_than_once(provider: Provider, model: Model) -> None:
    await provider.generate(request_for(model), RecordedCall())
    await provider.close()
    await provider.close()


@pytest.mark.parametrize("name", sorted({kind.name for kind in provider_types()} | KINDS.keys()))
def test_without_credentials_it_is_made_and_says_what_to_set(name: str, tmp_path: Path) -> None:
    kind = KINDS.get(name) or next(k for k in provider_types() if k.name == name)
    for provider in kind.instances(GivenSettings(home=tmp_path)):
        reason = provider.unavailable_reason()
        assert reason is None or reason.strip()

"""The charging provider counts exactly what a real one would have charged."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from harness.calls import RecordedCall, first_model_of, request_for
from limner.errors import (
    ContentRefused,
    ProviderBadAnswer,
    ProviderError,
    ProviderOverloaded,
    ProviderUnreachable,
    RateLimited,
    UnknownOutcome,
)
from limner.models.catalog import Catalog
from limner.testing.charging import (
    ChargingProvider,
    IdempotentCharging,
    InlineCharging,
    QueuedCharging,
    charging_providers,
)
from limner.testing.charging_process import ChargingProcess, charging_process
from limner.testing.charging_provider import Fault
from limner.testing.models import fake_models

CATALOG = Catalog(fake_models())


@pytest.fixture
async def process(tmp_path: Path) -> AsyncIterator[ChargingProcess]:
    async with charging_process(tmp_path / "charges") as running:
        yield running


@pytest.fixture
async def clients(process: ChargingProcess) -> AsyncIterator[dict[type, ChargingProvider]]:
    made = charging_providers(process.address)
    yield {type(client): client for client in made}
    for client in made:
        await client.close()


async def ask(client: ChargingProvider, call: RecordedCall) -> None:
    await client.generate(request_for(first_model_of(client.name, CATALOG)), call)


@pytest.mark.parametrize(
    ("kind", "charges"), [(InlineCharging, 2), (IdempotentCharging, 1), (QueuedCharging, 2)]
)
async def test_a_repeated_order_is_charged_again_unless_its_key_is_honoured(
    clients: dict[type, ChargingProvider], process: ChargingProcess, kind: type, charges: int
) -> None:
    call = RecordedCall()
    await ask(clients[kind], call)
    await ask(clients[kind], call)
    counts = await process.counts()
    assert (counts.requests, counts.charges, counts.images) == (2, charges, charges)


async def test_charges_and_jobs_outlive_the_process(tmp_path: Path) -> None:
    request = request_for(first_model_of(QueuedCharging.name, CATALOG))
    call, once = RecordedCall(), RecordedCall()
    async with charging_process(tmp_path / "charges") as process:
        queued, idempotent = (
            QueuedCharging(process.address),
            IdempotentCharging(process.address),
        )
        first = await queued.generate(request, call)
        await ask(idempotent, once)
        await queued.close()
        await idempotent.close()
    async with charging_process(tmp_path / "charges") as process:
        queued, idempotent = (
            QueuedCharging(process.address),
            IdempotentCharging(process.address),
        )
        again = await queued.resume(request, call.request_ids[0], RecordedCall())
        await ask(idempotent, once)
        await queued.close()
        await idempotent.close()
        assert (await process.counts()).charges == 2
    assert again.images == first.images


async def test_a_cancelled_job_gives_nothing_and_stays_charged(
    clients: dict[type, ChargingProvider], process: ChargingProcess
) -> None:
    client, call = clients[QueuedCharging], RecordedCall()
    request = request_for(first_model_of(client.name, CATALOG))
    await client.generate(request, call)
    await client.cancel(request, call.request_ids[0])
    with pytest.raises(ProviderBadAnswer):
        await client.resume(request, call.request_ids[0], RecordedCall())
    counts = await process.counts()
    assert (counts.charges, counts.cancelled) == (1, 1)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("rate_limited", RateLimited),
        ("overloaded", ProviderOverloaded),
        ("refused", ContentRefused),
    ],
)
async def test_a_refused_order_is_not_charged(
    clients: dict[type, ChargingProvider],
    process: ChargingProcess,
    fault: Fault,
    error: type[ProviderError],
) -> None:
    for client in clients.values():
        await process.fault(fault)
        with pytest.raises(error):
            await ask(client, RecordedCall())
    assert (await process.counts()).charges == 0


@pytest.mark.parametrize(
    ("fault", "charges"), [("lost_before_charge", 0), ("lost_after_charge", 1)]
)
async def test_a_lost_answer_leaves_open_whether_it_was_charged(
    clients: dict[type, ChargingProvider], process: ChargingProcess, fault: Fault, charges: int
) -> None:
    await process.fault(fault)
    with pytest.raises(UnknownOutcome):
        await ask(clients[InlineCharging], RecordedCall())
    assert (await process.counts()).charges == charges


async def test_a_lost_answer_is_fetched_by_sending_again_where_that_is_safe(
    clients: dict[type, ChargingProvider], process: ChargingProcess
) -> None:
    await process.fault("lost_after_charge")
    call = RecordedCall()
    with pytest.raises(ProviderUnreachable):
        await ask(clients[IdempotentCharging], call)
    await ask(clients[IdempotentCharging], call)
    assert (await process.counts()).charges == 1


async def test_without_a_server_it_is_unreachable_and_not_lost() -> None:
    client = InlineCharging("http://127.0.0.1:9")
    with pytest.raises(ProviderUnreachable):
        await ask(client, RecordedCall())
    await client.close()

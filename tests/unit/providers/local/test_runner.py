"""The worker process of local models as the server has it: one, warm, and never left behind."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable

import psutil
import pytest

from limner.errors import ContentRefused, WorkerError
from limner.providers.local.messages import Drawn, Order, Progress
from limner.providers.local.runner import Runner

END_SECONDS = 20
PRETENDER = "harness.local_worker"

MakeRunner = Callable[..., Runner]


def order(number: int, repository: str = "draw") -> Order:
    return Order(number, repository, 64, 64, 7, {"prompt": "a fox"})


def pid_in(told: list[Progress]) -> int:
    """The process that spoke last."""
    return int(told[-1].text.split()[-1])


async def drawn_by(runner: Runner, number: int) -> int:
    return int((await runner.run(order(number), lambda _: None)).png)


async def ended(pid: int) -> None:
    """Where the first process of a container reaps no orphans, the dead stay listed."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        await asyncio.to_thread(psutil.wait_procs, [process], END_SECONDS)
        assert process.status() == psutil.STATUS_ZOMBIE


class Listener:
    """What an order told, and an event for the moment its worker has begun with it."""

    def __init__(self) -> None:
        self.told: list[Progress] = []
        self.begun = asyncio.Event()

    def __call__(self, progress: Progress) -> None:
        self.told.append(progress)
        if progress.text != "Starting":
            self.begun.set()


@pytest.fixture
async def make_runner() -> AsyncIterator[MakeRunner]:
    made: list[Runner] = []

    def make(
        idle_seconds: float = 60.0, stop_seconds: float = 60.0, module: str = PRETENDER
    ) -> Runner:
        runner = Runner(
            (),
            lambda: {"HF_HOME": "here"},
            idle_seconds=idle_seconds,
            module=module,
            stop_seconds=stop_seconds,
        )
        made.append(runner)
        return runner

    yield make
    for runner in made:
        await runner.close()


@pytest.fixture
def runner(make_runner: MakeRunner) -> Runner:
    return make_runner()


async def test_an_order_is_answered_and_its_progress_heard(runner: Runner) -> None:
    listener = Listener()
    drawn = await runner.run(order(1), listener)
    assert drawn == Drawn(str(pid_in(listener.told)).encode(), "cpu", "float32")
    assert [progress.text.split()[0] for progress in listener.told] == ["Starting", "draw"]


async def test_the_worker_is_another_process_and_is_kept(runner: Runner) -> None:
    first = await drawn_by(runner, 1)
    assert first != os.getpid()
    assert await drawn_by(runner, 2) == first


async def test_orders_are_worked_on_one_at_a_time(runner: Runner) -> None:
    events: list[str] = []

    async def one(number: int) -> None:
        await runner.run(order(number), lambda told: events.append(told.text))
        events.append(f"done {number}")

    await asyncio.gather(*(one(number) for number in (1, 2, 3)))
    heard = [event.split()[:2] for event in events if event != "Starting"]
    assert heard == [[word, str(n)] for n in (1, 2, 3) for word in ("draw", "done")]


async def test_it_is_given_the_variables_it_needs(runner: Runner) -> None:
    names = (await runner.run(order(1, "environment"), lambda _: None)).png.decode().split()
    assert "HF_HOME" in names
    assert "LIMNER_SECRET_KEY" not in names


async def test_errors_come_through_whole_and_leave_it_warm(runner: Runner) -> None:
    first = await drawn_by(runner, 1)
    with pytest.raises(ContentRefused) as refused:
        await runner.run(order(2, "refuse"), lambda _: None)
    assert refused.value.detail == "Not this."
    assert refused.value.hint == "Ask for something else."
    assert refused.value.extra == {"at": 1}
    assert await drawn_by(runner, 3) == first


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("fail", "The pipeline failed: ValueError: a mistake in the code"),
        ("lie", "cannot be read"),
        ("die", "memory ran out"),
        ("leave", "status 3"),
    ],
)
async def test_a_worker_that_fails_is_replaced(runner: Runner, what: str, words: str) -> None:
    first = await drawn_by(runner, 1)
    with pytest.raises(WorkerError, match=words):
        await runner.run(order(2, what), lambda _: None)
    assert await drawn_by(runner, 3) != first


async def test_a_cancelled_order_is_stopped_and_the_worker_kept(runner: Runner) -> None:
    listener = Listener()
    task = asyncio.create_task(runner.run(order(1, "wait"), listener))
    await listener.begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await drawn_by(runner, 2) == pid_in(listener.told)


async def test_a_worker_that_does_not_stop_is_ended(make_runner: MakeRunner) -> None:
    runner, listener = make_runner(stop_seconds=0.01), Listener()
    task = asyncio.create_task(runner.run(order(1, "deaf"), listener))
    await listener.begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await drawn_by(runner, 2) != pid_in(listener.told)
    await ended(pid_in(listener.told))


async def test_an_order_cancelled_before_its_turn_disturbs_nothing(runner: Runner) -> None:
    listener = Listener()
    working = asyncio.create_task(runner.run(order(1, "wait"), listener))
    await listener.begun.wait()
    waiting = asyncio.create_task(runner.run(order(2), lambda _: None))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    working.cancel()
    assert await drawn_by(runner, 3) == pid_in(listener.told)


async def test_an_order_cancelled_at_once_disturbs_nothing(runner: Runner) -> None:
    task = asyncio.create_task(runner.run(order(1), lambda _: None))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await drawn_by(runner, 2)


async def test_an_idle_worker_ends(make_runner: MakeRunner) -> None:
    runner = make_runner(idle_seconds=0)
    first = await drawn_by(runner, 1)
    await ended(first)
    assert await drawn_by(runner, 2) != first


async def test_closing_ends_the_worker_and_its_order(runner: Runner) -> None:
    listener = Listener()
    task = asyncio.create_task(runner.run(order(1, "deaf"), listener))
    await listener.begun.wait()
    await runner.close()
    with pytest.raises(WorkerError, match="shut down"):
        await task
    await ended(pid_in(listener.told))
    with pytest.raises(WorkerError, match="shut down"):
        await runner.run(order(2), lambda _: None)


async def test_a_worker_that_cannot_start_is_told_of(make_runner: MakeRunner) -> None:
    runner = make_runner(module="harness.no_such_worker")
    with pytest.raises(WorkerError, match="could not be started"):
        await runner.run(order(1), lambda _: None)


SERVER = """
import asyncio, sys
from limner.providers.local.messages import Order
from limner.providers.local.runner import Runner

def tell(progress):
    print(progress.text, flush=True)

runner = Runner((), dict, idle_seconds=60, module=sys.argv[1])
asyncio.run(runner.run(Order(1, "deaf", 64, 64, 7, {}), tell))
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
async def test_the_worker_ends_with_the_server_however_it_ends(end: int) -> None:
    paths = os.pathsep.join(filter(None, sys.path))
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, PRETENDER],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        assert await asyncio.to_thread(server.stdout.readline) == "Starting\n"
        worker = int((await asyncio.to_thread(server.stdout.readline)).split()[-1])
        server.send_signal(end)
        server.wait(END_SECONDS)
    await ended(worker)

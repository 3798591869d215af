"""Worker processes: what comes through, and how they end."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator

import psutil
import pytest

from harness import jobs
from harness.pictures import photo, png_bomb, saved
from limner.errors import (
    BadField,
    DamagedImage,
    ImageTooLarge,
    WorkerError,
    WorkersBusy,
    WorkerTimeout,
)
from limner.media.image import convert, normalise_upload, thumbnail
from limner.media.pool import MediaPool

END_SECONDS = 20
MEBIBYTE = 1024 * 1024


@pytest.fixture
async def pool() -> AsyncIterator[MediaPool]:
    pool = MediaPool(size=1)
    yield pool
    await pool.close()


class Announcements:
    """Where workers tell that they are in the middle of a job."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self.port: int = listener.getsockname()[1]

    async def worker(self) -> psutil.Process:
        return psutil.Process(await asyncio.to_thread(self._next_pid))

    def _next_pid(self) -> int:
        connection, _ = self._listener.accept()
        with connection, connection.makefile() as stream:
            return int(stream.read())


@pytest.fixture
def announcements() -> Iterator[Announcements]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(END_SECONDS)
        yield Announcements(listener)


async def busy_worker(
    pool: MediaPool, announcements: Announcements
) -> tuple[psutil.Process, asyncio.Task[None]]:
    """A worker in the middle of a job, and the task that waits for it."""
    task = asyncio.create_task(pool.run(jobs.announce_and_wait, announcements.port))
    return await announcements.worker(), task


async def ended(process: psutil.Process) -> None:
    await asyncio.to_thread(process.wait, END_SECONDS)


async def test_results_are_those_of_the_plain_call(pool: MediaPool) -> None:
    data = saved(photo(300, 200), "png")
    assert await pool.run(thumbnail, data, 64) == thumbnail(data, 64)
    assert await pool.run(convert, data, "jpeg", 80) == convert(data, "jpeg", 80)


async def test_a_worker_is_another_process_and_is_kept(pool: MediaPool) -> None:
    first = await pool.run(jobs.own_pid)
    assert first != os.getpid()
    assert await pool.run(jobs.own_pid) == first


async def test_errors_come_through_whole(pool: MediaPool) -> None:
    with pytest.raises(BadField) as refused:
        await pool.run(jobs.refuse, "too wide")
    assert refused.value.detail == "too wide"
    assert refused.value.hint == "Ask for something else."
    assert refused.value.extra == {"field": "x"}
    with pytest.raises(DamagedImage):
        await pool.run(normalise_upload, saved(photo(), "jpeg")[:300])


async def test_a_mistake_in_the_code_is_told_with_its_traceback(pool: MediaPool) -> None:
    with pytest.raises(WorkerError) as failed:
        await pool.run(jobs.fail)
    assert "a mistake in the code" in str(failed.value.__cause__)
    assert "a mistake" not in failed.value.detail


async def test_a_function_without_a_module_is_refused(pool: MediaPool) -> None:
    with pytest.raises(TypeError):
        await pool.run(lambda: None)


async def test_a_result_of_the_wrong_type_is_refused(pool: MediaPool) -> None:
    with pytest.raises(WorkerError, match="cannot be read"):
        await pool.run(jobs.lie)


async def test_printing_disturbs_nothing(pool: MediaPool) -> None:
    assert await pool.run(jobs.chatter) == "fine"


async def test_keys_are_not_passed_on(pool: MediaPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMNER_SECRET_KEY", "a secret")
    assert "LIMNER_SECRET_KEY" not in await pool.run(jobs.environment)


async def test_a_worker_that_dies_fails_its_job_only(pool: MediaPool) -> None:
    with pytest.raises(WorkerError) as failed:
        await pool.run(jobs.die)
    assert failed.value.code == "worker_failed"
    assert await pool.run(jobs.doubled, 4) == 8


async def test_a_worker_that_died_between_jobs_is_replaced(pool: MediaPool) -> None:
    worker = psutil.Process(await pool.run(jobs.own_pid))
    worker.kill()
    await ended(worker)
    # asyncio learns of the end in a thread of its own; the pool asks asyncio.
    results = await asyncio.gather(
        *(pool.run(jobs.doubled, 4) for _ in range(2)), return_exceptions=True
    )
    assert results[-1] == 8


async def test_a_job_that_takes_too_long_is_ended(
    pool: MediaPool, announcements: Announcements
) -> None:
    reading = asyncio.create_task(announcements.worker())
    with pytest.raises(WorkerTimeout, match="longer than 3 seconds"):
        await pool.run(jobs.announce_and_wait, announcements.port, timeout=3)
    await ended(await reading)


async def test_a_cancelled_job_is_ended(pool: MediaPool, announcements: Announcements) -> None:
    worker, task = await busy_worker(pool, announcements)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await ended(worker)
    assert await pool.run(jobs.doubled, 4) == 8


async def test_memory_is_limited() -> None:
    pool = MediaPool(size=1, memory_limit=512 * MEBIBYTE)
    with pytest.raises(WorkerError, match="memory"):
        await pool.run(jobs.fill_memory, 1024 * MEBIBYTE)
    with pytest.raises(ImageTooLarge):
        await pool.run(convert, png_bomb(9_999, 9_999), "png")
    assert await pool.run(jobs.fill_memory, MEBIBYTE) == MEBIBYTE
    await pool.close()


async def test_work_beyond_the_queue_is_refused(announcements: Announcements) -> None:
    pool = MediaPool(size=1, max_waiting=0)
    _, task = await busy_worker(pool, announcements)
    with pytest.raises(WorkersBusy) as refused:
        await pool.run(jobs.doubled, 4)
    assert refused.value.code == "server_busy"
    task.cancel()
    await pool.close()


async def test_many_jobs_share_few_workers() -> None:
    pool = MediaPool(size=2)
    assert await asyncio.gather(*(pool.run(jobs.doubled, n) for n in range(40))) == [
        2 * n for n in range(40)
    ]
    pids = await asyncio.gather(*(pool.run(jobs.own_pid) for _ in range(20)))
    assert len(set(pids)) <= 2
    await pool.close()


async def test_idle_workers_end() -> None:
    pool = MediaPool(size=1, idle_seconds=0)
    await ended(psutil.Process(await pool.run(jobs.own_pid)))
    assert await pool.run(jobs.doubled, 4) == 8
    await pool.close()


async def test_closing_ends_workers_and_what_they_do(announcements: Announcements) -> None:
    pool = MediaPool(size=2)
    worker, task = await busy_worker(pool, announcements)
    await pool.close()
    with pytest.raises(WorkerError):
        await task
    await ended(worker)
    with pytest.raises(WorkerError, match="shut down"):
        await pool.run(jobs.doubled, 4)


SERVER = """
import asyncio, sys
from harness import jobs
from limner.media.pool import MediaPool

asyncio.run(MediaPool(size=1).run(getattr(jobs, sys.argv[1]), int(sys.argv[2])))
"""


@pytest.mark.parametrize(
    ("job", "end"),
    [
        (jobs.announce_and_wait, signal.SIGKILL),
        (jobs.announce_and_wait, signal.SIGTERM),
        pytest.param(
            jobs.announce_and_hold_the_interpreter,
            signal.SIGKILL,
            marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends these"),
        ),
    ],
)
async def test_workers_end_with_the_server_however_it_ends(
    announcements: Announcements, job: Callable[[int], None], end: int
) -> None:
    paths = os.pathsep.join(filter(None, sys.path))
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, job.__name__, str(announcements.port)],
        env={**os.environ, "PYTHONPATH": paths},
    )
    worker = await announcements.worker()

    server.send_signal(end)
    server.wait(END_SECONDS)

    await asyncio.to_thread(psutil.wait_procs, [worker], END_SECONDS)
    # Where the first process of a container reaps no orphans, the dead stay listed.
    assert not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE


def test_importing_is_light() -> None:
    program = "import sys, limner.media.image, limner.media.pool; print('numpy' in sys.modules)"
    paths = os.pathsep.join(filter(None, sys.path))
    out = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=True,
    )
    assert out.stdout.strip() == "False"

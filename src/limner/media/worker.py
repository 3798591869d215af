"""A worker process of the pool: takes one job at a time from its input and answers on its output.

Started by `pool.py` as `python -m limner.media.worker MEMORY_LIMIT`.
"""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import traceback

from limner.errors import LimnerError
from limner.media import child, wire


def main() -> None:
    answers = child.begin(memory_limit=int(sys.argv[1]))
    jobs: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    child.listen(jobs.put)
    with contextlib.suppress(BrokenPipeError):
        child.send(answers, wire.READY)
        while True:
            child.send(answers, wire.frame(_answer(jobs.get())))
    os._exit(0)  # the server is gone; an orderly shutdown would wait for the reading thread


def _answer(body: bytes) -> wire.Answer:
    try:
        return wire.Done(wire.perform(wire.read_job(body)))
    except LimnerError as error:
        return wire.refusal(error)
    except MemoryError:
        return wire.OutOfMemory()
    except Exception:
        return wire.Crashed(traceback.format_exc())


if __name__ == "__main__":
    main()

"""The worker process of local models: takes one order at a time and answers with a picture.

Started by `runner.py` as `python -m limner.providers.local.worker DEVICE DTYPE FOLDER`, with an
empty FOLDER for the cache of the Hugging Face libraries. It ends when the server does.
"""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import traceback
from functools import partial
from pathlib import Path

import msgspec

from limner.errors import LimnerError
from limner.media import child, wire
from limner.providers.local.hub import Hub
from limner.providers.local.messages import Order, Stop, Stopped, read_request
from limner.providers.local.pipelines import Pipelines, silence_progress_bars
from limner.providers.local.placement import Wishes
from limner.providers.local.reports import Interrupted, Outbox, Report, Stops

_Orders = queue.SimpleQueue[Order]


def main() -> None:
    device, dtype, folder = sys.argv[1:]
    outbox, stops = Outbox(child.begin()), Stops()
    orders: _Orders = queue.SimpleQueue()
    silence_progress_bars()
    child.listen(partial(_take, orders, stops))
    wishes = msgspec.convert({"device": device, "dtype": dtype}, Wishes)
    pipelines = Pipelines(Hub(Path(folder) if folder else None), wishes)
    with contextlib.suppress(BrokenPipeError):
        outbox.send_frame(wire.READY)
        while True:
            order = orders.get()
            outbox.send(_answer(pipelines, order, Report(order.number, outbox, stops)))
    os._exit(0)  # the server is gone; an orderly shutdown would wait for the reading thread


def _take(orders: _Orders, stops: Stops, body: bytes) -> None:
    match read_request(body):
        case Order() as order:
            orders.put(order)
        case Stop(number=number):
            stops.last = number


def _answer(pipelines: Pipelines, order: Order, report: Report) -> msgspec.Struct:
    try:
        return pipelines.draw(order, report)
    except Interrupted:
        return Stopped()
    except LimnerError as error:
        return wire.refusal(error)
    except BrokenPipeError:
        raise
    except Exception:
        return wire.Crashed(traceback.format_exc())


if __name__ == "__main__":
    main()

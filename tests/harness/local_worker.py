"""A worker of local models that draws nothing: it does what an order's repository is called.

Its pictures are its process id, so that a test sees which process answered.
"""

from __future__ import annotations

import os
import queue
import signal
import threading
from functools import partial

import msgspec

from limner.errors import ContentRefused
from limner.media import child, wire
from limner.providers.local.messages import Drawn, Order, Stop, Stopped, read_request
from limner.providers.local.reports import Outbox, Report, Stops


def main() -> None:
    outbox, stops = Outbox(child.begin()), Stops()
    orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
    stopped = threading.Event()
    child.listen(partial(_take, orders, stops, stopped))
    outbox.send_frame(wire.READY)
    while True:
        order = orders.get()
        report = Report(order.number, outbox, stops)
        report.tell(f"{order.repository} {order.number} {os.getpid()}")
        outbox.send(_answer(order, stopped))


def _take(
    orders: queue.SimpleQueue[Order], stops: Stops, stopped: threading.Event, body: bytes
) -> None:
    match read_request(body):
        case Order() as order:
            stopped.clear()
            orders.put(order)
        case Stop(number=number):
            stops.last = number
            stopped.set()


def _answer(order: Order, stopped: threading.Event) -> msgspec.Struct:
    match order.repository:
        case "wait":
            stopped.wait()
            return Stopped()
        case "deaf":
            threading.Event().wait()
        case "refuse":
            error = ContentRefused("Not this.", hint="Ask for something else.", extra={"at": 1})
            return wire.refusal(error)
        case "fail":
            return wire.Crashed("Traceback …\nValueError: a mistake in the code\n")
        case "lie":
            return wire.OutOfMemory()
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "leave":
            os._exit(3)
        case "environment":
            return Drawn("\n".join(os.environ).encode(), "cpu", "float32")
    return Drawn(str(os.getpid()).encode(), "cpu", "float32")


if __name__ == "__main__":
    main()

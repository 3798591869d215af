"""The server as a user meets it: how soon it answers, and what it weighs.

The floor of the start is a bare FastAPI application under uvicorn, started in the same way. Idle
memory, worker processes included, is held against 150 MB.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
from _report import Measure, report

STARTS = 5
IDLE_MB = 150.0

BARE = """
import sys, fastapi, uvicorn
app = fastapi.FastAPI()
app.get("/api/health")(lambda: {"status": "ok"})
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def seconds_to_healthy(command: list[str], port: int, home: Path) -> tuple[float, float]:
    """Seconds from the start to the first healthy answer, and megabytes held a moment later."""
    environment = os.environ | {"LIMNER_HOME": str(home), "LIMNER_PORT": str(port)}
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=5).close()
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.01)
        took = time.perf_counter() - began
        time.sleep(1)
        held = sum(
            member.memory_info().rss
            for member in [psutil.Process(process.pid), *psutil.Process(process.pid).children(True)]
        )
        return took, held / 1e6
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        limner = [str(Path(sys.executable).with_name("limner")), "serve"]
        seconds_to_healthy(limner, free_port(), home / "limner")
        starts, floors, held = [], [], 0.0
        for _ in range(STARTS):
            took, held = seconds_to_healthy(limner, free_port(), home / "limner")
            starts.append(took)
            port = free_port()
            floors.append(
                seconds_to_healthy([sys.executable, "-c", BARE, str(port)], port, home)[0]
            )
    report(
        "The server",
        [
            Measure("start to healthy", min(starts), min(floors), "s"),
            Measure("idle memory", held, IDLE_MB, "MB", 1.0),
        ],
    )


main()

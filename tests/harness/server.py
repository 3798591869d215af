"""`limner serve` as a process of its own, as a user runs it."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

_PATIENCE = 60.0
_BETWEEN_LOOKS = 0.05
# What would make the server of a test differ from one machine to the next.
_NOT_INHERITED = ("LIMNER_", "FAL_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY", "OPENAI_")


class Server:
    """A server with a data directory and a port of its own, which both outlive a restart.

    ``environment`` are variables it gets besides: keys and addresses of providers.
    """

    def __init__(self, home: Path, environment: Mapping[str, str] | None = None) -> None:
        self.home = home
        self._environment = dict(environment or {})
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = home.with_suffix(".log")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        return self._running().pid

    def environ(self) -> dict[str, str]:
        """The environment in which this server, or a command that belongs to it, runs."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(_NOT_INHERITED)}
        own = {"LIMNER_HOME": str(self.home), "LIMNER_PORT": str(self.port)}
        return {**inherited, **self._environment, **own}

    def start(self) -> None:
        """Start the process; return when it answers.

        Raises:
            RuntimeError: it ended, or did not answer within a minute; with its log.
        """
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "limner", "serve"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environ(),
                # Away from the project's folder, whose .env is not the test's.
                cwd=self.home.parent,
            )
        deadline = time.monotonic() + _PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"limner serve did not start:\n{self.log.read_text()}")
            time.sleep(_BETWEEN_LOOKS)

    def stop(self, asked: signal.Signals = signal.SIGTERM) -> None:
        """Ask the process to end and wait until it has."""
        self._running().send_signal(asked)
        self._end()

    def kill(self) -> None:
        """End the process at once, without a chance to tidy up."""
        self._running().kill()
        self._end()

    def close(self) -> None:
        """Leave no process behind."""
        if self._process is not None:
            self.stop()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("The server is not running.")
        return self._process

    def _end(self) -> None:
        process, self._process = self._running(), None
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/api/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


def _free_port() -> int:
    """One that stays free while its server is down: no system hands these out by itself."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port

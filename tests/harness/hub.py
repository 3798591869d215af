"""A Hugging Face Hub on loopback that offers the repositories of a folder.

It speaks as much of the Hub's interface as its own client needs to fetch a snapshot: the model's
description, its tree, and its files (huggingface.co/docs/hub/api).
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

_COMMIT = "0123456789abcdef0123456789abcdef01234567"
_MODEL = re.compile(r"/api/models/([\w.-]+/[\w.-]+)(?:/revision/[\w.-]+)?")
_TREE = re.compile(r"/api/models/([\w.-]+/[\w.-]+)/tree/[\w.-]+")
_FILE = re.compile(r"/([\w.-]+/[\w.-]+)/resolve/[\w.-]+/(.+)")


class Hub(ThreadingHTTPServer):
    """The repositories are `root/owner/name`; `gated` ones want their licence accepted first.

    `claimed` sizes are told instead of the true ones. `asked` keeps the path of every request
    for content. While `held` is clear, weights wait to be given; `reached` is set once some are
    asked for.
    """

    daemon_threads = True

    def __init__(self, root: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.root = root
        self.gated: set[str] = set()
        self.claimed: dict[str, int] = {}
        self.asked: list[str] = []
        self.held = threading.Event()
        self.held.set()
        self.reached = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @contextmanager
    def running(self) -> Iterator[Hub]:
        thread = threading.Thread(target=self.serve_forever)
        thread.start()
        try:
            yield self
        finally:
            self.held.set()
            self.shutdown()
            self.server_close()
            thread.join()

    def tree(self, repository: str) -> list[dict[str, Any]]:
        root = self.root / repository
        return [
            {
                "type": "file",
                "path": file.relative_to(root).as_posix(),
                "size": file.stat().st_size,
                "oid": _digest(file.read_bytes()),
            }
            for file in sorted(root.rglob("*"))
            if file.is_file()
        ]

    def fetched(self) -> list[str]:
        """The names of the files that were given, in the order of asking."""
        return [match[2] for path in self.asked if (match := _FILE.fullmatch(path))]


class _Handler(BaseHTTPRequestHandler):
    server: Hub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer(unquote(urlsplit(self.path).path))

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.server.asked.append(path)
        self._answer(path)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the tests look at `asked`."""

    def _answer(self, path: str) -> None:
        if match := _FILE.fullmatch(path):
            self._file(match[1], match[2])
        elif match := _TREE.fullmatch(path):
            self._json(self.server.tree(match[1]))
        elif match := _MODEL.fullmatch(path):
            self._model(match[1])
        else:
            self._refuse(404, "EntryNotFound")

    def _model(self, repository: str) -> None:
        tree = self.server.tree(repository)
        if not tree:
            self._refuse(401, "RepoNotFound")
            return
        claimed = self.server.claimed
        siblings = [
            {"rfilename": file["path"], "size": claimed.get(file["path"], file["size"])}
            for file in tree
        ]
        self._json({"id": repository, "sha": _COMMIT, "siblings": siblings})

    def _file(self, repository: str, name: str) -> None:
        file = self.server.root / repository / name
        if repository in self.server.gated:
            self._refuse(403, "GatedRepo")
        elif not file.is_file():
            self._refuse(404, "EntryNotFound")
        else:
            if file.suffix == ".safetensors":
                self.server.reached.set()
                self.server.held.wait()
            data = file.read_bytes()
            self._send(data, etag=_digest(data))

    def _json(self, value: Any) -> None:
        self._send(json.dumps(value).encode())

    def _refuse(self, status: int, code: str) -> None:
        self.send_response(status)
        self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, data: bytes, *, etag: str | None = None) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("X-Repo-Commit", _COMMIT)
        if etag:
            self.send_header("ETag", f'"{etag}"')
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data)


def _digest(data: bytes) -> str:
    return hashlib.sha1(data).hexdigest()

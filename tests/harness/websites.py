"""Websites on loopback, well-behaved and not, and the names they are reached by."""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LOOPBACK = "127.0.0.1"
ELSEWHERE = "127.0.0.2"
"""Another address of this machine, for what must not be reached."""

Page = Callable[[web.Request], Awaitable[web.StreamResponse]]
RawAnswer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Names:
    """A resolver that knows what it is told: for each host its answers, the last one for good."""

    def __init__(self, answers: dict[str, Sequence[Sequence[str]]]) -> None:
        self._answers = {host: deque(given) for host, given in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        answers = self._answers.get(host)
        if answers is None:
            raise OSError(f"There is no {host}.")
        return answers.popleft() if len(answers) > 1 else answers[0]


class Website:
    """A server whose pages a test writes; it remembers what it was asked."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.port = 0
        self.pages: dict[str, Page] = {}
        self.requests: list[web.Request] = []

    def url(self, path: str, host: str | None = None) -> str:
        return f"http://{host or self.host}:{self.port}{quote(path, safe='/?=%')}"

    def page(
        self,
        path: str,
        body: bytes = b"",
        content_type: str = "image/png",
        *,
        status: int = 200,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> str:
        """Put an answer at a path; its address."""

        async def answer(_: web.Request) -> web.Response:
            return web.Response(
                body=body, content_type=content_type, status=status, headers=headers
            )

        self.pages[path] = answer
        return self.url(path)

    def redirect(self, path: str, location: str, status: int = 302) -> str:
        """Make a path lead elsewhere, leaving a cookie; its address."""
        headers = {"Location": location, "Set-Cookie": "seen=yes; Path=/"}
        return self.page(path, status=status, headers=headers)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        page = self.pages.get(request.path)
        return await page(request) if page else web.Response(status=404)


@asynccontextmanager
async def website(host: str = LOOPBACK) -> AsyncIterator[Website]:
    """Serve pages on a free port of a loopback address until the block ends."""
    site = Website(host)
    app = web.Application()
    app.router.add_get("/{path:.*}", site.answer)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, 0).start()
        site.port = runner.addresses[0][1]
        yield site
    finally:
        await runner.cleanup()


@asynccontextmanager
async def raw_site(answer: RawAnswer, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Answer connections byte by byte until the block ends; the port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    server = await asyncio.start_server(serve, LOOPBACK, 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def self_signed(folder: Path, host: str) -> ssl.SSLContext:
    """TLS for a server whose certificate nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    kept = folder / "certificate.pem"
    kept.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(kept)
    return context

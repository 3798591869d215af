"""A mail server on loopback that keeps what it is handed, or errs when told to."""

from __future__ import annotations

import asyncio
import email
import email.policy
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "limner", "canary-7c2f9be1"


@dataclass(slots=True)
class MailServer:
    """``refused`` are recipients it does not know, ``busy`` those it does not take the first time;
    ``reply`` is what it says to a whole message, None hangs up instead."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    busy: set[str] = field(default_factory=set)
    reply: str | None = "250 OK"
    data: list[bytes] = field(default_factory=list)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if address in self.refused:
            return "550 no such user"
        if address in self.busy:
            self.busy.remove(address)
            return "450 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.data.append(content)
        self.letters.append(email.message_from_bytes(content, policy=email.policy.default))
        self.recipients.append(list(envelope.rcpt_tos))
        if self.reply is None:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            return "250 never heard"
        return self.reply


def _known(*asked: Any) -> AuthResult:
    right = asked[-1] == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@asynccontextmanager
async def mail_server(tls: ssl.SSLContext | None = None) -> AsyncIterator[MailServer]:
    """Serve until the block ends; with ``tls`` it offers STARTTLS and wants to be signed in to."""
    kept = MailServer()

    def made() -> SMTP:
        return SMTP(
            kept,
            hostname="mail.example",
            tls_context=tls,
            authenticator=_known,
            auth_required=tls is not None,
            auth_require_tls=True,
            enable_SMTPUTF8=True,
        )

    server = await asyncio.get_running_loop().create_server(made, "127.0.0.1", 0)
    kept.port = server.sockets[0].getsockname()[1]
    try:
        yield kept
    finally:
        server.close()

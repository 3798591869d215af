"""E-mail, handed to a server of the user's choice over SMTP."""

from __future__ import annotations

import email.policy
import re
import secrets
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate
from typing import Annotated, Literal

import aiosmtplib
from pydantic import AfterValidator, Field, SecretStr, model_validator

from limner.errors import (
    BadField,
    FetchLost,
    FetchUnreachable,
    ServiceBusy,
    ServiceError,
    ServiceRefused,
    ServiceUnauthorized,
)
from limner.fetch import Fetcher
from limner.services._attachment import Attachment
from limner.services._secret import Password
from limner.services.contract import Client, CredentialData, Effect, Json, Service
from limner.settings import Settings

Security = Literal["starttls", "tls", "none"]

MOST_BYTES = 25 * 1024 * 1024
"""Of all attachments together: more no usual server takes."""

_TITLE = "The mail server"
_SECONDS = 60.0
_MOST_RECIPIENTS = 100
_LONGEST_SUBJECT = 500
_BREAKS = re.compile(r"[\x00-\x1f\x7f]")
_PLAIN = r"[^\s@<>(),;:\\\"\[\]]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"
_PARTS = re.compile(r'(?:"[^"]*"|[^,;"])+')
_MAILBOX = re.compile(
    rf'(?:(?P<name>"[^"<>]*"|[^"<>@]*)\s*<(?P<named>{_PLAIN})>|(?P<bare>{_PLAIN}))', re.ASCII
)
_LONGEST_ADDRESS = 500
"""With the name of who it belongs to."""

_TAG = re.compile(r"<(/?[A-Za-z0-9]*)[^<>]*>")
_HIDDEN = frozenset({"script", "style"})
_BREAKING = frozenset({"br", "/p", "/div", *(f"/h{level}" for level in range(1, 7))})
_OUR_NAME = "localhost"
"""What the server is told for a greeting; the machine's own name is nobody's business."""


def _checked_sender(text: str) -> str:
    _one_address(text)
    return text


class SmtpData(CredentialData):
    """The server, and who sends."""

    host: str = Field(title="Server", max_length=253, pattern=r"^[A-Za-z0-9_.:-]+$")
    port: int = Field(587, title="Port", ge=1, le=65_535)
    security: Security = Field(
        "starttls",
        title="Encryption",
        description="starttls (port 587), tls (port 465), or none.",
    )
    user: str = Field("", title="User", max_length=500)
    password: Password = Field(SecretStr(""), title="Password")
    sender: Annotated[str, AfterValidator(_checked_sender)] = Field(
        title="From", description="Studio <studio@example.com>", max_length=500
    )

    @model_validator(mode="after")
    def _no_secret_in_the_clear(self) -> SmtpData:
        if self.security == "none" and self.user:
            raise ValueError("a password is sent over an encrypted connection only")
        return self


class SmtpClient(Client):
    """One server and one sender."""

    def __init__(self, data: SmtpData, fetcher: Fetcher) -> None:
        self._data = data
        self._fetcher = fetcher

    @property
    def sender(self) -> str:
        return self._data.sender

    async def test(self) -> str:
        async with self._connected():
            who = f" {self._data.user!r} is known there." if self._data.user else ""
            return f"{self._data.host} answers.{who}"

    async def send(self, sender: str, recipients: Sequence[str], message: bytes) -> list[str]:
        """Hand a message over; the recipients that were refused, where not all were.

        Raises FetchLost where the message was handed over and no answer came.
        """
        async with self._connected() as server:
            with _plain_faults():
                await server.mail(sender)
                codes = {one: await _refusing_code(server, one) for one in recipients}
                refused = [one for one, code in codes.items() if code is not None]
                if len(refused) == len(recipients):
                    raise _refused_all(codes)
            with _plain_faults(lost=True):
                await server.data(message)
            return refused

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiosmtplib.SMTP]:
        data = self._data
        connection = await self._fetcher.connect(data.host, data.port, _SECONDS)
        server = aiosmtplib.SMTP(
            hostname=data.host,
            sock=connection,
            use_tls=data.security == "tls",
            start_tls=data.security == "starttls",
            local_hostname=_OUR_NAME,
            timeout=_SECONDS,
        )
        try:
            with _plain_faults():
                await server.connect()
                if data.user:
                    await server.login(data.user, data.password.get_secret_value())
            yield server
        finally:
            with suppress(aiosmtplib.SMTPException):
                if server.is_connected:
                    await server.quit()
            server.close()
            connection.close()


class Smtp(Service[SmtpData]):
    """Any mail server that takes mail for others."""

    kind = "smtp"
    title = "E-mail (SMTP)"
    description = "A mail server that sends for you."
    icon = "mail"
    bound_to = ("host", "port", "security")
    data_type = SmtpData
    client_type = SmtpClient

    @classmethod
    def configured(cls, settings: Settings) -> Smtp:
        return cls()

    def connect(self, data: SmtpData, fetcher: Fetcher) -> SmtpClient:
        return SmtpClient(data, fetcher)


@dataclass(frozen=True)
class Letter(Effect[SmtpClient]):
    """One e-mail. ``sender`` of None is the one of the credential."""

    to: str
    cc: str
    bcc: str
    subject: str
    html: str
    text: str
    files: tuple[Attachment, ...] = field(repr=False)
    reply_to: str = ""

    @property
    def client_type(self) -> type[SmtpClient]:
        return SmtpClient

    @property
    def title(self) -> str:
        return _TITLE

    @property
    def seconds(self) -> float:
        return 2 * _SECONDS

    def shown(self) -> Json:
        """Raises BadField for what cannot be sent."""
        self._check()
        return {
            "to": self.to,
            "cc": self.cc,
            "bcc": self.bcc,
            "subject": self.subject,
            "html": self.html,
            "text": self.text,
            "attachments": [file.shown() for file in self.files],
        }

    async def prepare(self, client: SmtpClient) -> Json:
        self._check()
        domain = _one_address(client.sender).domain
        return {"messageId": f"<{secrets.token_hex(16)}@{domain}>"}

    async def perform(self, client: SmtpClient, prepared: Json) -> Json:
        sender = _one_address(client.sender)
        everyone = [one for field in (self.to, self.cc, self.bcc) for one in read_addresses(field)]
        recipients = list(dict.fromkeys(one.addr_spec for one in everyone))
        message = self._message(sender, prepared["messageId"])
        data = message.as_bytes(policy=email.policy.SMTP)
        refused = await client.send(sender.addr_spec, recipients, data)
        return {
            "messageId": prepared["messageId"],
            "recipients": [one for one in recipients if one not in refused],
            "refused": refused,
        }

    def _check(self) -> None:
        if _BREAKS.search(self.subject) or len(self.subject) > _LONGEST_SUBJECT:
            raise BadField(
                f"subject: A subject is one line of at most {_LONGEST_SUBJECT} characters."
            )
        if not read_addresses(self.to):
            raise BadField("to: There is no address.")
        count = sum(len(read_addresses(one)) for one in (self.to, self.cc, self.bcc))
        if count > _MOST_RECIPIENTS:
            raise BadField(f"to: A mail has at most {_MOST_RECIPIENTS} recipients, not {count}.")
        read_addresses(self.reply_to)
        size = sum(len(file.content) for file in self.files)
        if size > MOST_BYTES:
            raise BadField(
                f"file-in: The attachments have {size:,} bytes; a mail takes {MOST_BYTES:,}.",
                hint="Send their addresses instead.",
            )

    def _message(self, sender: Address, message_id: str) -> EmailMessage:
        message = EmailMessage(policy=email.policy.SMTP)
        message["From"] = sender
        message["To"] = read_addresses(self.to)
        for name, given in (("Cc", self.cc), ("Reply-To", self.reply_to)):
            if given.strip():
                message[name] = read_addresses(given)
        message["Subject"] = self.subject
        message["Date"] = formatdate()
        message["Message-ID"] = message_id
        message.set_content(self.text or _as_text(self.html))
        if self.html:
            message.add_alternative(self.html, subtype="html")
        for file in self.files:
            kind, _, subkind = file.media_type.partition("/")
            message.add_attachment(
                file.content,
                maintype=kind or "application",
                subtype=subkind or "octet-stream",
                filename=_BREAKS.sub("", file.name),
            )
        return message


def read_addresses(text: str) -> list[Address]:
    """Addresses separated by commas, with names or without. Raises BadField."""
    if _BREAKS.search(text):
        raise BadField("to: The addresses have line breaks or control characters.")
    return [_address(part.strip()) for part in _PARTS.findall(text) if part.strip()]


def _address(text: str) -> Address:
    """Not the standard library's reader: it makes an address of what is none."""
    found = _MAILBOX.fullmatch(text) if len(text) <= _LONGEST_ADDRESS else None
    if found is None:
        raise BadField(f"to: {text!r:.80} is no address.", hint="Write Ann <ann@example.com>.")
    name = (found["name"] or "").strip().strip('"')
    return Address(display_name=name, addr_spec=found["named"] or found["bare"])


def _one_address(text: str) -> Address:
    """Raises ValueError."""
    try:
        [found] = read_addresses(text)
    except BadField as error:
        raise ValueError(error.detail.removeprefix("to: ").rstrip(".")) from None
    return found


def _as_text(html: str) -> str:
    """The words of a page, for who reads mails as plain text; in time that grows with its length,
    whatever stands in it."""
    words: list[str] = []
    hidden, end = "", 0
    for tag in _TAG.finditer(html):
        name = tag[1].lower()
        if not hidden:
            words += [html[end : tag.start()], "\n" if name in _BREAKING else ""]
            hidden = name if name in _HIDDEN else ""
        elif name == f"/{hidden}":
            hidden = ""
        end = tag.end()
    return "".join([*words, "" if hidden else html[end:]]).strip() + "\n"


async def _refusing_code(server: aiosmtplib.SMTP, recipient: str) -> int | None:
    """With what a recipient is refused; None where it is taken."""
    try:
        await server.rcpt(recipient)
    except aiosmtplib.SMTPRecipientRefused as refusal:
        return refusal.code
    return None


def _refused_all(codes: Mapping[str, int | None]) -> ServiceError:
    """Where a server takes none for now, nothing was sent, and it may be asked again."""
    later = any(code is not None and _is_for_now(code) for code in codes.values())
    kind = ServiceBusy if later else ServiceRefused
    return kind(f"{_TITLE} refuses {', '.join(codes):.300}.")


@contextmanager
def _plain_faults(*, lost: bool = False) -> Iterator[None]:
    """``lost`` tells that the message may have been taken when the connection breaks."""
    try:
        yield
    except aiosmtplib.SMTPAuthenticationError as error:
        raise ServiceUnauthorized(
            f"{_TITLE} refuses user or password ({error.code}).", hint="See to the credential."
        ) from None
    except aiosmtplib.SMTPResponseException as error:
        raise _refusal(error.code, error.message) from None
    except (aiosmtplib.SMTPException, ConnectionError, OSError) as error:
        if lost:
            raise FetchLost(f"{_TITLE} was handed the message, and did not answer.") from None
        if isinstance(error, aiosmtplib.SMTPNotSupported):
            raise ServiceRefused(f"{_TITLE} does not know what is asked of it.") from None
        raise FetchUnreachable(
            f"{_TITLE} broke the connection off.", hint="See to its encryption and its port."
        ) from None


def _is_for_now(code: int) -> bool:
    return 400 <= code < 500


def _refusal(code: int, said: str) -> ServiceError:
    """A reply of 4.. asks to come back later, one of 5.. says no."""
    kind = ServiceBusy if _is_for_now(code) else ServiceRefused
    return kind(f"{_TITLE} answered {code}: {' '.join(said.split()):.300}")


SERVICE = Smtp

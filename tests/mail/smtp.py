"""A real SMTP server on loopback that takes mail, or fails in the way a test wants; and a CA of the tests' own."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import subprocess
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from hinweisgeber.mail import Security, Server
from tests.patience import PATIENT

SENDER = "meldestelle@example.org"
USER, PASSWORD = "meldestelle", "nur-fuer-tests"


@dataclass
class Mailbox:
    """What the server took, and how it behaves: a reply by command, or a coroutine that ends the conversation."""

    mails: list[tuple[str, bytes]] = field(default_factory=list)  # recipient, content
    encrypted: list[bool] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    mail: str = "250 OK"
    rcpt: dict[str, str] = field(default_factory=dict)
    data: str = "250 OK"
    before_data: Callable[[SMTP], Awaitable[None]] | None = None
    after_data: Callable[[SMTP], Awaitable[None]] | None = None

    def to(self) -> list[str]:
        """The recipients in order of arrival."""
        return [recipient for recipient, _ in self.mails]

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.mail

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        reply = self.rcpt.get(address, "250 OK")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
            if self.before_data is not None:
                await self.before_data(server)
        return reply

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.original_content, bytes)
        if self.data.startswith("250"):
            self.mails += [(recipient, envelope.original_content) for recipient in envelope.rcpt_tos]
            assert server.transport is not None
            self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        if self.after_data is not None:
            await self.after_data(server)
        return self.data

    def login(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        """Takes one name and password."""
        assert isinstance(data, LoginPassword)
        self.logins.append(data.login.decode())
        return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)


async def hang_up(server: SMTP) -> None:
    """The connection is gone without a word."""
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


async def say_nothing(_server: SMTP) -> None:
    """No answer, until the server ends."""
    await asyncio.Event().wait()


async def drip(server: SMTP) -> None:
    """An answer that never comes to its end: a line at a time, each in time."""
    while True:
        await server.push("250-still here")
        await asyncio.sleep(0.02)


@dataclass
class Ca:
    """A certificate authority and the server's certificate."""

    folder: Path
    ca: Path

    def context(self, name: str = "server") -> ssl.SSLContext:
        """For the server's side."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        return context


def _openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


def make_ca(folder: Path) -> Ca:
    """A CA, a certificate for localhost and 127.0.0.1 (`server`), one for another name (`other`)."""
    ca, ca_key = folder / "ca.pem", folder / "ca.key"
    new_key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    _openssl("req", "-x509", *new_key, "-subj", "/CN=Test CA", "-days", "2", "-keyout", ca_key, "-out", ca,
             "-addext", "keyUsage=critical,keyCertSign")  # fmt: skip
    for name, names in (("server", "DNS:localhost,IP:127.0.0.1"), ("other", "DNS:other.example.org")):
        _openssl("req", "-x509", "-CA", ca, "-CAkey", ca_key, *new_key, "-subj", f"/CN={name}", "-days", "2",
                 "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem",
                 "-addext", f"subjectAltName={names}", "-addext", "basicConstraints=critical,CA:FALSE")  # fmt: skip
    return Ca(folder, ca)


@contextmanager
def smtp_server(
    mailbox: Mailbox, tls: ssl.SSLContext | None = None, security: Security = "none", login: bool = False
) -> Iterator[Server]:
    """Serves on a free port of 127.0.0.1 in a thread of its own; how to reach it."""
    loop, ready, ports = asyncio.new_event_loop(), threading.Event(), []
    connections: list[SMTP] = []

    def connection() -> SMTP:
        more: dict[str, Any] = {"tls_context": tls} if security == "starttls" else {}
        if login:
            more |= {"authenticator": mailbox.login, "auth_require_tls": security == "starttls"}
        connections.append(SMTP(mailbox, hostname="mail.test", loop=loop, **more))
        return connections[-1]

    async def serve() -> None:
        server = await loop.create_server(connection, "127.0.0.1", 0, ssl=tls if security == "tls" else None)
        ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        async with server:
            with contextlib.suppress(asyncio.CancelledError):
                await server.serve_forever()
        for one in connections:
            if one.transport is not None:
                one.transport.abort()  # type: ignore[attr-defined]

    task: asyncio.Task[None] | None = None

    def run() -> None:
        nonlocal task
        asyncio.set_event_loop(loop)
        task = loop.create_task(serve())
        loop.run_until_complete(task)
        others = asyncio.all_tasks(loop)
        for other in others:
            other.cancel()
        loop.run_until_complete(asyncio.gather(*others, return_exceptions=True))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(PATIENT)
    user, password = (USER, PASSWORD) if login else (None, None)
    try:
        yield Server("127.0.0.1", ports[0], security, SENDER, user, password)
    finally:
        if task is not None:
            loop.call_soon_threadsafe(task.cancel)
        thread.join(PATIENT)
        assert not thread.is_alive()

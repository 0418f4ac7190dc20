"""How does mail get into the sandbox? (aiosmtpd, one door for people who log in and one for other servers)"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from worker.sandbox.closing import OpenConnection, stop_serving
from worker.sandbox.recipients import Recipients
from worker.sandbox.trace import Handover

LARGEST_MESSAGE = 25 * 2**20
"""Bytes; what Gmail takes."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the SMTP doors ask the rest of the sandbox."""

    password_fits: Callable[[str, str], bool]
    recipients: Recipients
    take: Callable[[Handover], Awaitable[None]]


class _Session(Session):
    # aiosmtpd's own property writes a deprecation warning into the log at each login, which it sets itself.
    login_data: Any = None


class _Hooks:
    """What the server answers to each SMTP command that the sandbox cares about."""

    def __init__(self, desk: Desk, must_log_in: bool) -> None:
        self._desk = desk
        self._must_log_in = must_log_in

    # aiosmtpd's own auth_required warns on plain-text connections, so the check stands here.
    async def handle_MAIL(
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._must_log_in and not session.authenticated:
            return "530 5.7.0 Authentication required"
        # aiosmtpd gives the null sender as "<>", and takes an empty one for "no MAIL yet".
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Ok"

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self._desk.recipients.refusal(address)
        if refusal is not None:
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:
        handover = _handover(session, envelope)
        await self._desk.take(handover)
        return f"250 2.0.0 Ok: queued as {handover.queue_id}"


def _handover(session: Session, envelope: Envelope) -> Handover:
    assert isinstance(envelope.content, bytes)
    return Handover(
        queue_id=secrets.token_hex(5).upper(),
        sender=(envelope.mail_from or "").replace("<>", ""),
        recipients=tuple(dict.fromkeys(envelope.rcpt_tos)),
        content=envelope.content,
        helo=session.host_name or "unknown",
        peer=str((session.peer or ["unknown"])[0]),
        protocol=("UTF8SMTP" if envelope.smtp_utf8 else "ESMTP") + ("A" if session.authenticated else ""),
        received_at=datetime.now(UTC),
    )


class _Protocol(SMTP):
    """aiosmtpd's protocol, known to the server as long as it is open."""

    def __init__(self, desk: Desk, must_log_in: bool, name: str, open_now: set[OpenConnection]) -> None:
        self._desk = desk
        self._open_now = open_now
        super().__init__(
            _Hooks(desk, must_log_in),
            hostname=name,
            ident="ESMTP weakties sandbox",
            data_size_limit=LARGEST_MESSAGE,
            enable_SMTPUTF8=True,
            auth_require_tls=False,
            authenticator=self._check_login,
            loop=asyncio.get_running_loop(),
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        task = self._handler_coroutine
        assert task is not None
        connection = OpenConnection(
            cast(asyncio.WriteTransport, transport), task, b"421 4.3.2 the sandbox is closing\r\n"
        )
        self._open_now.add(connection)
        task.add_done_callback(lambda _: self._open_now.discard(connection))
        task.add_done_callback(_read_outcome)

    def _create_session(self) -> Session:
        return _Session(self.loop)

    def _check_login(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, login: Any
    ) -> AuthResult:
        assert isinstance(login, LoginPassword)
        address, password = login.login.decode("utf-8", "replace"), login.password.decode("utf-8", "replace")
        if self._desk.password_fits(address, password):
            return AuthResult(success=True, auth_data=address)
        return AuthResult(success=False, handled=False)


def _read_outcome(task: asyncio.Task[None]) -> None:
    # aiosmtpd re-raises when a client vanishes; unread, that becomes "Task exception was never retrieved".
    if not task.cancelled():
        task.exception()


class SmtpDoor:
    """One SMTP port on `host`, in the running loop."""

    def __init__(self, desk: Desk, host: str, name: str, *, must_log_in: bool) -> None:
        self._desk = desk
        self._host = host
        self._name = name
        self._must_log_in = must_log_in
        self._connections: set[OpenConnection] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[int]:
        """Serve; yields the port."""
        server = await asyncio.get_running_loop().create_server(self._protocol, self._host, 0)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            await stop_serving(server, self._connections)

    def _protocol(self) -> _Protocol:
        return _Protocol(self._desk, self._must_log_in, self._name, self._connections)

"""How do the parts of the sandbox make one mail system?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from types import MappingProxyType, TracebackType
from typing import Self

from worker.sandbox.accounts import SandboxAccount
from worker.sandbox.afterwards import Afterwards
from worker.sandbox.bounce import delivery_report
from worker.sandbox.imap_server import ImapServer
from worker.sandbox.recipients import Recipients
from worker.sandbox.smtp_server import Desk, SmtpDoor
from worker.sandbox.store import MailStore
from worker.sandbox.trace import Handover, delivered_copy, with_network_line_ends

OnDelivery = Callable[[str, bytes], Awaitable[None]]
"""Told the recipient's address and the message as it lies in the INBOX."""

NOBODY: Mapping[str, str] = MappingProxyType({})
SERVER_NAME = "mail.sandbox.test"


class Sandbox:
    """A mail system in the running loop: SMTP with login, SMTP for other servers, IMAP; all in memory.

    `async with` starts it on free ports of 127.0.0.1 and stops it without a trace.

    - `smtp_port` is for people: MAIL needs a login, unless `require_login` is false.
    - `mx_port` is for other servers: no login, any sender.
    - Both take mail only for accounts; `refuse` maps an address to the reply that turns it away at RCPT,
      `bounce_later` to the reason in the report that its sender gets after a 250.
    - `on_delivery` runs after each delivery, beside the servers: it may send mail itself.
    """

    host: str = "127.0.0.1"
    smtp_port: int
    mx_port: int
    imap_port: int

    def __init__(
        self,
        accounts: Sequence[SandboxAccount],
        *,
        refuse: Mapping[str, str] = NOBODY,
        bounce_later: Mapping[str, str] = NOBODY,
        require_login: bool = True,
        on_delivery: OnDelivery | None = None,
    ) -> None:
        self._first_accounts = tuple(accounts)
        self._store = MailStore()
        self._recipients = Recipients(refuse, bounce_later, self._store.has)
        self._require_login = require_login
        self._on_delivery = on_delivery
        self._afterwards = Afterwards()
        self._running = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for account in self._first_accounts:
            await self._store.add(account)
        desk = Desk(self._store.password_fits, self._recipients, self._take)
        async with AsyncExitStack() as starting:
            starting.push_async_callback(self._afterwards.close)
            self.imap_port = await starting.enter_async_context(ImapServer(self._store, self.host).running())
            self.smtp_port = await starting.enter_async_context(
                SmtpDoor(desk, self.host, SERVER_NAME, must_log_in=self._require_login).running()
            )
            self.mx_port = await starting.enter_async_context(
                SmtpDoor(desk, self.host, SERVER_NAME, must_log_in=False).running()
            )
            self._running = starting.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._running.aclose()

    async def add_account(self, account: SandboxAccount) -> None:
        """Open a mailbox while running. ValueError when the address already has one."""
        await self._store.add(account)

    async def deliver(self, recipient: str, raw: bytes) -> None:
        """Lay a message straight into an INBOX, with CRLF line ends and else as it is.

        Connections that idle there hear of it. Raises UnknownAddressError, a LookupError.
        """
        message = with_network_line_ends(raw)
        await self._store.put(recipient, message)
        if self._on_delivery is not None:
            self._afterwards.start(_told(self._on_delivery, recipient, message))

    async def messages(self, address: str, folder: str = "INBOX") -> tuple[bytes, ...]:
        """All messages of a folder, oldest first. UnknownAddressError; KeyError for an unknown folder."""
        return await self._store.read(address, folder)

    def refuse(self, address: str, reply: str) -> None:
        """From now on turn this recipient away at RCPT, for instance with "451 4.3.0 try later"."""
        self._recipients.refuse_from_now(address, reply)

    def bounce_later(self, address: str, reply: str) -> None:
        """From now on take mail for this recipient and report to its sender that it failed."""
        self._recipients.bounce_from_now(address, reply)

    def accept(self, address: str) -> None:
        """Neither refuse nor bounce this recipient any more."""
        self._recipients.accept_from_now(address)

    async def _take(self, handover: Handover) -> None:
        for recipient in handover.recipients:
            reason = self._recipients.late_bounce(recipient)
            if reason is None:
                await self.deliver(recipient, delivered_copy(handover, recipient, SERVER_NAME))
            else:
                self._afterwards.start(self._report(handover, recipient, reason))

    async def _report(self, handover: Handover, recipient: str, reason: str) -> None:
        # RFC 5321 4.5.5: a report has the null sender, and nobody is told that a report was lost.
        if not self._store.has(handover.sender):
            return
        report = delivery_report(handover, recipient, reason, SERVER_NAME, datetime.now(UTC))
        await self.deliver(handover.sender, report)


async def _told(listener: OnDelivery, recipient: str, message: bytes) -> None:
    await listener(recipient, message)

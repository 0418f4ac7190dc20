"""Simulated contacts with real mailboxes: some answer at once, some late, some never, some by machine."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import formatdate

import aiosmtplib

from tests.servers.postfix_dovecot import MailHost

_LOOK_EVERY = 0.3


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that a contact wrote, and when the user's server had it."""

    message_id: str
    sender: str
    arrived_at: datetime
    is_automatic: bool


@dataclass(slots=True)
class Crowd:
    """Everybody who may be written to. `letters` is what they wrote; nothing of it may be lost."""

    host: MailHost
    owner: str
    addresses: tuple[str, ...]
    dice: random.Random
    letters: list[Letter] = field(default_factory=list)
    _answered: dict[str, set[str]] = field(default_factory=dict)
    _writing: set[asyncio.Task[None]] = field(default_factory=set)

    async def live(self, is_over: Callable[[], bool]) -> None:
        """Read the mailboxes and answer, until it is over; then finish what was begun."""
        while not is_over():
            for address in self.addresses:
                for raw in self.host.messages(address):
                    self._consider(address, str(message_from_bytes(raw)["Message-ID"]))
            await asyncio.sleep(_LOOK_EVERY)
        await asyncio.gather(*self._writing)

    def _consider(self, address: str, message_id: str) -> None:
        answered = self._answered.setdefault(address, set())
        if message_id in answered:
            return
        answered.add(message_id)
        luck = self.dice.random()
        if luck < 0.55:
            return
        task = asyncio.create_task(self._write(address, message_id, self.dice.uniform(0, 6), luck > 0.93))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _deliver(self, message: EmailMessage, sender: str) -> None:
        """As a sender's own server would: tried again while ours is down."""
        while True:
            try:
                await self.host.deliver(self.owner, message.as_bytes(), sender)
            except (aiosmtplib.SMTPException, OSError):
                await asyncio.sleep(0.5)
            else:
                return

    async def _write(self, address: str, answers: str, after: float, is_automatic: bool) -> None:
        await asyncio.sleep(after)
        message = EmailMessage()
        number = len(self.letters)
        message_id = f"<answer.{number}.{self.dice.getrandbits(32):08x}@{address.partition('@')[2]}>"
        message["From"], message["To"], message["Date"] = address, self.owner, formatdate()
        message["Message-ID"], message["Subject"] = message_id, "Re: your note"
        if self.dice.random() < 0.8:
            message["In-Reply-To"] = answers
        if is_automatic:
            message["Auto-Submitted"] = "auto-replied"
        message.set_content("I am away and back soon." if is_automatic else "Thank you for your note. Gladly.")
        await self._deliver(message, address)
        self.letters.append(Letter(message_id, address, datetime.now(UTC), is_automatic))

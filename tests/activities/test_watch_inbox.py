"""Watching, against Dovecot: every message is told once, whatever happens to the connection or to the UIDs."""

import asyncio
import imaplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from activities.account import Account, Unreachable
from activities.contract import Cursor
from activities.imap import imap_session
from activities.watch.inbox import Letter, letters, unread_since
from activities.watch.watch_inbox import Session
from activities.watch.watch_inbox import Told as Listener
from tests.servers.postfix_dovecot import MailHost
from tests.workflows.rig import ME


def note(number: int) -> bytes:
    head = f"From: a@b.example\nTo: {ME}\nMessage-ID: <n{number}@b.example>\nSubject: {number}"
    return f"{head}\n\nHello {number}\n".encode()


def read(account: Account, cursor: Cursor | None) -> tuple[list[bytes], Cursor]:
    with imap_session(account.imap) as mailbox:
        reading = unread_since(mailbox, account.inbox, cursor, datetime.now(UTC))
        return [letter.raw for letter in letters(mailbox, reading.uids)], reading.cursor


async def test_what_has_been_read_is_not_read_again(account: Account, host: MailHost) -> None:
    await host.deliver(ME, note(1))
    await host.wait_for_messages(ME, 1)
    first, cursor = read(account, None)
    await host.deliver(ME, note(2))
    await host.wait_for_messages(ME, 2)
    second, cursor = read(account, cursor)
    third, _ = read(account, cursor)

    assert [len(first), len(second), len(third)] == [1, 1, 0]
    assert b"Hello 2" in second[0]


async def test_an_empty_inbox_has_a_cursor_too(account: Account, host: MailHost) -> None:
    nothing, cursor = read(account, None)
    await host.deliver(ME, note(1))
    await host.wait_for_messages(ME, 1)
    one, _ = read(account, cursor)
    assert (nothing, len(one)) == ([], 1)


async def test_a_new_uidvalidity_means_a_catch_up_by_date(account: Account, host: MailHost) -> None:
    await host.deliver(ME, note(1))
    await host.wait_for_messages(ME, 1)
    _, cursor = read(account, None)
    await host.new_uidvalidity(ME)
    again, renewed = read(account, cursor)
    nothing, _ = read(account, renewed)

    assert renewed.uid_validity != cursor.uid_validity
    assert len(again) == 1
    assert nothing == []


async def test_old_mail_is_left_out_of_a_catch_up(account: Account, host: MailHost) -> None:
    with imap_session(account.imap) as mailbox:
        mailbox.append(note(1), "INBOX", dt=datetime.now(UTC) - timedelta(days=30))
    found, cursor = read(account, None)
    assert found == []
    assert cursor.last_uid == 1


async def test_what_arrives_while_the_first_look_is_on_is_not_taken_for_read(
    account: Account, host: MailHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    with imap_session(account.imap) as mailbox:
        ask = mailbox.uids

        def ask_while_mail_arrives(*criteria: object) -> list[str]:
            found = ask(*criteria)  # type: ignore[arg-type]
            if criteria != ("UID *",):
                with imap_session(account.imap) as elsewhere:
                    elsewhere.append(note(1), "INBOX")
                mailbox.client.noop()
            return found

        monkeypatch.setattr(mailbox, "uids", ask_while_mail_arrives)
        reading = unread_since(mailbox, account.inbox, None, datetime.now(UTC))
    assert reading.uids == ()
    found, _ = read(account, reading.cursor)
    assert len(found) == 1


@dataclass
class Told:
    """What a running watch has told and how far it says that it came."""

    letters: list[Letter] = field(default_factory=list)
    cursor: Cursor | None = None
    beats: int = 0
    task: "asyncio.Future[Cursor]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    async def until(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.letters) < count:
                await asyncio.sleep(0.02)

    async def in_sight(self) -> None:
        async with asyncio.timeout(10):
            while self.cursor is None:
                await asyncio.sleep(0.02)

    def beat(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self.beats += 1


@asynccontextmanager
async def watching(account: Account, cursor: Cursor | None = None) -> AsyncIterator[Told]:
    told = Told(cursor=cursor)
    loop = asyncio.get_running_loop()
    session = Session(account, cursor, loop.time() + 60)
    listener = Listener(told.letters.append, told.beat)
    told.task = task = asyncio.create_task(asyncio.to_thread(session.watch, listener))
    try:
        yield told
    finally:
        session.stop()
        await asyncio.gather(task, return_exceptions=True)


async def test_new_mail_is_told_at_once(account: Account, host: MailHost) -> None:
    async with watching(account) as told:
        await asyncio.sleep(0.5)
        began = asyncio.get_running_loop().time()
        await host.deliver(ME, note(1))
        await told.until(1)
        assert asyncio.get_running_loop().time() - began < 2


async def test_an_inbox_that_was_read_is_told_to_be_in_sight(account: Account, host: MailHost) -> None:
    began_at = datetime.now(UTC)
    async with watching(account) as told:
        await told.in_sight()
    assert told.cursor is not None
    assert told.cursor.read_at >= began_at


async def test_mail_that_came_while_the_server_was_down_is_told_afterwards(account: Account, host: MailHost) -> None:
    async with watching(account) as told:
        await asyncio.sleep(0.3)
        await host.stop_imap()
        await host.deliver(ME, note(1))
        await asyncio.sleep(0.5)
    await host.start_imap()
    async with watching(account, told.cursor) as again:
        await again.until(1)
    assert len(told.letters) + len(again.letters) == 1


async def test_a_server_that_goes_away_while_idle_is_noticed_at_once_and_quietly(
    account: Account, host: MailHost
) -> None:
    async with watching(replace(account, poll_every=30.0)) as told:
        await told.in_sight()
        await asyncio.sleep(0.5)
        began, beats = asyncio.get_running_loop().time(), told.beats
        await host.stop_imap()
        with pytest.raises((Unreachable, imaplib.IMAP4.error, OSError)):
            await asyncio.wait_for(told.task, 10)
        assert asyncio.get_running_loop().time() - began < 10
        assert told.beats - beats < 20


async def test_a_message_that_is_read_stays_unseen(account: Account, host: MailHost) -> None:
    await host.deliver(ME, note(1))
    async with watching(account) as told:
        await told.until(1)
    with imap_session(account.imap) as mailbox:
        mailbox.folder.set("INBOX", readonly=True)
        assert len(mailbox.uids("UNSEEN")) == 1

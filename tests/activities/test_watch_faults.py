"""Every way in which IMAP fails ends in a new connection and a catch-up: nothing is missed, nothing told twice."""

import asyncio
import imaplib
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest
from imap_tools.errors import ImapToolsError

from activities.account import Account, AccountProblem, Unreachable
from activities.contract import Cursor
from activities.watch.inbox import Letter
from activities.watch.watch_inbox import Session, Told
from tests.activities.test_watch_inbox import note
from tests.servers.fault_proxy import FaultProxy
from tests.servers.faults import Fault
from tests.servers.postfix_dovecot import MailHost
from tests.workflows.rig import ME

_FAILURES = (Unreachable, AccountProblem, OSError, imaplib.IMAP4.error, ImapToolsError)


class Watch:
    """Tries again after every failure, from where it was, as Temporal does with the activity."""

    def __init__(self, account: Account) -> None:
        self.letters: list[Letter] = []
        self.cursor: Cursor | None = None
        self.sessions = 0
        self._account = account
        self._is_over = threading.Event()
        self._session: Session | None = None

    def run(self) -> None:
        while not self._is_over.is_set():
            self.sessions += 1
            self._session = Session(self._account, self.cursor, float("inf"))
            with suppress(*_FAILURES):
                self._session.watch(Told(self.letters.append, self._beat))
            self._is_over.wait(0.1)

    def _beat(self, cursor: Cursor) -> None:
        self.cursor = cursor

    def stop(self) -> None:
        self._is_over.set()
        if self._session is not None:
            self._session.stop()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not holds():
                await asyncio.sleep(0.02)


@asynccontextmanager
async def watching_through(proxy: FaultProxy, account: Account) -> AsyncIterator[Watch]:
    imap = replace(account.imap, port=proxy.port, timeout_for=2.0)
    watch = Watch(replace(account, imap=imap, poll_every=3.0))
    task = asyncio.create_task(asyncio.to_thread(watch.run))
    try:
        await watch.until(lambda: watch.cursor is not None)
        yield watch
    finally:
        watch.stop()
        proxy.next_fault = None
        proxy.cut_all()
        await task


async def numbers(watch: Watch) -> list[str]:
    return sorted(letter.raw.split(b"Subject: ")[1].split()[0].decode() for letter in watch.letters)


FAULTS = (Fault.CUT_MID_LINE, Fault.SPLIT_LINE, Fault.STALL, Fault.SAY_BYE, Fault.CUT_ON_CONNECT)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
async def test_after_a_fault_the_inbox_is_caught_up(account: Account, host: MailHost, fault: Fault) -> None:
    async with FaultProxy(host.host, host.imap_port) as proxy, watching_through(proxy, account) as watch:
        await host.deliver(ME, note(1))
        await watch.until(lambda: len(watch.letters) == 1)
        proxy.next_fault = fault
        if fault is Fault.CUT_ON_CONNECT:
            proxy.cut_all()
        await host.deliver(ME, note(2))
        await watch.until(lambda: proxy.faults[fault] == 1)
        await host.deliver(ME, note(3))
        await watch.until(lambda: len({letter.uid for letter in watch.letters}) == 3)
        assert sorted(set(await numbers(watch))) == ["1", "2", "3"]


async def test_a_connection_that_is_cut_while_idle_is_made_anew(account: Account, host: MailHost) -> None:
    async with FaultProxy(host.host, host.imap_port) as proxy, watching_through(proxy, account) as watch:
        for number in range(1, 4):
            proxy.cut_all()
            await host.deliver(ME, note(number))
            await watch.until(lambda number=number: len(watch.letters) == number)  # type: ignore[misc]  # bound early
        assert await numbers(watch) == ["1", "2", "3"]


async def test_a_restarted_server_and_a_new_uidvalidity_lose_nothing(account: Account, host: MailHost) -> None:
    async with FaultProxy(host.host, host.imap_port) as proxy, watching_through(proxy, account) as watch:
        await host.deliver(ME, note(1))
        await watch.until(lambda: len(watch.letters) == 1)
        await host.stop_imap()
        await host.deliver(ME, note(2))
        await host.new_uidvalidity(ME)
        await host.start_imap()
        await host.deliver(ME, note(3))
        await watch.until(lambda: len(watch.letters) >= 3)
        assert set(await numbers(watch)) == {"1", "2", "3"}


async def test_an_idle_that_never_speaks_is_backed_by_the_poll(account: Account, host: MailHost) -> None:
    async with FaultProxy(host.host, host.imap_port) as proxy, watching_through(proxy, account) as watch:
        # The connection stays open, and nothing comes through any more.
        proxy.next_fault = Fault.STALL
        await host.deliver(ME, note(1))
        await watch.until(lambda: len(watch.letters) == 1)
        assert proxy.faults[Fault.STALL] == 1

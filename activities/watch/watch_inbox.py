"""Watch the inbox for ever: IDLE with a poll behind it, and a reconnect after any error."""

import asyncio
import contextlib
import imaplib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BufferedReader
from typing import cast

from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError
from temporalio import activity
from temporalio.client import Client, WorkflowQueryFailedError, WorkflowQueryRejectedError
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.service import RPCError, RPCStatusCode

from activities.account import Account, AccountProblem, Unreachable
from activities.contract import ACCOUNT_PROBLEM, UNREACHABLE, Cursor, WatchInbox
from activities.imap import imap_session
from activities.names import REPORT
from activities.watch.inbox import Letter, letters, unread_since
from activities.watch.routing import Routed, route_incoming
from mail.read.incoming import Incoming, read
from mail.write.ids import parse_own_id
from relationship.budget import CameBack, Report, Troubled
from relationship.identity import account_id
from relationship.stream.events import Bounced

RECORD_INCOMING = "record_incoming"
TEXT_OF = "text_of"
_TEXT_WITHIN = timedelta(seconds=3)
_SLICE = 1.0
# A wrong password tried every minute locks accounts.
_ACCOUNT_RETRY_AFTER = timedelta(minutes=5)


class InboxWatcher:
    """Watches one account's inbox and tells the relationships what came."""

    def __init__(self, account: Account, client: Client) -> None:
        self._account = account
        self._client = client

    @activity.defn
    async def watch_inbox(self, request: WatchInbox) -> Cursor:
        """Read what is new, wait, and again, for `watch_for` seconds; returns how far it has read.

        Safe to run twice: the cursor is only a shortcut, a relationship ignores what it has been told before.
        Any failure ends the activity; its retry goes on from the cursor in the heartbeat.
        """
        cursor = _resumed(request)
        loop = asyncio.get_running_loop()
        session = Session(self._account, cursor, time.monotonic() + request.watch_for)

        def tell(letter: Letter) -> None:
            asyncio.run_coroutine_threadsafe(self._tell(letter), loop).result()

        def beat(reached: Cursor) -> None:
            loop.call_soon_threadsafe(activity.heartbeat, reached)

        watching = asyncio.create_task(asyncio.to_thread(session.watch, Told(tell, beat)))
        leaving = asyncio.create_task(activity.wait_for_worker_shutdown())
        try:
            await asyncio.wait({watching, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not watching.done():
                raise ApplicationError(
                    "this worker stops; the next one goes on watching",
                    type=UNREACHABLE,
                    category=ApplicationErrorCategory.BENIGN,
                )
            return watching.result()
        except AccountProblem as error:
            await self._report(Troubled(str(error), datetime.now(UTC)))
            raise ApplicationError(str(error), type=ACCOUNT_PROBLEM, next_retry_delay=_ACCOUNT_RETRY_AFTER) from error
        except (Unreachable, OSError, imaplib.IMAP4.error, ImapToolsError) as error:
            raise ApplicationError(str(error), type=UNREACHABLE) from error
        finally:
            leaving.cancel()
            session.stop()
            with contextlib.suppress(Exception):
                await watching

    async def _tell(self, letter: Letter) -> None:
        incoming = read(letter.raw)
        sent_text = await self._sent_text(incoming)
        routed = route_incoming(incoming, letter.received_at, self._account.address, letter.raw, sent_text=sent_text)
        if routed is not None:
            await self._signal_first_known(routed)
        if routed is not None and isinstance(routed.fact, Bounced):
            came_back = routed.fact.original_message_id or routed.fact.message_id
            await self._report(CameBack(came_back, letter.received_at))

    async def _report(self, report: Report) -> None:
        """For the budget; a mailbox workflow that is not there, as in a test of this alone, misses nothing."""
        handle = self._client.get_workflow_handle(f"mailbox-{account_id(self._account.address)}")
        try:
            await handle.signal(REPORT, report)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise

    async def _sent_text(self, incoming: Incoming) -> str:
        """The text of the mail that this one answers; empty where nobody can say, for it only helps."""
        for message_id in incoming.in_reply_to[:1]:
            own = parse_own_id(message_id)
            if own is not None:
                handle = self._client.get_workflow_handle(f"relationship-{own.relationship}")
                with contextlib.suppress(RPCError, TimeoutError, WorkflowQueryFailedError, WorkflowQueryRejectedError):
                    text: str = await handle.query(TEXT_OF, message_id, result_type=str, rpc_timeout=_TEXT_WITHIN)
                    return text
        return ""

    async def _signal_first_known(self, routed: Routed) -> None:
        for relationship_id in routed.relationship_ids:
            handle = self._client.get_workflow_handle(f"relationship-{relationship_id}")
            try:
                await handle.signal(RECORD_INCOMING, routed.fact)
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
            else:
                return


@dataclass(frozen=True, slots=True)
class Told:
    """Whom the blocking side tells: of a letter, and of how far it has read."""

    letter: Callable[[Letter], None]
    beat: Callable[[Cursor], None]


class Session:
    """The blocking side: one IMAP connection, in a thread."""

    def __init__(self, account: Account, cursor: Cursor | None, until: float) -> None:
        self._account = account
        self._cursor = cursor
        self._until = until
        self._is_stopped = False

    def stop(self) -> None:
        """Let the thread end at its next look, within a second or so."""
        self._is_stopped = True

    def watch(self, told: Told) -> Cursor:
        with imap_session(self._account.imap) as mailbox:
            while True:
                self._cursor = self._read(mailbox, told)
                told.beat(self._cursor)
                if self._is_stopped or time.monotonic() >= self._until:
                    return self._cursor
                self._wait(mailbox, self._cursor, told.beat)

    def _read(self, mailbox: BaseMailBox, told: Told) -> Cursor:
        reading = unread_since(mailbox, self._account.inbox, self._cursor, datetime.now(UTC))
        for letter in letters(mailbox, reading.uids):
            told.letter(letter)
            told.beat(replace(reading.cursor, last_uid=letter.uid))
        return reading.cursor

    def _wait(self, mailbox: BaseMailBox, cursor: Cursor, beat: Callable[[Cursor], None]) -> None:
        """Until the server speaks or the poll is due. A server may never speak (RFC 2177 promises little)."""
        poll_at = min(time.monotonic() + self._account.poll_every, self._until)
        if "IDLE" not in mailbox.client.capabilities:
            self._sleep(poll_at, cursor, beat)
            return
        with mailbox.idle as idle:
            if _has_unread_line(mailbox):
                return
            while time.monotonic() < poll_at and not self._is_stopped:
                asked_at, patience = time.monotonic(), min(_SLICE, max(0.0, poll_at - time.monotonic()))
                # Nothing, and at once, is how `idle.poll` says that the server closed the connection. Reading shows.
                if idle.poll(timeout=patience) or time.monotonic() - asked_at < patience / 2:
                    return
                beat(cursor)

    def _sleep(self, until: float, cursor: Cursor, beat: Callable[[Cursor], None]) -> None:
        while time.monotonic() < until and not self._is_stopped:
            time.sleep(min(_SLICE, max(0.0, until - time.monotonic())))
            beat(cursor)


def _has_unread_line(mailbox: BaseMailBox) -> bool:
    """Whether imaplib's own buffer holds a line already: `idle.poll` looks at the socket and would not see it."""
    connection = mailbox.client
    timeout = connection.sock.gettimeout()
    connection.sock.settimeout(0)
    try:
        return bool(cast(BufferedReader, connection.file).peek(1))
    except OSError:
        return False
    finally:
        connection.sock.settimeout(timeout)


def _resumed(request: WatchInbox) -> Cursor | None:
    """Where an earlier try had come to, if it told; else where the workflow was."""
    details = activity.info().heartbeat_details
    if not details:
        return request.cursor
    return Cursor(
        uid_validity=details[0]["uid_validity"],
        last_uid=details[0]["last_uid"],
        read_at=datetime.fromisoformat(details[0]["read_at"]),
    )
